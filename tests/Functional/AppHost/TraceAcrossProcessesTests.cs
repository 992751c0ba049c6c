using AspireCoach.AppHost.Local;
using AspireCoach.AppHost.Local.Traces;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.AppHost;

/// <summary>A reply that one process accepts, another answers and tools of a third serve is one trace.</summary>
public sealed class TraceAcrossProcessesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reply_is_one_waterfall_over_all_the_processes_that_work_on_it()
    {
        Assert.SkipWhen(EmbeddedRedis.Found is null, "neither redis-server nor valkey-server is installed");
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(
            ["--Topology", "services", "--Replicas", "2", "--environment", "Development"], Cancel);
        await using var app = await builder.BuildAsync(Cancel);
        await app.StartAsync(Cancel);

        var reply = await RunnerPageFixture.AskAsync(app, "web", "Why did I fail yesterday?", Cancel);

        Waterfall? told = null;
        await Eventually.TrueAsync(
            () =>
            {
                told = app.Page!.Traces.Find(reply) is { } found ? Waterfall.Of(found) : null;
                return Task.FromResult(told is not null && ServicesOf(told, ReplyStage.Accept).Any() && ServicesOf(told, ReplyStage.Agent).Any() && ServicesOf(told, ReplyStage.Poll).Any());
            },
            "the spans of both programs have come in",
            Cancel);
        told!.Status.ShouldBe("done");
        ServicesOf(told, ReplyStage.Accept).ShouldBe(["web"]);
        ServicesOf(told, ReplyStage.Model).ShouldBe(["agent"]);
        ServicesOf(told, ReplyStage.Poll).ShouldBe(["web"]);

        // The tools of the modules are called over HTTP: what happens there is below the call.
        var tool = told.Bars.First(bar => bar is { Stage: ReplyStage.Tool, Name: "get_habit_log" });
        var below = told.Bars.SkipWhile(bar => bar != tool).Skip(1).TakeWhile(bar => bar.Depth > tool.Depth).ToList();
        below.Where(bar => bar.Stage == ReplyStage.Http).Select(bar => bar.Service).ShouldContain("web");
        below.ShouldContain(bar => bar.Stage == ReplyStage.Database && bar.Service == "web");
        told.Bars.Select(bar => (bar.Service, bar.Instance)).Distinct().Count().ShouldBeGreaterThan(1);
    }

    private static IEnumerable<string> ServicesOf(Waterfall waterfall, string stage) =>
        waterfall.Bars.Where(bar => bar.Stage == stage).Select(bar => bar.Service).Distinct();
}
