using System.Diagnostics;
using AspireCoach.ServiceDefaults.Health;
using AspireCoach.ServiceDefaults.Overload;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace AspireCoach.Unit.ServiceDefaults;

/// <summary>What operators and their machines see.</summary>
public sealed class OperationsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Health_follows_the_checks_tagged_ready_and_says_no_more_than_their_names()
    {
        var store = HealthCheckResult.Healthy();
        await using var service = await TestService.StartAsync(configure: builder => builder.Services.AddHealthChecks()
            .AddCheck("store", () => store, [Readiness.Tag])
            .AddCheck("other", () => HealthCheckResult.Unhealthy(), ["something else"]));

        (await service.GetAsync("/health")).ShouldSatisfyAllConditions(
            a => a.Status.ShouldBe(200),
            a => a.Body.ShouldBe("""{"status":"healthy","checks":{"store":"healthy"}}"""));

        store = HealthCheckResult.Unhealthy("password=hunter2", new InvalidOperationException("hunter2"));
        (await service.GetAsync("/health")).ShouldSatisfyAllConditions(
            a => a.Status.ShouldBe(503),
            a => a.Body.ShouldBe("""{"status":"unhealthy","checks":{"store":"unhealthy"}}"""));
        (await service.GetAsync("/alive")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task While_it_drains_health_is_503_at_once_and_requests_are_still_answered()
    {
        await using var service = await TestService.StartAsync(settings: ("Service:DrainSeconds", "60"));
        using var hurry = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var stop = service.App.StopAsync(hurry.Token);
        service.App.Lifetime.StopApplication();

        (await service.GetAsync("/health")).ShouldSatisfyAllConditions(
            a => a.Status.ShouldBe(503),
            a => a.Json.GetProperty("status").GetString().ShouldBe("draining"));
        (await service.GetAsync("/v1/things")).Status.ShouldBe(200);
        using var answer = await service.Http.GetAsync("/v1/things", Cancel);
        answer.Headers.ConnectionClose.ShouldBe(true);
        (await service.GetAsync("/alive")).Status.ShouldBe(200);

        await hurry.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => stop);
    }

    [Fact]
    public async Task Over_the_limit_a_request_is_refused_before_any_work_and_waiting_ones_do_not_count()
    {
        var entered = new SemaphoreSlim(0);
        using var waits = new SemaphoreSlim(0);
        using var works = new SemaphoreSlim(0);
        await using var service = await TestService.StartAsync(
            settings: ("Service:MaxInFlight", "2"),
            map: app =>
            {
                app.MapGet("/v1/waits", async (InFlight inFlight, CancellationToken cancel) =>
                {
                    using (inFlight.Pause())
                    {
                        entered.Release();
                        await waits.WaitAsync(cancel);
                    }
                });
                app.MapGet("/v1/works", async (CancellationToken cancel) =>
                {
                    entered.Release();
                    await works.WaitAsync(cancel);
                });
            });
        var inFlight = service.App.Services.GetRequiredService<InFlight>();

        var polls = new List<Task<Answer>>();
        for (var i = 0; i < 5; i++)
        {
            polls.Add(service.GetAsync("/v1/waits"));
            await EnteredAsync(1);
        }

        inFlight.Count.ShouldBe(0);
        var busy = Enumerable.Range(0, 2).Select(_ => service.GetAsync("/v1/works")).ToArray();
        await EnteredAsync(2);
        inFlight.Count.ShouldBe(2);

        var refused = await service.GetAsync("/v1/things");
        refused.ShouldBeProblem(503);
        refused.Header("Retry-After").ShouldBe("1");
        (await service.GetAsync("/health")).Status.ShouldBe(200);
        (await service.GetAsync("/metrics")).Status.ShouldBe(200);

        works.Release(2);
        waits.Release(5);
        (await Task.WhenAll([.. polls, .. busy])).ShouldAllBe(a => a.Status == 200);
        (await service.GetAsync("/v1/things")).Status.ShouldBe(200);
        inFlight.Count.ShouldBe(0);

        async Task EnteredAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                (await entered.WaitAsync(TimeSpan.FromSeconds(10), Cancel)).ShouldBeTrue();
            }
        }
    }

    [Theory]
    [InlineData("Service:MaxInFlight", "0")]
    [InlineData("Service:TraceRatio", "1.5")]
    [InlineData("Service:MaxBodyBytes", "many")]
    public async Task A_setting_out_of_range_stops_the_start_with_its_name(string key, string value)
    {
        var failure = await Should.ThrowAsync<Exception>(() => TestService.StartAsync(settings: (key, value)));

        failure.ToString().ShouldContain(key);
    }

    [Fact]
    public async Task Metrics_are_readable_and_no_path_a_caller_makes_up_becomes_a_series()
    {
        await using var service = await TestService.StartAsync();
        for (var i = 0; i < 20; i++)
        {
            await service.GetAsync($"/nowhere/{i}");
            await service.GetAsync($"/v1/things/{i}");
        }

        var answer = await service.GetAsync("/metrics");

        answer.Message.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        var families = ExpositionParser.Parse(answer.Body);
        var counts = families["http_server_request_duration_seconds"].Samples.Where(s => s.Name.EndsWith("_count", StringComparison.Ordinal)).ToList();
        counts.Single(s => s.Labels.GetValueOrDefault("http_route") == "/v1/things/{id}").Value.ShouldBeGreaterThanOrEqualTo(20);
        // Meters are the whole process's: other tests' requests are counted here too, under other methods and statuses.
        counts.Count(s => !s.Labels.ContainsKey("http_route") && s.Labels["http_request_method"] == "GET" && s.Labels["http_response_status_code"] == "404").ShouldBe(1);
        answer.Body.ShouldNotContain("nowhere");
        counts.ShouldNotContain(s => s.Labels.GetValueOrDefault("http_route") == "/health");
        families.ShouldContainKey("coach_requests_in_flight");
        families["dotnet_thread_pool_thread_count"].Type.ShouldBe("gauge");
        families["dotnet_gc_collections_total"].Type.ShouldBe("counter");
    }

    [Fact]
    public async Task Promtool_finds_no_fault_beyond_the_conventions_own_names()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/promtool"), "promtool is not installed (Debian package prometheus).");
        await using var service = await TestService.StartAsync();
        await service.GetAsync("/v1/fails");
        var text = (await service.GetAsync("/metrics")).Body;

        using var promtool = Process.Start(new ProcessStartInfo("/usr/bin/promtool", ["check", "metrics"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await promtool.StandardInput.WriteAsync(text.AsMemory(), Cancel);
        promtool.StandardInput.Close();
        var said = await promtool.StandardOutput.ReadToEndAsync(Cancel) + await promtool.StandardError.ReadToEndAsync(Cancel);
        await promtool.WaitForExitAsync(Cancel);

        // Levels named *.count are OpenTelemetry's convention, which this lint knows nothing of.
        said.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .ShouldAllBe(line => line.EndsWith("should not have \"_count\" suffix", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_api_is_described_with_problems_and_bearer_tokens_where_they_are_needed()
    {
        await using var service = await TestService.StartAsync(
            configure: builder =>
            {
                builder.Services.AddAuthentication("none").AddScheme<Microsoft.AspNetCore.Authentication.AuthenticationSchemeOptions, NobodyIsKnown>("none", null);
                builder.Services.AddAuthorization();
            },
            map: app => app.MapGet("/v1/mine", () => "mine").RequireAuthorization());

        var document = (await service.GetAsync("/openapi/v1.json")).Json;

        document.GetProperty("info").GetProperty("title").GetString().ShouldBe("AspireCoach");
        var paths = document.GetProperty("paths");
        paths.GetProperty("/v1/mine").GetProperty("get").GetProperty("security")[0].GetProperty("bearer").GetArrayLength().ShouldBe(0);
        paths.GetProperty("/v1/things").GetProperty("post").TryGetProperty("security", out _).ShouldBeFalse();
        paths.GetProperty("/v1/things").GetProperty("post").GetProperty("responses").GetProperty("default")
            .GetProperty("content").GetProperty("application/problem+json").GetProperty("schema").GetProperty("$ref").GetString()
            .ShouldBe("#/components/schemas/Problem");
        document.GetProperty("components").GetProperty("schemas").GetProperty("Problem").GetProperty("properties").TryGetProperty("traceId", out _).ShouldBeTrue();
        document.GetProperty("components").GetProperty("securitySchemes").GetProperty("bearer").GetProperty("scheme").GetString().ShouldBe("bearer");
        (await service.GetAsync("/v1/mine")).ShouldBeProblem(401);
        (await service.GetAsync("/health")).Status.ShouldBe(200);
    }

    private sealed class NobodyIsKnown(
        IOptionsMonitor<Microsoft.AspNetCore.Authentication.AuthenticationSchemeOptions> options,
        Microsoft.Extensions.Logging.ILoggerFactory logger,
        System.Text.Encodings.Web.UrlEncoder encoder)
        : Microsoft.AspNetCore.Authentication.AuthenticationHandler<Microsoft.AspNetCore.Authentication.AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<Microsoft.AspNetCore.Authentication.AuthenticateResult> HandleAuthenticateAsync() =>
            Task.FromResult(Microsoft.AspNetCore.Authentication.AuthenticateResult.NoResult());
    }
}
