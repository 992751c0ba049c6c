namespace AspireCoach.Data.Jobs;

/// <summary>A claim that is being worked on; its lease is renewed until it ends, and it is cancelled where the lease was lost.</summary>
public sealed class RunningWork<T>(T work, CancellationTokenSource cancel)
{
    public T Work => work;

    /// <summary>Ends the work; disposed by whoever runs it.</summary>
    public CancellationTokenSource Cancel => cancel;

    /// <summary>The run of it.</summary>
    public Task Ended { get; set; } = Task.CompletedTask;

    public async Task CancelAsync()
    {
        try
        {
            await cancel.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended.
        }
    }
}
