using AspireCoach.Data.Cache;
using AspireCoach.ServiceDefaults.Overload;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace AspireCoach.Chat;

/// <summary>
/// The poll state of replies in this process: what polls are served from, and what long polls wait on. Where other
/// processes write, their states come through <see cref="SharedReplies"/>. The database is the truth; a state that may
/// still change is read again after a second whatever was or was not heard.
/// </summary>
public sealed class ReplyBoard : IDisposable
{
    private static readonly TimeSpan OpenLifetime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FinalLifetime = TimeSpan.FromMinutes(10);
    private readonly ReplyStore _store;
    private readonly SharedReplies _shared;
    private readonly InFlight _inFlight;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly TimeProvider _time;
    private readonly LocalCache<(Guid Id, Guid UserId), ReplyState> _states;

    // Replies share these by their hash: a waiter woken for another reply looks once and waits on.
    private readonly TaskCompletionSource[] _changes =
        [.. Enumerable.Range(0, 4_096).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];

    public ReplyBoard(
        ReplyStore store, SharedReplies shared, InFlight inFlight, IOptions<ChatOptions> options, IHostApplicationLifetime lifetime, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(shared);
        ArgumentNullException.ThrowIfNull(options);
        (_store, _shared, _inFlight, _lifetime, _time) = (store, shared, inFlight, lifetime, time);
        _states = new(options.Value.CachedReplies, time);
        shared.Announced += OnAnnounced;
    }

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
        var key = (id, userId);
        var state = _states.TryGet(key, out var copy) ? copy : await _states.GetAsync(key, LoadAsync, Lifetime, cancel);
        if (state is null || state.End >= shown)
        {
            return state;
        }

        // Past the copies, and past those who are just making one from the shared state.
        state = await _store.FindAsync(id, userId, cancel);
        if (state is not null)
        {
            Keep(state);
        }

        return state;
    }

    /// <summary>Makes a committed change visible to polls at once.</summary>
    public void Publish(ReplyState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        Keep(state);
        Wake(state.Id);
        _shared.Share(state, announce: true);
    }

    /// <summary>Forgets what is cached about a reply that was changed without its state being at hand.</summary>
    public void Forget(Guid id, Guid userId)
    {
        _states.Remove((id, userId));
        Wake(id);
        _shared.Remove(id, userId);
    }

    /// <summary>The same, which has been done everywhere when it returns.</summary>
    public async Task RemoveAsync(Guid id, Guid userId)
    {
        _states.Remove((id, userId));
        Wake(id);
        await _shared.RemoveAsync(id, userId);
    }

    /// <summary>
    /// The first state that <paramref name="isNew"/> accepts, or the last one when the time is up or, within a second,
    /// when the process is stopping: another one takes the next poll.
    /// </summary>
    public async Task<ReplyState?> WaitAsync(
        Guid id, Guid userId, long shown, Func<ReplyState, bool> isNew, TimeSpan atMost, CancellationToken cancel)
    {
        var started = _time.GetTimestamp();
        while (true)
        {
            // Taken before looking, or a change in between would be missed.
            var change = Volatile.Read(ref _changes[Slot(id)]).Task;
            var state = await FindAsync(id, userId, shown, cancel);
            var left = atMost - _time.GetElapsedTime(started);
            if (state is null || isNew(state) || left <= TimeSpan.Zero)
            {
                return state;
            }

            // A poll that only waits takes no place from requests that work.
            using var paused = _inFlight.Pause();
            await change.WaitAsync(left < OpenLifetime ? left : OpenLifetime, _time, cancel)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancel.ThrowIfCancellationRequested();
            if (_lifetime.ApplicationStopping.IsCancellationRequested)
            {
                atMost = TimeSpan.Zero;
            }
        }
    }

    public void Dispose() => _states.Dispose();

    private async Task<ReplyState?> LoadAsync((Guid Id, Guid UserId) key, CancellationToken cancel)
    {
        if (await _shared.FindAsync(key.Id, key.UserId) is { } shared)
        {
            return shared;
        }

        var state = await _store.FindAsync(key.Id, key.UserId, cancel);
        if (state is { IsFinal: true })
        {
            _shared.Share(state, announce: false);
        }

        return state;
    }

    private void Keep(ReplyState state)
    {
        if (!_states.TryGet((state.Id, state.UserId), out var known) || known.Version < state.Version)
        {
            _states.Set((state.Id, state.UserId), state, Lifetime(state));
        }
    }

    private void OnAnnounced(Guid id, Guid userId, long version)
    {
        if (!_states.TryGet((id, userId), out var known) || known.Version < version)
        {
            _states.Remove((id, userId));
            Wake(id);
        }
    }

    private void Wake(Guid id) =>
        Interlocked.Exchange(ref _changes[Slot(id)], new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();

    private int Slot(Guid id) => (id.GetHashCode() & int.MaxValue) % _changes.Length;

    private static TimeSpan Lifetime(ReplyState state) => state.IsFinal ? FinalLifetime : OpenLifetime;
}
