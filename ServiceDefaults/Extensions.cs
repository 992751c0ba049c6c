using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using AspireCoach.ServiceDefaults.Errors;
using AspireCoach.ServiceDefaults.Health;
using AspireCoach.ServiceDefaults.Metrics;
using AspireCoach.ServiceDefaults.OpenApi;
using AspireCoach.ServiceDefaults.Overload;
using AspireCoach.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;

namespace AspireCoach.ServiceDefaults;

/// <summary>What every process of the platform gets: telemetry, health, problem details, limits, the API's description.</summary>
public static class Extensions
{
    /// <summary>Registers everything. Call before the modules, so that telemetry starts first and stops last.</summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSettings<ServiceDefaultsOptions>(ServiceDefaultsOptions.Section);
        AddTelemetry(builder);
        AddHealth(services);
        AddProblems(services);
        AddLimits(services);
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<ServiceDefaultsOptions>>((headers, service) => service.Value.Apply(headers));
        services.ConfigureHttpJsonOptions(json => Configure(json.SerializerOptions));
        services.AddOpenApi(ApiDescription.Configure);
        return builder;
    }

    /// <summary>
    /// The middleware in its one right order; call it first. Routing, and authentication and authorization where they
    /// are registered, are part of it: what the platform refuses for load is refused before them.
    /// </summary>
    /// <param name="app">The process.</param>
    /// <param name="beforeAuthentication">What else stands before authentication; /alive, /health and /metrics pass it by.</param>
    public static WebApplication UseServiceDefaults(this WebApplication app, Action<IApplicationBuilder>? beforeAuthentication = null)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseMiddleware<DrainMiddleware>();
        app.UseForwardedHeaders();
        app.UseMiddleware<SpanMiddleware>();
        app.UseMiddleware<ProblemMiddleware>();
        app.UseMiddleware<OverloadMiddleware>();
        app.UseRouting();
        if (beforeAuthentication is not null)
        {
            app.UseWhen(context => !OperationsPaths.Contains(context.Request.Path.Value), beforeAuthentication);
        }

        var registered = app.Services.GetRequiredService<IServiceProviderIsService>();
        if (registered.IsService(typeof(IAuthenticationSchemeProvider)))
        {
            app.UseAuthentication();
        }

        if (registered.IsService(typeof(IAuthorizationHandlerProvider)))
        {
            app.UseAuthorization();
        }

        return app;
    }

    /// <summary>Maps <c>/alive</c>, <c>/health</c>, <c>/metrics</c> and <c>/openapi/v1.json</c>, all without a token.</summary>
    public static WebApplication MapServiceDefaults(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        OperationsEndpoints.Map(app);
        app.MapOpenApi().AllowAnonymous();
        return app;
    }

    private static void AddTelemetry(IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<PrometheusExporter>();
        services.AddSingleton<MetricsScrape>();
        services.AddHostedService<TelemetrySdk>();

        // Below every other source, so that any setting wins.
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = new Dictionary<string, string?>
            {
                ["Logging:LogLevel:Default"] = "Information",
                ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
                ["Logging:LogLevel:System.Net.Http"] = "Warning",
                ["Logging:LogLevel:Npgsql"] = "Warning",
            },
        });
        var text = builder.Environment.IsDevelopment();
        builder.Logging.ClearProviders();
        builder.Logging.AddConsole(console => console.FormatterName = text ? TextLogLines.FormatterName : JsonLogLines.FormatterName);
        builder.Logging.AddConsoleFormatter<TextLogLines, ConsoleFormatterOptions>();
        builder.Logging.AddConsoleFormatter<JsonLogLines, ConsoleFormatterOptions>();
        if (TelemetrySdk.HasOtlp(builder.Configuration))
        {
            builder.Logging.AddOpenTelemetry(logs =>
            {
                var resource = ResourceBuilder.CreateDefault();
                TelemetrySdk.Describe(resource);
                logs.SetResourceBuilder(resource);
                logs.IncludeFormattedMessage = true;
                logs.AddOtlpExporter();
            });
        }
    }

    private static void AddHealth(IServiceCollection services)
    {
        services.AddHealthChecks();
        services.AddSingleton<Readiness>();
        services.AddSingleton<IHealthCheckPublisher, StoreMetrics>();
        services.Configure<HealthCheckPublisherOptions>(watch =>
        {
            watch.Delay = TimeSpan.Zero;
            watch.Period = StoreMetrics.Period;
            watch.Predicate = static check => check.Tags.Contains(Readiness.Tag);
        });
        services.AddHostedService<Drain>();
        services.AddOptions<HostOptions>().Configure<IOptions<ServiceDefaultsOptions>>((host, service) =>
            host.ShutdownTimeout = TimeSpan.FromSeconds(service.Value.ShutdownSeconds + service.Value.DrainSeconds));
    }

    private static void AddProblems(IServiceCollection services)
    {
        services.AddSingleton<IProblemDetailsWriter, ProblemWriter>();
        services.AddProblemDetails();

        // Thrown in every environment, as Development does by default: the exception says what was wrong.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
    }

    private static void AddLimits(IServiceCollection services)
    {
        services.AddSingleton<InFlight>();
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<ServiceDefaultsOptions>>((kestrel, service) =>
        {
            kestrel.AddServerHeader = false;

            // Any byte is let through to be judged here: Kestrel's own 400 has neither problem nor traceresponse.
            kestrel.RequestHeaderEncodingSelector = static _ => Encoding.Latin1;
            var limits = kestrel.Limits;
            limits.MaxConcurrentConnections = service.Value.MaxConnections;
            limits.MaxConcurrentUpgradedConnections = 0;
            limits.MaxRequestBodySize = service.Value.MaxBodyBytes;
            limits.MaxRequestHeadersTotalSize = 16 * 1024;
            limits.MaxRequestHeaderCount = 64;
            limits.MaxRequestLineSize = 8 * 1024;
            limits.RequestHeadersTimeout = TimeSpan.FromSeconds(service.Value.HeadersTimeoutSeconds);
            limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        });
    }

    /// <summary>The web's defaults, with wrong types refused rather than guessed at, and enumerations by name.</summary>
    private static void Configure(JsonSerializerOptions json)
    {
        json.MaxDepth = 32;
        json.NumberHandling = JsonNumberHandling.Strict;
        json.RespectNullableAnnotations = true;
        json.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
    }
}
