using System.Net;
using AspireCoach.AppHost.Local;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.AppHost;

/// <summary>The real Program.cs of the AppHost, reached over HTTP.</summary>
public sealed class AppHostTests
{
    private CancellationToken Cancel { get; } = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Program_runs_the_coach_and_its_database_on_ports_and_in_a_folder_of_their_own()
    {
        string folder;
        await using (var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(Cancel))
        await using (var app = await builder.BuildAsync(Cancel))
        {
            await app.StartAsync(Cancel);
            using var client = app.CreateHttpClient("coach");

            (await client.GetAsync("/health", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
            app.GetEndpoint("coach").Port.ShouldNotBe(5080);
            var database = await app.GetConnectionStringAsync("coachdb", Cancel);
            (await PostgresFixture.QueryAsync<string>(database!, "SELECT current_database()", Cancel)).ShouldBe("coachdb");
            folder = app.Folder;
            File.Exists(Path.Combine(folder, "logs", "coach.log")).ShouldBeTrue();
        }

        Directory.Exists(folder).ShouldBeFalse();
    }

    [Fact]
    public async Task A_coach_that_dies_is_started_again_at_the_same_address()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "processes are looked for in /proc");
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(Cancel);
        await using var app = await builder.BuildAsync(Cancel);
        await app.StartAsync(Cancel);
        using var client = app.CreateHttpClient("coach");
        var address = client.BaseAddress!.ToString().TrimEnd('/');
        var first = AppHostProcess.CoachOf(app.Folder, address);

        await AppHostProcess.SignalAsync(first, "KILL", Cancel);

        await Eventually.TrueAsync(() => IsHealthyAsync(client), "the coach is back", Cancel);
        AppHostProcess.CoachOf(app.Folder, address).ShouldNotBe(first);
    }

    [Fact]
    public async Task An_option_that_cannot_be_honoured_ends_Program_before_anything_is_built()
    {
        var refused = await Should.ThrowAsync<InvalidOperationException>(
            () => DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(["--Replicas", "2"], Cancel));

        refused.Message.ShouldContain("exit code 2");
    }

    private async Task<bool> IsHealthyAsync(HttpClient client)
    {
        try
        {
            return (await client.GetAsync("/health", Cancel)).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
