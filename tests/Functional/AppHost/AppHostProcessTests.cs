using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using AspireCoach.AppHost.Local;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.AppHost;

/// <summary>The command that a person types, with what can go wrong with it.</summary>
public sealed class AppHostProcessTests : IDisposable
{
    // Not a CreateTempSubdirectory: root would keep the data elsewhere, and the tests look for processes by their folder.
    private readonly string _folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "coach-run-" + Path.GetRandomFileName())).FullName;

    private CancellationToken Cancel { get; } = TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_becomes_healthy_says_where_and_stops_in_order_within_ten_seconds()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "processes are looked for in /proc");
        var port = LoopbackPort.Free();
        await using var run = new AppHostProcess(_folder, "--Port", $"{port}");
        var found = await run.IsReadyAsync(Cancel);

        found["coach"].ShouldBe($"http://localhost:{port}");
        (await PostgresFixture.QueryAsync<int>(found["connectionString"], "SELECT 1", Cancel)).ShouldBe(1);
        using var client = new HttpClient { BaseAddress = new Uri(found["coach"]) };
        (await client.GetAsync("/health", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);

        var clock = Stopwatch.StartNew();
        await run.SignalAsync("TERM", Cancel);
        (await run.EndsAsync(Eventually.Deadline, Cancel)).ShouldBe(0);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        run.HasRunFile.ShouldBeFalse();
        await NothingIsLeftAsync(found["coach"]);
        File.Exists(Path.Combine(_folder, "postgres", "data", "postmaster.pid")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("coach", 2)]
    [InlineData("web", 10, "--Topology", "services", "--Replicas", "2")]
    public async Task Killed_it_leaves_no_process_and_the_next_start_recovers(string program, int processes, params string[] topology)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "processes are looked for in /proc");
        Assert.SkipWhen(topology.Length > 0 && EmbeddedRedis.Found is null, "neither redis-server nor valkey-server is installed");
        string[] arguments = ["--Port", $"{LoopbackPort.Free()}", .. topology];
        await using (var killed = new AppHostProcess(_folder, arguments))
        {
            var found = await killed.IsReadyAsync(Cancel);
            AppHostProcess.ProcessesOf(_folder, found[program]).Count.ShouldBeGreaterThan(processes);
            await PostgresFixture.QueryAsync<int>(
                found["connectionString"], "CREATE TABLE public.note (id int); INSERT INTO public.note VALUES (7); SELECT 1", Cancel);
            await killed.SignalAsync("KILL", Cancel);
            await NothingIsLeftAsync(found[program]);
        }

        await using var next = new AppHostProcess(_folder, arguments);
        var again = await next.IsReadyAsync(Cancel);

        (await PostgresFixture.QueryAsync<int>(again["connectionString"], "SELECT id FROM public.note", Cancel)).ShouldBe(7);
    }

    [Fact]
    public async Task A_second_one_in_the_same_folder_is_refused()
    {
        await using var run = new AppHostProcess(_folder, "--Port", $"{LoopbackPort.Free()}");
        await run.IsReadyAsync(Cancel);

        await using var second = new AppHostProcess(_folder, "--Port", $"{LoopbackPort.Free()}");

        (await second.EndsAsync(Eventually.Deadline, Cancel)).ShouldBe(1);
        second.Output.ShouldContain($"Another AppHost is running with the folder {_folder}");
        run.HasRunFile.ShouldBeTrue();
    }

    [Theory]
    [InlineData("--Port", "coach")]
    [InlineData("--DashboardPort", "the page")]
    public async Task A_taken_port_is_named_before_anything_starts(string option, string what)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        await using var run = new AppHostProcess(_folder, option, $"{port}");

        (await run.EndsAsync(Eventually.Deadline, Cancel)).ShouldBe(1);
        run.Output.ShouldContain($"Port {port} for {what} is taken by another program. End that one, or choose another port with {option} N.");
        Directory.Exists(Path.Combine(_folder, "postgres")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_database_that_cannot_start_stops_what_waits_for_it_and_says_why()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "postgres", "data"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "postgres", "data", "PG_VERSION"), "9\n", Cancel);

        await using var run = new AppHostProcess(_folder, "--Port", $"{LoopbackPort.Free()}");

        (await run.EndsAsync(Eventually.Deadline, Cancel)).ShouldBe(1);
        run.Output.ShouldContain("postgres: The data was made by PostgreSQL 9, which is not here");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task NothingIsLeftAsync(string coach) => Eventually.TrueAsync(
        () => Task.FromResult(AppHostProcess.ProcessesOf(_folder, coach).Count == 0), "no process is left", Cancel);
}
