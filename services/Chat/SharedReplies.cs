using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using AspireCoach.Data.Cache;
using Microsoft.Extensions.Hosting;

namespace AspireCoach.Chat;

/// <summary>
/// Poll states as processes hand them to each other: put into the shared cache and announced, behind the back of
/// whoever writes the reply. What is dropped or lost on the way is read from the database a moment later.
/// </summary>
public sealed class SharedReplies : BackgroundService
{
    private const string Announcements = "replies";
    private const int Batch = 64;

    // A state that may still change is believed only for as long as its writer would keep renewing it: should a change
    // be lost on the way, polls come back to the database.
    private static readonly TimeSpan OpenLifetime = TimeSpan.FromSeconds(2);

    /// <summary>How long a state may stay in the shared cache.</summary>
    internal static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan ClosedAfterRemoval = TimeSpan.FromSeconds(15);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private readonly ISharedCache _shared;
    private readonly IWakeUps _wakeUps;

    private readonly Channel<Change> _outgoing = Channel.CreateBounded<Change>(
        new BoundedChannelOptions(8_192) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest });

    public SharedReplies(ISharedCache shared, IWakeUps wakeUps)
    {
        ArgumentNullException.ThrowIfNull(shared);
        ArgumentNullException.ThrowIfNull(wakeUps);
        (_shared, _wakeUps) = (shared, wakeUps);
        wakeUps.Subscribe(Announcements, Receive);
    }

    /// <summary>Another process, or this one, has put in a state of this version, or <see cref="ISharedCache.Removed"/>.</summary>
    public event Action<Guid, Guid, long>? Announced;

    /// <summary>The state that is shared; null where there is none that can be used.</summary>
    public async ValueTask<ReplyState?> FindAsync(Guid id, Guid userId) =>
        _shared.IsShared && await _shared.GetAsync(Key(id, userId)) is { } entry
        && Decode(entry) is { } state && state.Id == id && state.UserId == userId
            ? state
            : null;

    /// <summary>Shares a state, soon.</summary>
    /// <param name="state">A committed state.</param>
    /// <param name="announce">False for one that was read, not written.</param>
    public void Share(ReplyState state, bool announce)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (_shared is { IsShared: true, IsAway: false })
        {
            _outgoing.Writer.TryWrite(new Change(state.Id, state.UserId, state, announce));
        }
    }

    /// <summary>Takes a state out everywhere, soon, and lets no older one in after it.</summary>
    public void Remove(Guid id, Guid userId)
    {
        if (_shared is { IsShared: true, IsAway: false })
        {
            _outgoing.Writer.TryWrite(new Change(id, userId, null, true));
        }
    }

    /// <summary>Takes a state out everywhere, and returns when that is done or cannot be.</summary>
    public Task RemoveAsync(Guid id, Guid userId) =>
        _shared.IsShared ? SendAsync(new Change(id, userId, null, true)) : Task.CompletedTask;

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        _outgoing.Writer.TryComplete();
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // To the end of what has been written when the process stops: each operation has its deadline.
        Dictionary<Guid, Change> batch = [];
        while (await _outgoing.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (batch.Count < Batch && _outgoing.Reader.TryRead(out var change))
            {
                // The latest is enough, but a removal is not undone by what was meant to come before it.
                batch[change.Id] = batch.TryGetValue(change.Id, out var earlier) ? change.After(earlier) : change;
            }

            await Task.WhenAll(batch.Values.Select(SendAsync));
            batch.Clear();
        }
    }

    private async Task SendAsync(Change change)
    {
        var key = Key(change.Id, change.UserId);
        var putting = change.State is { } state
            ? _shared.SetAsync(key, state.Version, JsonSerializer.SerializeToUtf8Bytes(state, Json), state.IsFinal ? Longest : OpenLifetime)
            : _shared.RemoveAsync(key, ClosedAfterRemoval);
        if (change.Announce)
        {
            // Behind it on the same connection: who hears of it finds it there.
            var version = change.State?.Version ?? ISharedCache.Removed;
            await _wakeUps.PublishAsync(Announcements, string.Create(CultureInfo.InvariantCulture, $"{change.Id:N} {change.UserId:N} {version}"));
        }

        await putting;
    }

    private void Receive(string payload)
    {
        if (payload.Split(' ') is [var id, var user, var text]
            && Guid.TryParseExact(id, "N", out var replyId) && Guid.TryParseExact(user, "N", out var userId)
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
        {
            Announced?.Invoke(replyId, userId, version);
        }
    }

    private static ReplyState? Decode(CacheEntry entry)
    {
        try
        {
            return JsonSerializer.Deserialize<ReplyState>(entry.Value.Span, Json) is { } state && state.Version == entry.Version && Enum.IsDefined(state.Status)
                ? state
                : null;
        }
        catch (JsonException)
        {
            // Not what was put there: the database knows.
            return null;
        }
    }

    // The user is part of it: nobody finds another's reply.
    private static string Key(Guid id, Guid userId) => $"reply-1:{userId:N}:{id:N}";

    private sealed record Change(Guid Id, Guid UserId, ReplyState? State, bool Announce)
    {
        public Change After(Change earlier) => this with
        {
            State = earlier.State is null || State is null ? null : State.Version >= earlier.State.Version ? State : earlier.State,
            Announce = Announce || earlier.Announce,
        };
    }
}
