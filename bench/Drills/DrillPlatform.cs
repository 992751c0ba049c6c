using System.Diagnostics;
using AspireCoach.AppHost.Local;

namespace AspireCoach.Bench.Drills;

/// <summary>The processes that a drill breaks, what watches them, and all that has to end with it.</summary>
internal sealed class DrillPlatform : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _owned = [];
    private readonly List<Uri> _watched = [];
    private readonly List<Task> _running = [];
    private readonly CancellationTokenSource _over;
    private AlertServers? _servers;

    private DrillPlatform(BenchDatabase database, int faster, CancellationToken cancel)
    {
        (Database, Faster) = (database, faster);
        _over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
    }

    public BenchDatabase Database { get; }

    public int Faster { get; }

    /// <summary>Also when the drill is over.</summary>
    public CancellationToken Cancel => _over.Token;

    public AlertServers Servers => _servers!;

    public DrillFault Fault { get; private set; } = null!;

    /// <summary>Since when the present message is waited for.</summary>
    public Stopwatch Waiting { get; } = Stopwatch.StartNew();

    public static async Task<DrillPlatform> StartAsync(Drill drill, CancellationToken cancel)
    {
        BenchRun.Progress($"{drill.Alert}: a platform is started, durations of rules and routes divided by {drill.Faster}");
        var platform = new DrillPlatform(await BenchDatabase.CreateAsync(cancel), drill.Faster, cancel);
        try
        {
            platform.Fault = await drill.Begin(platform);
            platform._servers = await AlertServers.StartAsync(platform._watched, drill.Faster, platform.Cancel);
            return platform;
        }
        catch
        {
            await platform.DisposeAsync();
            throw;
        }
    }

    /// <summary>Something that ends with the drill, before what was begun earlier.</summary>
    public T Own<T>(T started)
        where T : IAsyncDisposable
    {
        _owned.Push(started);
        return started;
    }

    /// <summary>A process that is scraped.</summary>
    public async Task<DrillProcess> StartCoachAsync(string roles, params (string, string)[] settings)
    {
        var coach = Own(new DrillProcess(Database, roles, LoopbackPort.Free(), [.. BenchUsers.Settings, .. settings]));
        await coach.StartAsync(Cancel);
        Watch(coach.Process);
        return coach;
    }

    public void Watch(CoachProcess coach) => _watched.Add(new Uri($"http://{coach.Address}"));

    /// <summary>Goes on until the drill is over; where it fails, the drill does.</summary>
    public void Run(Func<CancellationToken, Task> work) => _running.Add(Task.Run(() => work(Cancel), CancellationToken.None));

    /// <summary>Requests at a steady rate until the drill is over; what is answered is for the metrics to tell.</summary>
    public void Send(DrillProcess to, double perSecond, Func<long, HttpRequestMessage> request)
    {
        var client = to.Process.CreateClient();
        Run(async cancel =>
        {
            using (client)
            {
                var started = Stopwatch.GetTimestamp();
                for (long number = 0; ; number++)
                {
                    var due = TimeSpan.FromSeconds(number / perSecond) - Stopwatch.GetElapsedTime(started);
                    if (due > TimeSpan.Zero)
                    {
                        await Task.Delay(due, TimeProvider.System, cancel);
                    }

                    _ = SendAsync(client, request(number), cancel);
                }
            }
        });
    }

    /// <summary>Waits a while; where something that was to go on has failed, so does this.</summary>
    public async Task WaitAsync(TimeSpan time)
    {
        await Task.Delay(time, TimeProvider.System, Cancel);
        foreach (var ended in _running.Where(running => running.IsCompleted))
        {
            await ended;
        }
    }

    /// <summary>What an operator does when the reason is gone: <c>coach jobs redrive KIND</c>.</summary>
    public async Task RedriveAsync(string kind)
    {
        var code = await CoachProcess.CommandAsync(Database, ["jobs", "redrive", kind], Cancel);
        if (code != 0)
        {
            throw new BenchException($"coach jobs redrive {kind} ended with {code}: there was no dead letter.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await (_servers?.DisposeAsync() ?? default);
        while (_owned.TryPop(out var started))
        {
            await started.DisposeAsync();
        }

        await Database.DisposeAsync();
        _over.Dispose();
    }

    private static async Task SendAsync(HttpClient client, HttpRequestMessage request, CancellationToken cancel)
    {
        using (request)
        {
            try
            {
                using var answer = await client.SendAsync(request, cancel);
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or ObjectDisposedException)
            {
                // A drill breaks things.
            }
        }
    }
}
