using System.Text.Json;
using AspireCoach.Blobs;
using AspireCoach.Data.Jobs;
using AspireCoach.Data.Postgres;

namespace AspireCoach.Media;

/// <summary>The arguments of the job that removes a photo which was deleted, or whose upload was never finished.</summary>
internal sealed record RemovePhoto(Guid UserId, Guid MediaId)
{
    public const string Kind = "media.remove";

    /// <summary>It goes on trying for hours: the store of blobs may be away.</summary>
    public static JobRequest Request(Guid userId, Guid id) =>
        new(Kind, JsonSerializer.Serialize(new RemovePhoto(userId, id), JsonSerializerOptions.Web)) { MaxAttempts = 100 };
}

/// <summary>Removes blobs, and their row after them: a row may name blobs that are gone, but no blob is ever without its row.</summary>
internal sealed class PhotoRemover(Database database, IBlobStore blobs) : IJobHandler
{
    private const int AtOnce = 8;

    public string Kind => RemovePhoto.Kind;

    public async Task HandleAsync(Job job, CancellationToken cancel)
    {
        var (userId, id) = job.Arguments<RemovePhoto>();
        await using var transaction = await database.BeginAsync(cancel);
        // Waits for whoever is storing a blob of it just now.
        if (await MediaStore.HoldUnstoredAsync(transaction, userId, id, cancel))
        {
            await RemoveAsync(transaction, userId, id, cancel);
        }

        await job.CompleteAsync(transaction, cancel);
        await transaction.CommitAsync(cancel);
    }

    /// <summary>Removes a photo that the transaction holds.</summary>
    public async Task RemoveAsync(Transaction transaction, Guid userId, Guid id, CancellationToken cancel)
    {
        await RemoveBlobsAsync(BlobKeys.OfPhoto(userId, id), cancel);
        await MediaStore.RemoveAsync(transaction, id, cancel);
    }

    /// <summary>Removes every blob whose key begins so.</summary>
    public async Task RemoveBlobsAsync(string prefix, CancellationToken cancel)
    {
        for (string? after = null; ;)
        {
            var page = await blobs.ListAsync(prefix, after, cancel);
            await Parallel.ForEachAsync(
                page.Items,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel },
                async (blob, token) => await blobs.DeleteAsync(blob.Key, token));
            if ((after = page.Next) is null)
            {
                return;
            }
        }
    }
}
