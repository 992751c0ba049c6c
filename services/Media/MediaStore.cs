using AspireCoach.Data.Jobs;
using AspireCoach.Data.Postgres;
using Dapper;

namespace AspireCoach.Media;

/// <summary>SQL of photos. What is on its way in or out nobody but this module sees.</summary>
internal sealed class MediaStore(Database database, JobQueue jobs, TimeProvider time)
{
    private const string Columns =
        "id, width, height, bytes, original_bytes as originalBytes, taken_at as takenAt, label, at";

    /// <summary>
    /// Takes what was uploaded for this transaction, so that the same bytes at once are converted once, and looks whether
    /// the user has them already.
    /// </summary>
    public static async Task<MediaItem?> FindByContentAsync(Transaction transaction, Guid userId, byte[] originalSha256, CancellationToken cancel)
    {
        await transaction.Connection.ExecuteAsync(new CommandDefinition(
            "select pg_advisory_xact_lock(hashtextextended(@userId::text || encode(@originalSha256, 'hex'), 7236))",
            new { userId, originalSha256 },
            cancellationToken: cancel));
        return await transaction.Connection.QuerySingleOrDefaultAsync<MediaItem>(new CommandDefinition(
            $"select {Columns} from media.items where user_id = @userId and original_sha256 = @originalSha256 and state = 1",
            new { userId, originalSha256 },
            cancellationToken: cancel));
    }

    /// <summary>
    /// Notes a photo that is about to be stored, and the job that removes it should nobody come back to it. Committed
    /// before there is a blob.
    /// </summary>
    public async Task BeginAsync(Guid userId, MediaItem item, byte[] originalSha256, byte[] sha256, TimeSpan abandonedAfter, CancellationToken cancel)
    {
        await using var transaction = await database.BeginAsync(cancel);
        await transaction.Connection.ExecuteAsync(new CommandDefinition(
            """
            insert into media.items (id, user_id, original_sha256, sha256, original_bytes, bytes, width, height, taken_at, at, created_at)
            values (@Id, @userId, @originalSha256, @sha256, @OriginalBytes, @Bytes, @Width, @Height, @TakenAt, @At, @now)
            """,
            new { item.Id, userId, originalSha256, sha256, item.OriginalBytes, item.Bytes, item.Width, item.Height, item.TakenAt, item.At, now = time.GetUtcNow() },
            cancellationToken: cancel));
        await jobs.EnqueueAsync(transaction, RemovePhoto.Request(userId, item.Id) with { RunAt = time.GetUtcNow() + abandonedAfter }, cancel);
        await transaction.CommitAsync(cancel);
    }

    /// <summary>Holds a photo that is in this state until the transaction ends: nobody else stores or removes blobs of it. False where there is none.</summary>
    public static async Task<bool> HoldAsync(Transaction transaction, Guid userId, Guid id, MediaState state, CancellationToken cancel) =>
        await transaction.Connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "select true from media.items where id = @id and user_id = @userId and state = @state for update",
            new { id, userId, state = (short)state },
            cancellationToken: cancel));

    /// <summary>Makes a photo whose blob is stored visible.</summary>
    public static Task ActivateAsync(Transaction transaction, Guid id, CancellationToken cancel) =>
        transaction.Connection.ExecuteAsync(new CommandDefinition(
            "update media.items set state = 1 where id = @id", new { id }, cancellationToken: cancel));

    /// <summary>What is served at a width, null being the full one; null where the user has no such photo.</summary>
    public async Task<StoredImage?> FindImageAsync(Guid userId, Guid id, int? width, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        return await connection.QuerySingleOrDefaultAsync<StoredImage>(new CommandDefinition(
            """
            select i.sha256, i.bytes, i.width, t.sha256 as thumbnailSha256, t.bytes as thumbnailBytes
            from media.items i left join media.thumbnails t on t.media_id = i.id and t.width = @width
            where i.id = @id and i.user_id = @userId and i.state = 1
            """,
            new { id, userId, width },
            cancellationToken: cancel));
    }

    /// <summary>Notes a smaller version whose blob is stored.</summary>
    public static Task AddThumbnailAsync(Transaction transaction, Guid id, int width, byte[] sha256, long bytes, CancellationToken cancel) =>
        transaction.Connection.ExecuteAsync(new CommandDefinition(
            """
            insert into media.thumbnails (media_id, width, sha256, bytes) values (@id, @width, @sha256, @bytes)
            on conflict (media_id, width) do update set sha256 = excluded.sha256, bytes = excluded.bytes
            """,
            new { id, width, sha256, bytes },
            cancellationToken: cancel));

    /// <summary>The user's photos among these, in their order, each once.</summary>
    public async Task<IReadOnlyList<MediaItem>> FindAsync(Guid userId, IReadOnlyList<Guid> ids, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        return (await connection.QueryAsync<MediaItem>(new CommandDefinition(
            $"""
            select {Columns} from media.items
            where user_id = @userId and state = 1 and id = any(@ids)
            order by array_position(@ids, id)
            """,
            new { userId, ids = ids.ToArray() },
            cancellationToken: cancel))).AsList();
    }

    /// <summary>The photos of a time, the newest first, one more than the limit.</summary>
    public async Task<IReadOnlyList<MediaItem>> ListAsync(
        Guid userId, DateTimeOffset? from, DateTimeOffset? until, (DateTimeOffset At, Guid Id)? before, int limit, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        return (await connection.QueryAsync<MediaItem>(new CommandDefinition(
            $"""
            select {Columns} from media.items
            where user_id = @userId and state = 1
              and at >= coalesce(@from::timestamptz, '-infinity') and at < coalesce(@until::timestamptz, 'infinity')
              and (at, id) < (coalesce(@at::timestamptz, 'infinity'), @id)
            order by at desc, id desc
            limit @limit
            """,
            new { userId, from, until, at = before?.At, id = before?.Id ?? Guid.Empty, limit = limit + 1 },
            cancellationToken: cancel))).AsList();
    }

    /// <summary>Changes what was given; null where the user has no such photo.</summary>
    public async Task<MediaItem?> ChangeAsync(Guid userId, Guid id, MediaPatch patch, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        return await connection.QuerySingleOrDefaultAsync<MediaItem>(new CommandDefinition(
            $"""
            update media.items set label = case when @hasLabel then @Label else label end
            where id = @id and user_id = @userId and state = 1
            returning {Columns}
            """,
            new { id, userId, patch.Label, hasLabel = patch.Has(nameof(patch.Label)) },
            cancellationToken: cancel));
    }

    /// <summary>Hides a photo for good, and makes the job that removes it. False where the user has no such photo.</summary>
    public async Task<bool> DeleteAsync(Guid userId, Guid id, CancellationToken cancel)
    {
        await using var transaction = await database.BeginAsync(cancel);
        var found = await transaction.Connection.ExecuteAsync(new CommandDefinition(
            "update media.items set state = 2 where id = @id and user_id = @userId and state = 1", new { id, userId }, cancellationToken: cancel)) == 1;
        if (found)
        {
            await jobs.EnqueueAsync(transaction, RemovePhoto.Request(userId, id), cancel);
            await transaction.CommitAsync(cancel);
        }

        return found;
    }

    /// <summary>Holds a photo that is on its way in or out, to be removed. False where there is none: it is stored, or gone.</summary>
    public static async Task<bool> HoldUnstoredAsync(Transaction transaction, Guid userId, Guid id, CancellationToken cancel) =>
        await transaction.Connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "select state <> 1 from media.items where id = @id and user_id = @userId for update", new { id, userId }, cancellationToken: cancel));

    public static Task RemoveAsync(Transaction transaction, Guid id, CancellationToken cancel) =>
        transaction.Connection.ExecuteAsync(new CommandDefinition("delete from media.items where id = @id", new { id }, cancellationToken: cancel));

    /// <summary>Holds all photos of a user: nobody is storing a blob any more when it returns, and no row can be added, since the user is erased.</summary>
    public static Task HoldAllAsync(Transaction transaction, Guid userId, CancellationToken cancel) =>
        transaction.Connection.ExecuteAsync(new CommandDefinition(
            "select from media.items where user_id = @userId order by id for update", new { userId }, cancellationToken: cancel));

    public static Task RemoveAllAsync(Transaction transaction, Guid userId, CancellationToken cancel) =>
        transaction.Connection.ExecuteAsync(new CommandDefinition("delete from media.items where user_id = @userId", new { userId }, cancellationToken: cancel));
}

/// <summary>A photo's state; the numbers are the database's.</summary>
internal enum MediaState : short
{
    OnItsWay = 0,
    Stored = 1,
    OnItsWayOut = 2,
}

/// <summary>What there is to serve of a photo.</summary>
internal sealed record StoredImage
{
    public required byte[] Sha256 { get; init; }

    public required long Bytes { get; init; }

    public required int Width { get; init; }

    public byte[]? ThumbnailSha256 { get; init; }

    public long? ThumbnailBytes { get; init; }
}
