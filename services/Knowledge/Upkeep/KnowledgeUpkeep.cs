using AspireCoach.Data.Postgres;
using AspireCoach.Knowledge.Qdrant;
using AspireCoach.Models;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace AspireCoach.Knowledge.Upkeep;

/// <summary>Brings one user's vectors and Qdrant in step with the table, by whoever asks for it first.</summary>
internal sealed partial class KnowledgeUpkeep(
    Database database, KnowledgeStore entries, Embedder embedder, TimeProvider time, ILogger<KnowledgeUpkeep> logger, QdrantSync? qdrant = null) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly SemaphoreSlim _wake = new(0, 1);

    /// <summary>That something has changed.</summary>
    public void Wake()
    {
        if (_wake.CurrentCount == 0)
        {
            try
            {
                _wake.Release();
            }
            catch (SemaphoreFullException)
            {
                // Two at once: once is enough.
            }
        }
    }

    /// <summary>Ends when something has changed here, or after a while.</summary>
    public Task WaitAsync(TimeSpan most, CancellationToken cancel) => _wake.WaitAsync(most, cancel);

    /// <summary>Brings a user up to date, unless somebody is at it.</summary>
    /// <returns>False where somebody is.</returns>
    /// <exception cref="KnowledgeUnavailableException">Qdrant cannot be written to.</exception>
    /// <exception cref="ModelUnavailableException">There are no vectors to be had; Qdrant is in step all the same.</exception>
    public async Task<bool> RunAsync(Guid userId, CancellationToken cancel)
    {
        await using var lease = await UserLease.TryTakeAsync(database, userId, cancel);
        if (lease is null)
        {
            return false;
        }

        try
        {
            await embedder.RunAsync(userId, cancel);
        }
        finally
        {
            await (qdrant?.RunAsync(userId, cancel) ?? Task.CompletedTask);
        }

        return true;
    }

    /// <summary>After a removal: takes it out of Qdrant at once where that can be done quickly, and leaves it to the worker where not.</summary>
    public async Task TryCatchUpAsync(Guid userId)
    {
        if (qdrant is null)
        {
            return;
        }

        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await using var lease = await UserLease.TryTakeAsync(database, userId, patience.Token);
            if (lease is not null)
            {
                await qdrant.RunAsync(userId, patience.Token);
            }
        }
        catch (Exception exception) when (exception is KnowledgeUnavailableException or OperationCanceledException or NpgsqlException)
        {
            LogPostponed(logger, exception.Message);
        }

        Wake();
    }

    /// <summary>Ends when no index holds anything of an erased user.</summary>
    /// <exception cref="KnowledgeUnavailableException">One may.</exception>
    public async Task PurgeAsync(Guid userId, CancellationToken cancel)
    {
        if (qdrant is null)
        {
            await entries.PurgedAsync(userId, cancel);
            return;
        }

        // The worker may be at it: it takes a moment.
        for (var left = Patience; ; left -= Pause)
        {
            await using (var lease = await UserLease.TryTakeAsync(database, userId, cancel))
            {
                if (lease is not null)
                {
                    await qdrant.PurgeAsync(userId, cancel);
                    return;
                }
            }

            if (left <= TimeSpan.Zero)
            {
                throw new KnowledgeUnavailableException("The index of this user is just being brought up to date.");
            }

            await Task.Delay(Pause, time, cancel);
        }
    }

    public void Dispose() => _wake.Dispose();

    [LoggerMessage(Level = LogLevel.Warning, Message = "A removal reaches Qdrant later: {Reason}")]
    private static partial void LogPostponed(ILogger logger, string reason);
}
