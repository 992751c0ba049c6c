using System.Collections.Concurrent;

namespace AspireCoach.Data.Cache;

/// <summary>Wake-ups within one process, where none is ever lost.</summary>
internal sealed class InProcessWakeUps : IWakeUps
{
    private readonly ConcurrentDictionary<string, Action<string>> _listeners = new(StringComparer.Ordinal);

    public event Action? Interrupted
    {
        add { }
        remove { }
    }

    public void Subscribe(string channel, Action<string> receive) =>
        _listeners.AddOrUpdate(channel, receive, (_, others) => others + receive);

    public ValueTask<bool> PublishAsync(string channel, string payload)
    {
        Deliver(channel, payload);
        return ValueTask.FromResult(false);
    }

    public void Deliver(string channel, string payload)
    {
        if (_listeners.TryGetValue(channel, out var receive))
        {
            receive(payload);
        }
    }
}
