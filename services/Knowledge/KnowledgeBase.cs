using AspireCoach.Data.Postgres;
using AspireCoach.Knowledge.Ranking;
using AspireCoach.Knowledge.Upkeep;
using Microsoft.Extensions.Options;

namespace AspireCoach.Knowledge;

/// <summary>Everything that can be recalled of the users: turns as they were said, and facts distilled from them.</summary>
public sealed class KnowledgeBase
{
    private const int MostHits = 200;

    private readonly IKnowledgeIndex _index;
    private readonly KnowledgeMetrics _metrics;
    private readonly KnowledgeOptions _options;
    private readonly KnowledgeStore _store;
    private readonly KnowledgeUpkeep _upkeep;
    private readonly TimeProvider _time;

    internal KnowledgeBase(
        KnowledgeStore store, IKnowledgeIndex index, KnowledgeUpkeep upkeep, IOptions<KnowledgeOptions> options, KnowledgeMetrics metrics, TimeProvider time) =>
        (_store, _index, _upkeep, _options, _metrics, _time) = (store, index, upkeep, options.Value, metrics, time);

    /// <summary>Adds entries, or replaces those with the same id, in the caller's transaction. Once more changes nothing.</summary>
    public async Task PutAsync(Transaction transaction, IReadOnlyList<KnowledgeEntry> entries, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(entries);
        if (entries.Count > 0)
        {
            await KnowledgeStore.PutAsync(transaction, entries, cancel);
            transaction.OnCommitted(_upkeep.Wake);
        }
    }

    /// <summary>Removes entries of a user in the caller's transaction: they are found no more once it commits.</summary>
    public async Task RemoveAsync(Transaction transaction, Guid userId, IReadOnlyList<Guid> ids, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(ids);
        await KnowledgeStore.RemoveAsync(transaction, userId, ids, cancel);
        transaction.OnCommitted(() => _upkeep.TryCatchUpAsync(userId));
    }

    /// <summary>Those of these ids that are entries of the user.</summary>
    public static async Task<IReadOnlySet<Guid>> PresentAsync(Transaction transaction, Guid userId, IReadOnlyList<Guid> ids, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(ids);
        return (await KnowledgeStore.PresentAsync(transaction, userId, ids, cancel)).ToHashSet();
    }

    /// <summary>In the caller's transaction: what turns of a user told is known now, or has been taken back, and is recalled no more beside them.</summary>
    public static Task SettleAsync(Transaction transaction, Guid userId, IReadOnlyList<Guid> ids, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(ids);
        return KnowledgeStore.SettleAsync(transaction, userId, ids, cancel);
    }

    /// <summary>In the caller's transaction: of what turns said the user has said otherwise since. They are found as before, and marked.</summary>
    public static Task OutdateAsync(Transaction transaction, Guid userId, IReadOnlyList<Guid> ids, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(ids);
        return KnowledgeStore.OutdateAsync(transaction, userId, ids, cancel);
    }

    /// <summary>
    /// Removes everything of a user in the caller's transaction: nothing is found any more once it commits. Where Qdrant is
    /// used it may hold what can no longer be found, until <see cref="PurgeAsync"/> has ended.
    /// </summary>
    public Task EraseAsync(Transaction transaction, Guid userId, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        transaction.OnCommitted(_upkeep.Wake);
        return KnowledgeStore.EraseAsync(transaction, userId, cancel);
    }

    /// <summary>After <see cref="EraseAsync"/> has committed: ends when no store holds anything of the user. Call it again where it fails.</summary>
    /// <exception cref="KnowledgeUnavailableException">Something may be left in an index that cannot be reached.</exception>
    public Task PurgeAsync(Guid userId, CancellationToken cancel) => _upkeep.PurgeAsync(userId, cancel);

    /// <summary>
    /// Finds what fits a question, best first, among the entries of one user. An index that cannot be asked is no failure: the
    /// answer has its <see cref="KnowledgeAnswer.Problem"/>, and of the hits only facts that are wanted whether they fit or not.
    /// </summary>
    public async Task<KnowledgeAnswer> SearchAsync(KnowledgeQuery query, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(query);
        var started = _time.GetTimestamp();
        var limit = Math.Clamp(query.Limit, 1, MostHits);
        var (candidates, problem) = await AskAsync(query, limit, cancel);
        var scores = candidates.ToDictionary(candidate => candidate.Id, candidate => candidate.Score(_options));
        HashSet<Guid> except = [.. query.Except];
        // More than asked for: some may be gone since they were indexed.
        Guid[] best = [.. scores.Where(score => !except.Contains(score.Key)).OrderByDescending(score => score.Value).Select(score => score.Key).Take(limit * 2)];
        IEnumerable<KnowledgeEntry> entries = [];
        IReadOnlyList<Guid> unknown = [];
        if (best.Length > 0 || query.WantsFacts)
        {
            (entries, unknown) = await _store.ReadAsync(query, best, cancel);
        }

        KnowledgeHit[] hits =
        [
            .. entries.Where(entry => !except.Contains(entry.Id) || (entry is { Told: not null, Category: { } about } && query.About.Contains(about)))
                .Select(entry => new KnowledgeHit(entry, scores.GetValueOrDefault(entry.Id)))
                .OrderByDescending(hit => hit.Entry.Category is { } category && query.AboutFirst.Contains(category))
                .ThenByDescending(hit => query.WithPinned && hit.Entry is { Pinned: true, Kind: KnowledgeKind.Fact })
                .ThenByDescending(hit => hit.Entry.Category is { } category && query.About.Contains(category))
                .ThenByDescending(hit => hit.Score).ThenByDescending(hit => hit.Entry.At).ThenBy(hit => hit.Entry.Id)
                .Take(limit),
        ];
        _metrics.Searched(_time.GetElapsedTime(started), problem is not null ? "unavailable" : hits.Length > 0 ? "found" : "nothing");
        return new KnowledgeAnswer(hits, problem) { Unknown = unknown };
    }

    private async Task<(IReadOnlyList<Candidate> Candidates, string? Problem)> AskAsync(KnowledgeQuery query, int limit, CancellationToken cancel)
    {
        try
        {
            var words = new LexicalQuery(query.Text) { Now = query.Now, From = query.From, To = query.To, Kind = query.Kind };
            return (await _index.SearchAsync(query.UserId, words, Math.Max(50, (limit * 2) + query.Except.Count), cancel), null);
        }
        catch (KnowledgeUnavailableException exception)
        {
            return ([], exception.Message);
        }
    }
}
