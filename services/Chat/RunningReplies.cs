using System.Collections.Concurrent;

namespace AspireCoach.Chat;

/// <summary>The replies being written in this process, so that cancelling one stops its model at once.</summary>
public sealed class RunningReplies
{
    private readonly ConcurrentDictionary<Guid, CancellationTokenSource> _running = [];

    /// <summary>Stops writing the reply, if that happens here; elsewhere the next write finds out.</summary>
    public void Cancel(Guid replyId)
    {
        if (_running.TryGetValue(replyId, out var running))
        {
            try
            {
                running.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It has just ended.
            }
        }
    }

    internal void Add(Guid replyId, CancellationTokenSource cancel) => _running[replyId] = cancel;

    internal void Remove(Guid replyId, CancellationTokenSource cancel) => _running.TryRemove(new(replyId, cancel));
}
