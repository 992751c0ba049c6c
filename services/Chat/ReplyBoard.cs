using AspireCoach.Data.Cache;
using AspireCoach.ServiceDefaults.Overload;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace AspireCoach.Chat;

/// <summary>
/// The poll state of replies in this process: what polls are served from, and what long polls wait on. The database
/// is the truth; a state that may still change is read again after a second whatever was or was not heard.
/// </summary>
public sealed class ReplyBoard(
    ReplyStore store, InFlight inFlight, IOptions<ChatOptions> options, IHostApplicationLifetime lifetime, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan OpenLifetime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FinalLifetime = TimeSpan.FromMinutes(10);
    private readonly LocalCache<(Guid Id, Guid UserId), ReplyState> _states = new(options.Value.CachedReplies, time);

    // Replies share these by their hash: a waiter woken for another reply looks once and waits on.
    private readonly TaskCompletionSource[] _changes =
        [.. Enumerable.Range(0, 4_096).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];

    /// <summary>The state of a reply of this user; null when there is none.</summary>
    /// <param name="id">The reply.</param>
    /// <param name="userId">The user.</param>
    /// <param name="shown">
    /// The cursor up to which the caller has been shown text. A copy that ends before it is older than what another
    /// process answered: the reply is read again.
    /// </param>
    /// <param name="cancel">Ends the waiting.</param>
    public async ValueTask<ReplyState?> FindAsync(Guid id, Guid userId, long shown, CancellationToken cancel)
    {
        for (var again = false; ; again = true)
        {
            var state = _states.TryGet((id, userId), out var copy)
                ? copy
                : await _states.GetAsync((id, userId), (key, inner) => store.FindAsync(key.Id, key.UserId, inner), Lifetime, cancel);
            if (state is null || state.End >= shown || again)
            {
                return state;
            }

            _states.Remove((id, userId));
        }
    }

    /// <summary>Makes a committed change visible to polls at once.</summary>
    public void Publish(ReplyState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (!_states.TryGet((state.Id, state.UserId), out var known) || known.Version < state.Version)
        {
            _states.Set((state.Id, state.UserId), state, Lifetime(state));
        }

        Wake(state.Id);
    }

    /// <summary>Forgets what is cached about a reply that was changed without its state being at hand.</summary>
    public void Forget(Guid id, Guid userId)
    {
        _states.Remove((id, userId));
        Wake(id);
    }

    /// <summary>
    /// The first state that <paramref name="isNew"/> accepts, or the last one when the time is up or, within a second,
    /// when the process is stopping: another one takes the next poll.
    /// </summary>
    public async Task<ReplyState?> WaitAsync(
        Guid id, Guid userId, long shown, Func<ReplyState, bool> isNew, TimeSpan atMost, CancellationToken cancel)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            // Taken before looking, or a change in between would be missed.
            var change = Volatile.Read(ref _changes[Slot(id)]).Task;
            var state = await FindAsync(id, userId, shown, cancel);
            var left = atMost - time.GetElapsedTime(started);
            if (state is null || isNew(state) || left <= TimeSpan.Zero)
            {
                return state;
            }

            // A poll that only waits takes no place from requests that work.
            using var paused = inFlight.Pause();
            await change.WaitAsync(left < OpenLifetime ? left : OpenLifetime, time, cancel)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancel.ThrowIfCancellationRequested();
            if (lifetime.ApplicationStopping.IsCancellationRequested)
            {
                atMost = TimeSpan.Zero;
            }
        }
    }

    public void Dispose() => _states.Dispose();

    private void Wake(Guid id) =>
        Interlocked.Exchange(ref _changes[Slot(id)], new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();

    private int Slot(Guid id) => (id.GetHashCode() & int.MaxValue) % _changes.Length;

    private static TimeSpan Lifetime(ReplyState state) => state.IsFinal ? FinalLifetime : OpenLifetime;
}
