using System.Reflection;
using AspireCoach.ServiceDefaults.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace AspireCoach.ServiceDefaults.Telemetry;

/// <summary>
/// The OpenTelemetry SDK of this process: metrics for <c>/metrics</c> always; traces and metrics over OTLP only where
/// <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set. Started before anything else, flushed when the host is disposed.
/// </summary>
internal sealed class TelemetrySdk : IHostedService, IDisposable
{
    private readonly OpenTelemetrySdk _sdk;
    private readonly TraceIds _traceIds = new();

    public TelemetrySdk(
        PrometheusExporter exporter, IConfiguration configuration, IHostEnvironment environment, IOptions<ServiceDefaultsOptions> options)
    {
        var otlp = HasOtlp(configuration);
        _sdk = OpenTelemetrySdk.Create(telemetry =>
        {
            telemetry.Services.AddSingleton(configuration);
            telemetry.ConfigureResource(Describe);
            telemetry.WithMetrics(metrics =>
            {
                metrics.AddMeter(Instruments.Meters).AddView(Instruments.View).AddReader(new BaseExportingMetricReader(exporter));
                if (otlp)
                {
                    metrics.AddOtlpExporter();
                }
            });
            if (otlp)
            {
                telemetry.WithTracing(tracing => tracing
                    .AddSource("AspireCoach.*", "Microsoft.AspNetCore", "System.Net.Http", "Npgsql")
                    .SetSampler(Sampler(options.Value.TraceRatio ?? (environment.IsDevelopment() ? 1 : 0.05)))
                    .AddOtlpExporter());
            }
        });
    }

    public static bool HasOtlp(IConfiguration configuration) =>
        !string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);

    /// <summary>Names the process; <c>OTEL_SERVICE_NAME</c> and <c>OTEL_RESOURCE_ATTRIBUTES</c> win.</summary>
    public static void Describe(ResourceBuilder resource) => resource
        .AddService("coach", serviceNamespace: "AspireCoach", serviceVersion: Version)
        .AddEnvironmentVariableDetector();

    /// <summary>The version of the running program.</summary>
    public static string Version { get; } =
        (Assembly.GetEntryAssembly() ?? typeof(TelemetrySdk).Assembly).GetName().Version?.ToString(3) ?? "0.0.0";

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _sdk.Dispose();
        _traceIds.Dispose();
    }

    /// <summary>
    /// A caller's own "sampled" flag does not decide what recording costs us: the ratio of its trace id does, which
    /// every process of ours decides alike.
    /// </summary>
    private static ParentBasedSampler Sampler(double ratio)
    {
        var byTraceId = new TraceIdRatioBasedSampler(ratio);
        return new ParentBasedSampler(byTraceId, remoteParentSampled: byTraceId);
    }
}
