using AspireCoach.Data.Postgres;
using Dapper;
using Npgsql;

namespace AspireCoach.Knowledge.Upkeep;

/// <summary>What is behind, and how far it has come: each statement is a transaction of its own, and repeating it changes nothing.</summary>
internal sealed class UpkeepStore(Database database)
{
    /// <summary>Users whose vectors or whose part of Qdrant is behind, those who wrote last first.</summary>
    /// <param name="space">The space that vectors are to be of; null where there are none to be made.</param>
    /// <param name="qdrant">Whether there is a Qdrant to keep in step.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancel">Ends the reading.</param>
    public Task<IReadOnlyList<Guid>> PendingAsync(int? space, bool qdrant, int limit, CancellationToken cancel)
    {
        List<string> behind = [];
        if (space is not null)
        {
            behind.AddRange(["embedded < version", "space < @space", "space > @space"]);
        }

        if (qdrant)
        {
            behind.Add("synced < version");
        }

        var parts = behind.Select(condition => $"(select user_id, version from knowledge.users where {condition} order by version desc limit @limit)");
        return QueryAsync<Guid>(
            $"select user_id from ({string.Join(" union ", parts)}) behind order by version desc limit @limit", new { space, limit }, cancel);
    }

    /// <summary>Null for a user of whom nothing was ever put.</summary>
    public async Task<UserState?> StateAsync(Guid userId, CancellationToken cancel) => (await QueryAsync<UserState>(
        "select version, space, embedded, collection, synced, erased from knowledge.users where user_id = @userId", new { userId }, cancel)).SingleOrDefault();

    /// <summary>Entries that changed after a change and whose present text has no vector in a space, the latest first.</summary>
    public Task<IReadOnlyList<Unembedded>> UnembeddedAsync(Guid userId, int space, long after, int limit, CancellationToken cancel) => QueryAsync<Unembedded>(
        """
        select id, text, text_version as textVersion from knowledge.entries e
        where user_id = @userId and version > @after and not exists (
            select from knowledge.vectors v where v.entry_id = e.id and v.space = @space and v.text_version = e.text_version)
        order by version desc limit @limit
        """,
        new { userId, space, after, limit },
        cancel);

    /// <summary>Keeps vectors of texts that are still there. An entry that goes meanwhile takes its vector with it.</summary>
    public Task PutVectorsAsync(Guid userId, int space, IReadOnlyList<(Unembedded Entry, byte[] Vector)> vectors, CancellationToken cancel) => ExecuteAsync(
        """
        with owner as (
            update knowledge.users set version = nextval('knowledge.versions') where user_id = @userId returning version),
        kept as (
            select e.id, e.text_version from knowledge.entries e
            where e.user_id = @userId and e.id = any(@ids) and exists (select from owner)
            for key share)
        insert into knowledge.vectors (entry_id, space, user_id, version, text_version, vector)
        select kept.id, @space, @userId, owner.version, given.text_version, given.vector
        from owner, unnest(@ids, @texts, @vectors) as given (id, text_version, vector)
        join kept on kept.id = given.id and kept.text_version = given.text_version
        on conflict (entry_id, space) do update set version = excluded.version, text_version = excluded.text_version, vector = excluded.vector
        """,
        new
        {
            userId,
            space,
            ids = vectors.Select(item => item.Entry.Id).ToArray(),
            texts = vectors.Select(item => item.Entry.TextVersion).ToArray(),
            vectors = vectors.Select(item => item.Vector).ToArray(),
        },
        cancel);

    /// <summary>From now on the vectors of this space answer for the user: all there were at a change are made. Others are removed.</summary>
    public Task EmbeddedAsync(Guid userId, int space, long version, CancellationToken cancel) => ExecuteAsync(
        """
        update knowledge.users set synced = case when space = @space then synced else -1 end, space = @space, embedded = @version where user_id = @userId;
        delete from knowledge.vectors where user_id = @userId and space <> @space;
        """,
        new { userId, space, version },
        cancel);

    /// <summary>Entries that changed, or whose vector did, after a change; in the order of their changes.</summary>
    public async Task<IReadOnlyList<(Guid Id, long Version)>> ChangedAsync(Guid userId, int space, long after, CancellationToken cancel) =>
        await QueryAsync<(Guid, long)>(
            """
            select id, max(version) from (
                select id, version from knowledge.entries where user_id = @userId and version > @after
                union all
                select entry_id, version from knowledge.vectors where user_id = @userId and space = @space and version > @after) changed
            group by id order by 2, 1
            """,
            new { userId, space, after },
            cancel);

    public Task<IReadOnlyList<Guid>> RemovedAsync(Guid userId, long after, CancellationToken cancel) => QueryAsync<Guid>(
        "select distinct id from knowledge.removed where user_id = @userId and version > @after", new { userId, after }, cancel);

    public Task<IReadOnlyList<IndexedEntry>> EntriesAsync(Guid userId, int space, Guid[] ids, CancellationToken cancel) => QueryAsync<IndexedEntry>(
        """
        select e.id, e.kind, e.thread, e.position, e.text, e.speaker, e.at, e.time_zone as timeZone, v.vector
        from knowledge.entries e
        left join knowledge.vectors v on v.entry_id = e.id and v.space = @space and v.text_version = e.text_version and v.vector <> ''
        where e.user_id = @userId and e.id = any(@ids)
        """,
        new { userId, space, ids },
        cancel);

    /// <summary>A collection is in step with a user's entries up to a change; unless they were erased meanwhile.</summary>
    public Task SyncedAsync(Guid userId, string? collection, long version, CancellationToken cancel) => ExecuteAsync(
        "update knowledge.users set collection = @collection, synced = @version where user_id = @userId and not erased",
        new { userId, collection, version },
        cancel);

    /// <summary>Nothing of it is sure any more for whoever was in these collections: all is written anew.</summary>
    public Task LostAsync(string collection, CancellationToken cancel) => ExecuteAsync(
        "update knowledge.users set collection = null, synced = -1 where collection = @collection", new { collection }, cancel);

    /// <summary>Marks those in a collection of another analysis, who are to move.</summary>
    public Task OutdatedAsync(string currentPrefix, CancellationToken cancel) => ExecuteAsync(
        "update knowledge.users set synced = -1 where collection is not null and synced >= 0 and not starts_with(collection, @currentPrefix)",
        new { currentPrefix },
        cancel);

    private async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object values, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        return (await connection.QueryAsync<T>(new CommandDefinition(sql, values, cancellationToken: cancel))).AsList();
    }

    private async Task ExecuteAsync(string sql, object values, CancellationToken cancel)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancel);
        await connection.ExecuteAsync(new CommandDefinition(sql, values, cancellationToken: cancel));
    }
}
