namespace AspireCoach.Bench.Drills;

/// <summary>A process of the platform at one port, which can be killed and started again.</summary>
internal sealed class DrillProcess(BenchDatabase database, string roles, int port, (string, string)[] settings) : IAsyncDisposable
{
    private CoachProcess? _process;

    public CoachProcess Process => _process ?? throw new InvalidOperationException("It was killed.");

    public async Task StartAsync(CancellationToken cancel) => _process = await CoachProcess.StartAsync(database, roles, port, cancel, settings);

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        await Process.KillAsync();
        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await (_process?.DisposeAsync() ?? default);
        _process = null;
    }
}
