using AspireCoach.Data.Jobs;
using AspireCoach.Data.Postgres;
using AspireCoach.Models;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AspireCoach.Chat.Agent;

/// <summary>
/// Answers accepted messages. The job's lane is the user: their messages are answered one after another, in order,
/// whichever process does it, and users take turns.
/// </summary>
internal sealed partial class AgentWorker(
    CoachAgent agent, AnswerStore store, Database database, ReplyBoard board, RunningReplies running,
    ChatMetrics metrics, IOptions<ChatOptions> options, TimeProvider time, ILogger<AgentWorker> logger) : IJobHandler
{
    public string Kind => AnswerJob.Kind;

    public int Concurrency => options.Value.AgentConcurrency;

    public async Task HandleAsync(Job job, CancellationToken cancel)
    {
        var started = time.GetTimestamp();
        var replyId = job.Arguments<AnswerJob>().ReplyId;
        ReplySpans.About(replyId);
        if (await store.BeginAsync(replyId, FenceOf(job), options.Value.HistoryMessages, cancel) is not { } turn)
        {
            // Cancelled before it was begun, erased with its account, or finished by a worker that died just after.
            return;
        }

        metrics.Reached("claimed", time.GetUtcNow() - turn.At);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(options.Value.ReplySeconds), time);
        using var cancelled = new CancellationTokenSource();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, deadline.Token, cancelled.Token);
        running.Add(replyId, cancelled);
        try
        {
            await agent.AnswerAsync(job, turn, started, stop.Token);
        }
        catch (ReplyEndedException)
        {
            // Not wanted any more. Where another worker has it, ending the job below fails, as it should.
        }
        catch (OperationCanceledException) when (cancelled.IsCancellationRequested)
        {
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            LogLate(logger, replyId, options.Value.ReplySeconds);
            await FailAsync(job, turn, new ReplyProblem("The answer took too long.", "Send the message again, perhaps in smaller parts.", Retryable: true), cancel);
        }
        catch (ModelUnavailableException exception) when (!exception.MayRetry)
        {
            LogRefused(logger, exception, replyId);
            await FailAsync(job, turn, new ReplyProblem("The language model refused to answer.", "Sending the same again will not help; the operators can see why.", Retryable: false), cancel);
        }
        finally
        {
            running.Remove(replyId, cancelled);
        }
    }

    public async Task DeadLetteredAsync(Job job, Transaction transaction, string problem, CancellationToken cancel)
    {
        var replyId = job.Arguments<AnswerJob>().ReplyId;
        var shown = new ReplyProblem("The coach could not answer.", "Something failed again and again. Send the message again in a few minutes.", Retryable: true);
        await FailAsync(transaction, replyId, FenceOf(job), shown, cancel);
    }

    private async Task FailAsync(Job job, AgentTurn turn, ReplyProblem problem, CancellationToken cancel)
    {
        await using var transaction = await database.BeginAsync(cancel);
        await FailAsync(transaction, turn.Reply.Id, turn.Fence, problem, cancel);
        await job.CompleteAsync(transaction, cancel);
        await transaction.CommitAsync(cancel);
    }

    private async Task FailAsync(Transaction transaction, Guid replyId, long fence, ReplyProblem problem, CancellationToken cancel)
    {
        if (await store.FailAsync(transaction, replyId, fence, problem, cancel) is { } userId)
        {
            transaction.OnCommitted(() =>
            {
                board.Forget(replyId, userId);
                metrics.Finished(ReplyStatus.Failed);
                ReplySpans.Fail();
            });
        }
    }

    /// <summary>A dead letter put back is a new job that counts its claims from 1, and must outrank the old one.</summary>
    private static long FenceOf(Job job) => (job.Id << 20) + job.Fence;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reply {ReplyId} was given up after {Seconds} s.")]
    private static partial void LogLate(ILogger logger, Guid replyId, int seconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "No model will answer reply {ReplyId}.")]
    private static partial void LogRefused(ILogger logger, Exception exception, Guid replyId);
}
