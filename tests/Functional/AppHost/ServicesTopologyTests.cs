using System.Net;
using AspireCoach.AppHost.Local;
using AspireCoach.Functional.Fixtures;
using AspireCoach.Host;

namespace AspireCoach.Functional.AppHost;

/// <summary><c>--Topology services</c> of the real Program.cs: what it starts, and what is seen of it from outside.</summary>
public sealed class ServicesTopologyTests
{
    private CancellationToken Cancel { get; } = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("--Topology", "monolith")]
    [InlineData("--Topology", "services")]
    [InlineData("--Topology", "services", "--Replicas", "3")]
    public async Task Every_role_runs_in_exactly_one_kind_of_process(params string[] topology)
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(topology, Cancel);
        await using var app = await builder.BuildAsync(Cancel);

        var started = app.Resources.OfType<ProjectResource>().Select(process => (process.ServiceName, Roles: process.Arguments.ToArray())).DistinctBy(process => process.ServiceName);

        started.SelectMany(process => process.Roles is ["--roles", var list] ? Roles.Parse(list) : [])
            .ShouldBe(Roles.Table, ignoreOrder: true);
    }

    [Fact]
    public async Task A_question_is_answered_through_the_one_address_also_while_a_replica_is_dead_and_started_again()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "processes are looked for in /proc");
        Assert.SkipWhen(EmbeddedRedis.Found is null, "neither redis-server nor valkey-server is installed");
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(
            ["--Topology", "services", "--Replicas", "2", "--environment", "Development"], Cancel);
        await using var app = await builder.BuildAsync(Cancel);
        await app.StartAsync(Cancel);
        var address = app.GetEndpoint("web").ToString().TrimEnd('/');
        var first = app.GetEndpoint("web-0").ToString().TrimEnd('/');
        var dead = AppHostProcess.CoachOf(app.Folder, first);

        (await AskAsync(address)).ShouldContain("source: journal");
        await AppHostProcess.SignalAsync(dead, "KILL", Cancel);
        (await AskAsync(address)).ShouldContain("source: journal");

        using var client = app.CreateHttpClient("web-0");
        await Eventually.TrueAsync(() => IsHealthyAsync(client), "the replica is back", Cancel);
        AppHostProcess.CoachOf(app.Folder, first).ShouldNotBe(dead);
        foreach (var log in (string[])["web-0", "web-1", "agent-0", "agent-1", "redis"])
        {
            File.Exists(Path.Combine(app.Folder, "logs", $"{log}.log")).ShouldBeTrue(log);
        }
    }

    private async Task<string> AskAsync(string address)
    {
        await using var ask = CoachProcess.Launch("", ["ask", "--url", address, "Why did I fail yesterday?"]);
        (await ask.EndAsync(Cancel)).ShouldBe(0, ask.Log);
        return ask.Log;
    }

    private async Task<bool> IsHealthyAsync(HttpClient client)
    {
        try
        {
            return (await client.GetAsync("/health", Cancel)).StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
