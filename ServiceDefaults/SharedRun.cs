namespace AspireCoach.ServiceDefaults;

/// <summary>
/// Runs something at most once at a time: whoever asks while it runs gets the same result. Bounds what an address that
/// anyone may call (<c>/health</c>, <c>/metrics</c>) can cost.
/// </summary>
internal sealed class SharedRun<T>(Func<Task<T>> run)
{
    private readonly Lock _lock = new();
    private Task<T>? _running;

    public Task<T> GetAsync()
    {
        lock (_lock)
        {
            return _running is { IsCompleted: false } ? _running : _running = Task.Run(run);
        }
    }
}
