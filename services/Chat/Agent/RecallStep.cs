using AspireCoach.Chat.Agent.Rewrite;
using AspireCoach.Knowledge;
using AspireCoach.Models;
using AspireCoach.Models.Language;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NodaTime;
using NodaTime.Extensions;

namespace AspireCoach.Chat.Agent;

/// <summary>
/// Finds what the user said earlier and what is known of them that bears on a question. It may find nothing, and it may
/// fail: the answer goes on, and the step says so.
/// </summary>
internal sealed partial class RecallStep(
    KnowledgeBase knowledge, IOptions<ChatOptions> options, ChatMetrics metrics, TimeProvider time, ILogger<RecallStep> logger)
{
    /// <summary>What scores less than this share of the best does not bear on the question.</summary>
    private const double Floor = 0.35;

    /// <summary>A long message is recalled by its beginning.</summary>
    private const int LongestText = 280;

    /// <summary>Facts that bear on a kind of question without sharing a word with it: who asks for a dinner does not say "allergic".</summary>
    private static readonly Dictionary<string, string[]> s_about = new(StringComparer.Ordinal)
    {
        [QuestionIntent.Meal] = ["health", "diet", "preference"],
        [QuestionIntent.Advice] = ["goal", "constraint", "health"],
        [QuestionIntent.Memory] = ["identity", "health", "diet", "preference", "goal", "routine", "relationship", "event", "constraint"],
    };

    /// <summary>Those of them that count before what somebody likes: an allergy of years ago, above all newer tastes.</summary>
    private static readonly Dictionary<string, string[]> s_aboutFirst = new(StringComparer.Ordinal) { [QuestionIntent.Meal] = ["health", "diet"] };

    public async Task<Recalled> RecallAsync(AgentTurn turn, QuestionContext question, CancellationToken cancel)
    {
        if (options.Value.RecalledEntries == 0)
        {
            return Recalled.Nothing;
        }

        var started = time.GetTimestamp();
        using var deadline = new CancellationTokenSource(TimeSpan.FromMilliseconds(options.Value.RecallMilliseconds), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
        var recalled = Recalled.Degraded;
        try
        {
            var query = Query(turn, question);
            recalled = Read(await knowledge.SearchAsync(query, either.Token).WaitAsync(either.Token), query);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            LogLate(logger, options.Value.RecallMilliseconds);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogFailed(logger, exception);
        }

        metrics.Recalled(recalled, time.GetElapsedTime(started));
        return recalled;
    }

    private KnowledgeQuery Query(AgentTurn turn, QuestionContext question)
    {
        var isGreeting = question.Intent == QuestionIntent.Chat && IntentReader.IsGreeting(EnglishWords.Read(turn.Text));
        return new KnowledgeQuery(turn.Reply.UserId, QueryPhrase.WithoutNotes(question.Query))
        {
            Now = turn.At,
            From = question.From,
            To = question.To,
            Kind = isGreeting ? KnowledgeKind.Fact : null,
            WithPinned = true,
            About = s_about.GetValueOrDefault(question.Intent) ?? [],
            AboutFirst = s_aboutFirst.GetValueOrDefault(question.Intent) ?? [],
            Except = [.. turn.History.Select(earlier => earlier.Id)],
            Limit = Math.Min(200, options.Value.RecalledEntries * 4),
        };
    }

    /// <summary>Pinned facts, which leave half to others, then facts that a question of its kind needs, then what fits it best.</summary>
    private Recalled Read(KnowledgeAnswer answer, KnowledgeQuery query)
    {
        var best = answer.Hits.Where(hit => !hit.Entry.Pinned).Select(hit => hit.Score).DefaultIfEmpty(0).Max();
        var most = options.Value.RecalledEntries;
        var entries = answer.Hits.Where(hit => hit.Entry.Pinned).Take((most + 1) / 2)
            .Concat(answer.Hits.Where(hit => hit.Entry.Category is { } category && query.About.Contains(category)).Take(Math.Max(1, most * 3 / 4)))
            .Concat(answer.Hits.Where(hit => hit.Score > 0 && hit.Score >= best * Floor).OrderByDescending(hit => hit.Score))
            .Select(hit => hit.Entry)
            .DistinctBy(entry => entry.Id)
            .Take(most)
            .ToList();
        return new Recalled(new RecalledMemory([.. entries.Select(ToItem)], answer.Problem is not null), [.. entries.Select(ToSource)]);
    }

    private static RecalledItem ToItem(KnowledgeEntry entry, int index) =>
        new(index + 1, Kind(entry), Day(entry), entry.Speaker, entry.Text.Length <= LongestText ? entry.Text : Cut(entry.Text));

    /// <summary>Names the day and not the words: a fact that is forgotten stays in no reply's sources.</summary>
    private static ReplySource ToSource(KnowledgeEntry entry) =>
        new(Kind(entry), entry.Id.ToString(), $"{(entry.Kind == KnowledgeKind.Fact ? "Fact" : "Message")}, {Day(entry):yyyy-MM-dd}");

    private static string Kind(KnowledgeEntry entry) => entry.Kind == KnowledgeKind.Fact ? "fact" : "turn";

    private static DateOnly Day(KnowledgeEntry entry) =>
        entry.At.ToInstant().InZone(DateTimeZoneProviders.Tzdb.GetZoneOrNull(entry.TimeZone) ?? DateTimeZone.Utc).Date.ToDateOnly();

    private static string Cut(string text) => text[..(LongestText - (char.IsHighSurrogate(text[LongestText - 1]) ? 1 : 0))] + "…";

    [LoggerMessage(Level = LogLevel.Warning, Message = "Memory did not answer within {Milliseconds} ms; the answer goes on without it.")]
    private static partial void LogLate(ILogger logger, int milliseconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Memory could not be searched; the answer goes on without it.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
