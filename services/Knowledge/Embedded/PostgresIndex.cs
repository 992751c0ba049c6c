using AspireCoach.Data.Postgres;
using AspireCoach.Knowledge.Ranking;
using Microsoft.Extensions.Options;
using Npgsql;

namespace AspireCoach.Knowledge.Embedded;

/// <summary>
/// Searches a user's own entries exactly, in a copy that this process keeps. Each search first reads, in one round trip, what
/// has changed since the copy was made: what another process wrote or removed counts from the next search on.
/// </summary>
internal sealed class PostgresIndex(
    Database database, UserIndexCache cache, QueryVectors vectors, IOptions<KnowledgeOptions> options) : IKnowledgeIndex
{
    private const string State = "select version, cleared, space from knowledge.users where user_id = $1";
    private const string Removed = "select id from knowledge.removed where user_id = $1 and version > $2";

    // The text only where it has to be analysed anew.
    private const string Changed = """
        select id, kind, thread, position, terms, case when analysis = $3 then null else text end, speaker, at, time_zone, text_version = version
        from knowledge.entries where user_id = $1 and version > $2
        """;

    private const string Vectors = """
        select v.entry_id, e.kind, v.vector
        from knowledge.vectors v join knowledge.entries e on e.id = v.entry_id and e.user_id = v.user_id
        where v.user_id = $1 and v.space = $2 and v.version > $3 and v.text_version = e.text_version and v.vector <> ''
        """;

    public async Task<IReadOnlyList<Candidate>> SearchAsync(Guid userId, LexicalQuery query, int limit, CancellationToken cancel)
    {
        var index = cache.Get(userId);
        await index.Gate.WaitAsync(cancel);
        try
        {
            await RenewAsync(userId, index, cancel);
            var vector = index.Vectors.Count > 0 ? await vectors.OfAsync(query.Text, index.Space, cancel) : null;
            return Search(index, query, vector, limit);
        }
        finally
        {
            index.Gate.Release();
        }
    }

    private List<Candidate> Search(UserIndex index, LexicalQuery query, float[]? vector, int limit)
    {
        var found = index.Words.Count == 0 ? [] : index.Words.Search(query, limit);
        if (vector is null)
        {
            return [.. found.Select(hit => new Candidate(hit.Id, hit.Score, null))];
        }

        var byWords = found.ToDictionary(hit => hit.Id, hit => hit.Score);
        var near = index.Vectors.Nearest(vector, query.Kind, options.Value.DenseFloor, limit).Where(id => !byWords.ContainsKey(id));
        return
        [
            .. found.Select(hit => new Candidate(hit.Id, hit.Score, index.Vectors.Cosine(hit.Id, vector))),
            .. near.Select(id => new Candidate(id, 0, index.Vectors.Cosine(id, vector))),
        ];
    }

    private async Task RenewAsync(Guid userId, UserIndex index, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        try
        {
            while (await ReadAsync(connection, userId, index, cancel) is { } missing)
            {
                // What is kept cannot be renewed: all of it, or its vectors, are read from the beginning.
                if (missing == 0)
                {
                    index.Clear();
                }
                else
                {
                    index.Vectors.Clear();
                    await ReadVectorsAsync(connection, userId, index, missing, cancel);
                }
            }
        }
        catch
        {
            // Half renewed is not renewed.
            index.Clear();
            throw;
        }
        finally
        {
            cache.Measured(userId, index);
        }
    }

    /// <summary>Applies what is newer than the copy.</summary>
    /// <returns>Null when it is current; 0 when it has to be made anew, or the space whose vectors it should have.</returns>
    private static async Task<int?> ReadAsync(NpgsqlConnection connection, Guid userId, UserIndex index, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(connection);
        Add(batch, State, userId);
        Add(batch, Removed, userId, index.Version);
        Add(batch, Changed, userId, index.Version, (short)AnalysedEntry.Version);
        if (index.Space > 0)
        {
            Add(batch, Vectors, userId, index.Space, index.Version);
        }

        await using var reader = await batch.ExecuteReaderAsync(cancel);
        if (!await reader.ReadAsync(cancel))
        {
            index.Clear();
            return null;
        }

        var (version, cleared, space) = (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt32(2));
        if (index.Version > 0 && (cleared > index.Version || version < index.Version))
        {
            return 0;
        }

        // What was removed and put again is among the entries: removals go first.
        await reader.NextResultAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            _ = index.Words.Remove(reader.GetGuid(0));
            index.Vectors.Remove(reader.GetGuid(0));
        }

        await reader.NextResultAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            index.Words.Put(Entry(reader));
            if (reader.GetBoolean(9))
            {
                // The vector is of the text that was there before.
                index.Vectors.Remove(reader.GetGuid(0));
            }
        }

        if (await reader.NextResultAsync(cancel))
        {
            await PutVectorsAsync(reader, index, cancel);
        }

        // The entries may be newer than the version that was read before them: reading them once more changes nothing.
        index.Version = version;
        return index.Space == space ? null : space > 0 ? space : ForgetVectors(index);
    }

    private static int? ForgetVectors(UserIndex index)
    {
        index.Vectors.Clear();
        index.Space = 0;
        return null;
    }

    private static async Task ReadVectorsAsync(NpgsqlConnection connection, Guid userId, UserIndex index, int space, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(connection);
        Add(batch, Vectors, userId, space, 0L);
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        index.Space = space;
        await PutVectorsAsync(reader, index, cancel);
    }

    private static async Task PutVectorsAsync(NpgsqlDataReader reader, UserIndex index, CancellationToken cancel)
    {
        while (await reader.ReadAsync(cancel))
        {
            index.Vectors.Put(reader.GetGuid(0), (KnowledgeKind)reader.GetInt16(1), UnitVector.FromBytes(reader.GetFieldValue<byte[]>(2)));
        }
    }

    private static AnalysedEntry Entry(NpgsqlDataReader row)
    {
        var (id, kind) = (row.GetGuid(0), (KnowledgeKind)row.GetInt16(1));
        Guid? thread = row.IsDBNull(2) ? null : row.GetGuid(2);
        return row.IsDBNull(5)
            ? AnalysedEntry.FromBytes(id, kind, thread, row.GetInt64(3), row.GetFieldValue<byte[]>(4))
            : KnowledgeStore.Analyse(new KnowledgeEntry
            {
                Id = id, UserId = Guid.Empty, Kind = kind, Text = row.GetString(5), Speaker = row.GetString(6),
                At = row.GetFieldValue<DateTimeOffset>(7), TimeZone = row.GetString(8), Thread = thread, Position = row.GetInt64(3),
            });
    }

    private static void Add(NpgsqlBatch batch, string sql, params ReadOnlySpan<object> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        batch.BatchCommands.Add(command);
    }
}
