using AspireCoach.Data.Postgres;
using AspireCoach.Knowledge.Ranking;
using Dapper;
using NodaTime;

namespace AspireCoach.Knowledge;

/// <summary>The tables of entries and of how far the indexes over them are.</summary>
internal sealed class KnowledgeStore(Database database)
{
    /// <summary>Writes entries in one statement, each user's under one new version.</summary>
    public static async Task PutAsync(Transaction transaction, IReadOnlyList<KnowledgeEntry> given, CancellationToken cancel)
    {
        // Of several with one id the last counts; users in one order, so that two writers never wait for each other.
        KnowledgeEntry[] entries = [.. given.Reverse().DistinctBy(entry => entry.Id).OrderBy(entry => entry.UserId)];
        await transaction.Connection.ExecuteAsync(new CommandDefinition(
            """
            with given as materialized (
                select user_id, nextval('knowledge.versions') as version
                from (select distinct user_id from unnest(@users) as entry (user_id) order by user_id) owner),
            owners as (
                insert into knowledge.users as u (user_id, version, cleared)
                select user_id, version, version from given
                on conflict (user_id) do update set version = nextval('knowledge.versions')
                returning u.user_id, u.version)
            insert into knowledge.entries as e
                (id, user_id, kind, text, speaker, at, time_zone, thread, position, pinned, category, told, version, text_version, analysis, terms)
            select entry.id, owners.user_id, entry.kind, entry.text, entry.speaker, entry.at, entry.time_zone, entry.thread, entry.position,
                entry.pinned, entry.category, entry.told, owners.version, owners.version, @analysis, entry.terms
            from unnest(@ids, @users, @kinds, @texts, @speakers, @times, @zones, @threads, @positions, @pinned, @categories, @told, @terms)
                as entry (id, user_id, kind, text, speaker, at, time_zone, thread, position, pinned, category, told, terms)
            join owners using (user_id)
            on conflict (id) do update set
                text = excluded.text, speaker = excluded.speaker, at = excluded.at, time_zone = excluded.time_zone, pinned = excluded.pinned, category = excluded.category, told = excluded.told,
                version = excluded.version, analysis = excluded.analysis, terms = excluded.terms,
                text_version = case when e.text = excluded.text then e.text_version else excluded.version end
            where e.user_id = excluded.user_id
                and (e.text, e.speaker, e.at, e.time_zone, e.pinned, e.category, e.told, e.terms)
                    is distinct from (excluded.text, excluded.speaker, excluded.at, excluded.time_zone, excluded.pinned, excluded.category, excluded.told, excluded.terms)
            """,
            new
            {
                ids = Column(entry => entry.Id),
                users = Column(entry => entry.UserId),
                kinds = Column(entry => (short)entry.Kind),
                texts = Column(entry => entry.Text),
                speakers = Column(entry => entry.Speaker),
                times = Column(entry => entry.At.UtcDateTime),
                zones = Column(entry => entry.TimeZone),
                threads = Column(entry => entry.Thread),
                positions = Column(entry => entry.Position),
                pinned = Column(entry => entry.Pinned),
                categories = Column(entry => entry.Category),
                told = Column(entry => entry.Told),
                terms = Column(entry => Analyse(entry).ToBytes()),
                analysis = (short)AnalysedEntry.Version,
            },
            cancellationToken: cancel));

        T[] Column<T>(Func<KnowledgeEntry, T> value) => [.. entries.Select(value)];
    }

    /// <summary>Removes entries of a user; the user's row first, as all writers do.</summary>
    public static Task RemoveAsync(Transaction transaction, Guid userId, IReadOnlyList<Guid> ids, CancellationToken cancel) =>
        transaction.Connection.ExecuteAsync(new CommandDefinition(
            """
            with owner as (
                update knowledge.users set version = nextval('knowledge.versions') where user_id = @userId returning user_id, version),
            gone as (
                delete from knowledge.entries e using owner where e.user_id = owner.user_id and e.id = any(@ids) returning e.id)
            insert into knowledge.removed (user_id, version, id) select owner.user_id, owner.version, gone.id from owner, gone
            """,
            new { userId, ids = ids.ToArray() },
            cancellationToken: cancel));

    /// <summary>Those of these ids that are entries of the user.</summary>
    public static Task<IEnumerable<Guid>> PresentAsync(Transaction transaction, Guid userId, IReadOnlyList<Guid> ids, CancellationToken cancel) =>
        transaction.Connection.QueryAsync<Guid>(new CommandDefinition(
            "select id from knowledge.entries where user_id = @userId and id = any(@ids)", new { userId, ids = ids.ToArray() }, cancellationToken: cancel));

    /// <summary>Turns tell nothing any more: an index knows nothing of what they told.</summary>
    public static Task SettleAsync(Transaction transaction, Guid userId, IReadOnlyList<Guid> ids, CancellationToken cancel) =>
        transaction.Connection.ExecuteAsync(new CommandDefinition(
            "update knowledge.entries set told = null, category = null where user_id = @userId and id = any(@ids) and told is not null",
            new { userId, ids = ids.ToArray() },
            cancellationToken: cancel));

    /// <summary>Marks turns of which the user has said otherwise since.</summary>
    public static Task OutdateAsync(Transaction transaction, Guid userId, IReadOnlyList<Guid> ids, CancellationToken cancel) =>
        transaction.Connection.ExecuteAsync(new CommandDefinition(
            "update knowledge.entries set outdated = true where user_id = @userId and id = any(@ids) and kind = 0 and not outdated",
            new { userId, ids = ids.ToArray() },
            cancellationToken: cancel));

    /// <summary>Removes all entries of a user. The user's row stays, marked, until Qdrant holds nothing either.</summary>
    public static Task EraseAsync(Transaction transaction, Guid userId, CancellationToken cancel) =>
        transaction.Connection.ExecuteAsync(new CommandDefinition(
            """
            with next as materialized (select nextval('knowledge.versions') as version)
            update knowledge.users set version = next.version, cleared = next.version, erased = true from next where user_id = @userId;
            delete from knowledge.entries where user_id = @userId;
            delete from knowledge.removed where user_id = @userId;
            """,
            new { userId },
            cancellationToken: cancel));

    /// <summary>Forgets that a user was here, once no index holds anything; what was put since is indexed anew.</summary>
    public async Task PurgedAsync(Guid userId, CancellationToken cancel)
    {
        await using var transaction = await database.BeginAsync(cancel);
        await transaction.Connection.ExecuteAsync(new CommandDefinition(
            """
            update knowledge.users set erased = false, collection = null, synced = -1 where user_id = @userId and erased;
            delete from knowledge.users u where user_id = @userId and collection is null and synced = -1
                and not exists (select from knowledge.entries e where e.user_id = u.user_id);
            """,
            new { userId },
            cancellationToken: cancel));
        await transaction.CommitAsync(cancel);
    }

    /// <summary>
    /// The entries with these ids that are the user's, and what is wanted whether it fits or not: the only way to a text. In the
    /// same round trip, where something comes first: what the asker has at hand and is not known here, nor was removed. That is
    /// asked before: what comes in between is then seen by the second question, and never by neither.
    /// </summary>
    public async Task<(IEnumerable<KnowledgeEntry> Entries, IReadOnlyList<Guid> Unknown)> ReadAsync(KnowledgeQuery query, IReadOnlyList<Guid> ids, CancellationToken cancel)
    {
        var asksUnknown = query.AboutFirst.Count > 0 && query.Except.Count > 0;
        await using var connection = await database.OpenAsync(cancel);
        await using var read = await connection.QueryMultipleAsync(new CommandDefinition(
            $"{(asksUnknown ? $"{Unknown};" : "")}{(query.WantsFacts ? $"{Found} union ({Wanted})" : Found)}",
            new
            {
                query.UserId,
                ids = ids.ToArray(),
                kind = (short?)query.Kind,
                query.WithPinned,
                about = query.About.ToArray(),
                first = query.AboutFirst.ToArray(),
                most = MostWanted,
                except = query.Except.ToArray(),
            },
            cancellationToken: cancel));
        var unknown = asksUnknown ? await read.ReadAsync<Guid>() : [];
        var rows = (await read.ReadAsync<EntryRecord>()).ToList();
        return (rows.Select(row => row.ToEntry(query.UserId)), [.. unknown.Except(rows.Select(row => row.Id))]);
    }

    private const string Columns = "select id, kind, text, speaker, at, time_zone as timeZone, thread, position, pinned, category, told, outdated from knowledge.entries";
    private const string Found = $"{Columns} where user_id = @UserId and id = any(@ids) and (@kind::smallint is null or kind = @kind)";

    // Facts are few; the latest are wanted most.
    private const int MostWanted = KnowledgeQuery.MostAbout;

    private const string Wanted =
        $"""
        {Columns} where user_id = @UserId and (kind = 1 or told is not null) and (@kind::smallint is null or kind = @kind) and ((pinned and @WithPinned) or category = any(@about))
        order by coalesce(category = any(@first), false) desc, pinned desc, at desc, id limit @most
        """;

    private const string Unknown =
        """
        select id from unnest(@except) id
        where not exists (select from knowledge.entries e where e.id = id.id)
            and not exists (select from knowledge.removed r where r.user_id = @UserId and r.id = id.id)
        """;

    /// <summary>What the index makes of an entry; its day is that of the user's own clock.</summary>
    internal static AnalysedEntry Analyse(KnowledgeEntry entry)
    {
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(entry.TimeZone) ?? DateTimeZone.Utc;
        var local = Instant.FromDateTimeOffset(entry.At).InZone(zone).ToDateTimeOffset();
        return Analyser.Analyse(new LexicalEntry(entry.Id, entry.Kind, entry.Text, entry.Speaker, local, entry.Thread, entry.Position));
    }

    internal sealed record EntryRecord
    {
        public Guid Id { get; init; }

        public short Kind { get; init; }

        public string Text { get; init; } = "";

        public string Speaker { get; init; } = "";

        public DateTimeOffset At { get; init; }

        public string TimeZone { get; init; } = "";

        public Guid? Thread { get; init; }

        public long Position { get; init; }

        public bool Pinned { get; init; }

        public string? Category { get; init; }

        public string? Told { get; init; }

        public bool Outdated { get; init; }

        public KnowledgeEntry ToEntry(Guid userId) => new()
        {
            Id = Id, UserId = userId, Kind = (KnowledgeKind)Kind, Text = Text, Speaker = Speaker, At = At,
            TimeZone = TimeZone, Thread = Thread, Position = Position, Pinned = Pinned, Category = Category, Told = Told, Outdated = Outdated,
        };
    }
}
