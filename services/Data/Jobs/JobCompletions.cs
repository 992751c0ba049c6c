using System.Threading.Channels;
using Npgsql;

namespace AspireCoach.Data.Jobs;

/// <summary>
/// Ends jobs whose handlers had nothing to commit with the end: whatever has come together while the statement before
/// was under way goes into the next, so that the price of a commit is shared exactly when there is much to do.
/// </summary>
internal sealed class JobCompletions : IDisposable
{
    private const int Most = 256;
    private const int Tries = 5;
    private readonly JobStore _store;
    private readonly JobSignal _signal;
    private readonly TimeProvider _time;
    private readonly Channel<(Job Job, TaskCompletionSource<bool> Done)> _waiting =
        Channel.CreateUnbounded<(Job, TaskCompletionSource<bool>)>(new() { SingleReader = true });
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _writer;

    public JobCompletions(JobStore store, JobSignal signal, TimeProvider time)
    {
        _store = store;
        _signal = signal;
        _time = time;
        _writer = Task.Run(WriteAsync);
    }

    /// <summary>Ends the job; false when its lease was lost.</summary>
    public Task<bool> CompleteAsync(Job job)
    {
        var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        return _waiting.Writer.TryWrite((job, done))
            ? done.Task
            : throw new ObjectDisposedException(nameof(JobCompletions));
    }

    /// <summary>Takes no more and returns when all that was taken is written.</summary>
    public async Task DrainAsync(CancellationToken cancel)
    {
        _waiting.Writer.TryComplete();
        await _writer.WaitAsync(cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose()
    {
        _waiting.Writer.TryComplete();
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task WriteAsync()
    {
        List<(Job Job, TaskCompletionSource<bool> Done)> batch = [];
        while (await _waiting.Reader.WaitToReadAsync())
        {
            while (batch.Count < Most && _waiting.Reader.TryRead(out var item))
            {
                batch.Add(item);
            }

            try
            {
                var ends = await RetryAsync(() => _store.CompleteManyAsync([.. batch.Select(item => item.Job)], _stop.Token));
                for (var i = 0; i < batch.Count; i++)
                {
                    if (ends[i].LaneTaken)
                    {
                        _ = CompleteAloneAsync(batch[i].Job, batch[i].Done);
                    }
                    else
                    {
                        End(batch[i].Done, ends[i].Ready);
                    }
                }
            }
            catch (Exception exception)
            {
                // The callers leave their jobs to the lease: run again, never lost.
                foreach (var item in batch)
                {
                    item.Done.TrySetException(exception);
                }
            }

            batch.Clear();
        }
    }

    /// <summary>Waits for the lane, at nobody else's expense; its caller waits for the outcome.</summary>
    private async Task CompleteAloneAsync(Job job, TaskCompletionSource<bool> done)
    {
        try
        {
            End(done, await RetryAsync(() => _store.CompleteAsync(job, _stop.Token)));
        }
        catch (Exception exception)
        {
            done.TrySetException(exception);
        }
    }

    private void End(TaskCompletionSource<bool> done, string? ready)
    {
        done.SetResult(ready is not null);
        _signal.Notify(ready ?? "");
    }

    /// <summary>The work is done and only its end is missing: a broken connection is no reason to do it again.</summary>
    private async Task<T> RetryAsync<T>(Func<Task<T>> complete)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await complete();
            }
            catch (NpgsqlException) when (attempt < Tries && !_stop.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100 * Math.Pow(2, attempt)), _time, _stop.Token);
            }
        }
    }
}
