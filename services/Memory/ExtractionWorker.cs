using AspireCoach.Data.Jobs;
using AspireCoach.Data.Postgres;
using AspireCoach.Knowledge;
using AspireCoach.Memory.Extraction;
using Microsoft.Extensions.Options;

namespace AspireCoach.Memory;

/// <summary>
/// Reads a user's unread turns for facts, some at a time. What came of some, and that they are read, commits together:
/// whoever goes on after a crash goes on behind them, and of two who read the same the second finds it read.
/// </summary>
internal sealed class ExtractionWorker(
    Database database,
    ExtractionStore extractions,
    TurnStore turns,
    FactWriter writer,
    MemoryUsers users,
    IFactExtractor extractor,
    IOptions<MemoryOptions> options,
    MemoryMetrics metrics,
    TimeProvider time) : IJobHandler
{
    public string Kind => ExtractionJob.Kind;

    public int Concurrency => options.Value.ExtractionConcurrency;

    public async Task HandleAsync(Job job, CancellationToken cancel)
    {
        var (userId, id) = job.Arguments<ExtractionJob>();
        while (await extractions.RunAsync(userId, id, cancel))
        {
            var batch = await turns.UnreadAsync(userId, cancel);
            if (batch.ReplyIds.Count > 0)
            {
                await ReadAsync(userId, id, batch, cancel);
            }
            else if (await EndAsync(job, userId, id, cancel))
            {
                return;
            }
        }
    }

    /// <summary>After the last attempt: what it has not read is left to the coming night.</summary>
    public async Task DeadLetteredAsync(Job job, Transaction transaction, string problem, CancellationToken cancel)
    {
        var (userId, id) = job.Arguments<ExtractionJob>();
        if (await MemoryUsers.HoldAsync(transaction, userId, cancel))
        {
            await ExtractionStore.EndAsync(transaction, userId, id, ExtractionStatus.Failed, cancel);
            await users.ReadTonightAsync(transaction, userId, cancel);
        }
    }

    private async Task ReadAsync(Guid userId, Guid id, TurnBatch batch, CancellationToken cancel)
    {
        var started = time.GetTimestamp();
        IReadOnlyList<FactCandidate> candidates = [];
        if (batch.Messages is [.., var last])
        {
            var known = await KnownAsync(userId, last.TimeZone, cancel);
            var input = new ExtractionInput(last.TimeZone, [.. batch.Messages.Select(message => message.ToTurn())], known);
            candidates = await extractor.ExtractAsync(input, cancel);
        }

        await using var transaction = await database.BeginAsync(cancel);
        if (!await MemoryUsers.HoldAsync(transaction, userId, cancel) || !await turns.ReadAsync(transaction, userId, batch.ReplyIds, cancel))
        {
            // Erased, or somebody whom this one took for dead has read them after all.
            return;
        }

        var outcome = await writer.ApplyAsync(transaction, userId, batch, candidates, cancel);
        await KnowledgeBase.SettleAsync(transaction, userId, [.. batch.Messages.Select(message => message.MessageId)], cancel);
        await ExtractionStore.CountAsync(transaction, userId, id, outcome, cancel);
        await transaction.CommitAsync(cancel);
        metrics.Read(outcome, time.GetElapsedTime(started));
    }

    /// <summary>Ends the extraction where nothing is unread; false where something is.</summary>
    private async Task<bool> EndAsync(Job job, Guid userId, Guid id, CancellationToken cancel)
    {
        await using var transaction = await database.BeginAsync(cancel);
        if (!await MemoryUsers.HoldAsync(transaction, userId, cancel))
        {
            return true;
        }

        await turns.AddLatestAsync(transaction, userId, cancel);
        var ended = !await TurnStore.AnyUnreadAsync(transaction, userId, cancel);
        if (ended)
        {
            await ExtractionStore.EndAsync(transaction, userId, id, ExtractionStatus.Done, cancel);
            await job.CompleteAsync(transaction, cancel);
        }

        await transaction.CommitAsync(cancel);
        return ended;
    }

    private async Task<IReadOnlyList<KnownFact>> KnownAsync(Guid userId, string timeZone, CancellationToken cancel)
    {
        await using var transaction = await database.BeginAsync(cancel);
        var facts = await FactStore.CurrentAsync(transaction, userId, Night.DayOf(time.GetUtcNow(), timeZone), options.Value.KnownFacts, cancel);
        return [.. facts.Select(fact => new KnownFact(fact.Id.ToString(), fact.Text, fact.Category))];
    }
}
