namespace AspireCoach.Data.Cache;

/// <summary>
/// Short messages to whoever listens, in this process and in the others. Each is delivered at most once and may be
/// lost: what rests on them alone is wrong, and a slower way must stand beside them.
/// </summary>
public interface IWakeUps
{
    /// <summary>Messages from other processes may have been lost: drop what they keep fresh.</summary>
    event Action? Interrupted;

    /// <summary>
    /// Listens for as long as the process runs. <paramref name="receive"/> must be quick and must not throw; order is
    /// not kept.
    /// </summary>
    void Subscribe(string channel, Action<string> receive);

    /// <summary>Tells this process's listeners before it returns, then the other processes'.</summary>
    /// <param name="channel">A word without spaces.</param>
    /// <param name="payload">Any text.</param>
    /// <returns>Whether it went out to other processes.</returns>
    ValueTask<bool> PublishAsync(string channel, string payload);
}
