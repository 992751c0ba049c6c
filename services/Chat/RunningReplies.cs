using System.Collections.Concurrent;
using System.Globalization;
using AspireCoach.Data.Cache;

namespace AspireCoach.Chat;

/// <summary>The replies being written in this process, so that cancelling one, in whichever process, stops its model at once.</summary>
public sealed class RunningReplies
{
    private const string Channel = "cancelled";
    private readonly ConcurrentDictionary<Guid, CancellationTokenSource> _running = [];
    private readonly IWakeUps _wakeUps;

    public RunningReplies(IWakeUps wakeUps)
    {
        ArgumentNullException.ThrowIfNull(wakeUps);
        _wakeUps = wakeUps;
        wakeUps.Subscribe(Channel, Stop);
    }

    /// <summary>Stops writing the reply, wherever that happens; should the word be lost, the next write finds out.</summary>
    public async Task CancelAsync(Guid replyId) => await _wakeUps.PublishAsync(Channel, replyId.ToString("N", CultureInfo.InvariantCulture));

    internal void Add(Guid replyId, CancellationTokenSource cancel) => _running[replyId] = cancel;

    internal void Remove(Guid replyId, CancellationTokenSource cancel) => _running.TryRemove(new(replyId, cancel));

    private void Stop(string payload)
    {
        if (Guid.TryParseExact(payload, "N", out var replyId) && _running.TryGetValue(replyId, out var running))
        {
            _ = StopAsync(running);
        }
    }

    private static async Task StopAsync(CancellationTokenSource running)
    {
        try
        {
            // What it stops goes on elsewhere: whoever brings the word has more to do.
            await running.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended.
        }
    }
}
