using System.Collections.Concurrent;
using AspireCoach.Knowledge.Qdrant;
using AspireCoach.Models;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace AspireCoach.Knowledge.Upkeep;

/// <summary>
/// Keeps vectors and Qdrant in step with the table. What is behind is told by the users' own rows, so that it is caught up with
/// after any crash or outage, however long it took, and after a change of the model; several processes share the work.
/// </summary>
internal sealed partial class KnowledgeWorker(
    KnowledgeUpkeep upkeep, UpkeepStore store, Spaces spaces, ModelCatalog models, KnowledgeMetrics metrics,
    IOptions<KnowledgeOptions> options, TimeProvider time, ILogger<KnowledgeWorker> logger, QdrantSync? qdrant = null) : BackgroundService
{
    private const int Round = 64;
    private const int Counted = 1_000;
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(10);

    // Who failed rests, so that others come first; longer each time.
    private readonly ConcurrentDictionary<Guid, (int Failures, DateTimeOffset Until)> _resting = [];
    private bool _prepared;
    private bool _reported;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (qdrant is null && models.Embeddings is null)
        {
            return;
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await RoundAsync(stoppingToken) == 0)
                {
                    await upkeep.WaitAsync(TimeSpan.FromMilliseconds(options.Value.PollMilliseconds), stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                Report(exception);
                await Task.Delay(TimeSpan.FromMilliseconds(options.Value.PollMilliseconds), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <returns>How many users were worked at.</returns>
    private async Task<int> RoundAsync(CancellationToken cancel)
    {
        if (!_prepared && qdrant is not null)
        {
            await qdrant.PrepareAsync(cancel);
        }

        _prepared = true;
        var space = await spaces.TargetAsync(cancel);
        var behind = await store.PendingAsync(space?.Id, qdrant is not null, Counted, cancel);
        metrics.Pending(behind.Count);
        var now = time.GetUtcNow();
        Guid[] users = [.. behind.Where(user => !_resting.TryGetValue(user, out var rest) || rest.Until <= now).Take(Round)];
        await Parallel.ForEachAsync(users, new ParallelOptions { MaxDegreeOfParallelism = options.Value.Concurrency, CancellationToken = cancel }, RunAsync);
        return users.Length;
    }

    private async ValueTask RunAsync(Guid userId, CancellationToken cancel)
    {
        try
        {
            if (await upkeep.RunAsync(userId, cancel))
            {
                _resting.TryRemove(userId, out _);
                _reported = false;
            }
            else
            {
                // Somebody else is at it: no failure, but nothing to be asked again at once either.
                _resting[userId] = (0, time.GetUtcNow() + TimeSpan.FromMilliseconds(options.Value.PollMilliseconds));
            }
        }
        catch (Exception exception) when (!cancel.IsCancellationRequested)
        {
            var failures = _resting.GetValueOrDefault(userId).Failures + 1;
            var rest = TimeSpan.FromMilliseconds(options.Value.PollMilliseconds * Math.Pow(2, Math.Min(failures, 10)));
            _resting[userId] = (failures, time.GetUtcNow() + (rest < LongestRest ? rest : LongestRest));
            if (exception is not (KnowledgeUnavailableException or ModelUnavailableException or NpgsqlException))
            {
                LogFailed(logger, exception, userId.GetHashCode());
            }

            Report(exception);
        }
    }

    private void Report(Exception exception)
    {
        if (!_reported)
        {
            _reported = true;
            LogBehind(logger, exception.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The knowledge index falls behind and will catch up: {Reason}")]
    private static partial void LogBehind(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A user's index could not be brought up to date (user {UserHash}).")]
    private static partial void LogFailed(ILogger logger, Exception exception, int userHash);
}
