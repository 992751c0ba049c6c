using AspireCoach.Chat.Agent.Rewrite;
using AspireCoach.Knowledge;
using AspireCoach.Models;
using AspireCoach.Models.Language;
using AspireCoach.Models.Offline.Meals;
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

    private static readonly string[] s_all = ["identity", "health", "diet", "preference", "goal", "routine", "relationship", "event", "constraint"];

    /// <summary>Facts that bear on a kind of question without sharing a word with it: who asks for a dinner does not say "allergic".</summary>
    private static readonly Dictionary<string, string[]> s_about = new(StringComparer.Ordinal)
    {
        [QuestionIntent.Meal] = ["health", "diet", "preference"],
        [QuestionIntent.Advice] = ["goal", "constraint", "health"],
        [QuestionIntent.Memory] = s_all,
    };

    /// <summary>For "Where do I live?", which "Moved to Lyon" answers, and other questions that are of no kind.</summary>
    private static readonly string[] s_aboutOneself = ["identity", "relationship"];

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
        Recalled? recalled = null;
        try
        {
            var query = Query(turn, question);
            var answer = await knowledge.SearchAsync(query, either.Token).WaitAsync(either.Token);
            recalled = ToRecalled(Chosen(answer, query).SelectMany(entry => Pieces(entry, query)).Concat(JustTold(turn, answer.Unknown)), answer.Problem is not null);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            LogLate(logger, options.Value.RecallMilliseconds);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogFailed(logger, exception);
        }

        recalled ??= ToRecalled(question.Intent == QuestionIntent.Meal ? JustTold(turn, [.. turn.History.Select(earlier => earlier.Id)]) : [], isDegraded: true);
        metrics.Recalled(recalled, time.GetElapsedTime(started));
        return recalled;
    }

    private KnowledgeQuery Query(AgentTurn turn, QuestionContext question)
    {
        var isGreeting = question.Intent == QuestionIntent.Chat && IntentReader.IsGreeting(EnglishWords.Read(turn.Text));
        var wanted = options.Value.RecalledEntries * 4;
        return new KnowledgeQuery(turn.Reply.UserId, QueryPhrase.WithoutNotes(question.Query))
        {
            Now = turn.At,
            From = question.From,
            To = question.To,
            Kind = isGreeting ? KnowledgeKind.Fact : null,
            WithPinned = true,
            About = s_about.GetValueOrDefault(question.Intent) ?? (turn.Text.Contains('?', StringComparison.Ordinal) ? s_aboutOneself : []),
            AboutFirst = s_aboutFirst.GetValueOrDefault(question.Intent) ?? [],
            Except = [.. turn.History.Select(earlier => earlier.Id)],
            Limit = Math.Min(200, question.Intent is QuestionIntent.Meal or QuestionIntent.Memory ? wanted + KnowledgeQuery.MostAbout : wanted),
        };
    }

    /// <summary>
    /// Pinned facts, which leave half to others, then facts that a question of its kind needs, then what fits it best. What a
    /// mistake in would hurt comes before all that, and all of it; what else is known of the user, where that is asked, behind.
    /// </summary>
    private IEnumerable<KnowledgeEntry> Chosen(KnowledgeAnswer answer, KnowledgeQuery query)
    {
        var best = answer.Hits.Where(hit => !hit.Entry.Pinned).Select(hit => hit.Score).DefaultIfEmpty(0).Max();
        var most = options.Value.RecalledEntries;
        var first = answer.Hits.Where(hit => IsAbout(hit.Entry, query.AboutFirst)).Take(KnowledgeQuery.MostAbout).ToList();
        var others = answer.Hits.Except(first).ToList();
        var about = others.Where(hit => IsAbout(hit.Entry, query.About)).ToList();
        var fitting = others.Where(hit => hit.Entry.Pinned).Take((most + 1) / 2)
            .Concat(about.Take(Math.Max(1, most * 3 / 4)))
            .Concat(others.Where(hit => hit.Score > 0 && hit.Score >= best * Floor).OrderByDescending(hit => hit.Score))
            .DistinctBy(hit => hit.Entry.Id)
            .Take(most);
        return first.Concat(fitting).Concat(query.About.Count == s_all.Length ? about.Take(KnowledgeQuery.MostAbout) : []).Select(hit => hit.Entry).DistinctBy(entry => entry.Id);
    }

    private static bool IsAbout(KnowledgeEntry entry, IReadOnlyCollection<string> categories) => entry.Category is { } category && categories.Contains(category);

    /// <summary>An entry as models are given it: a turn that tells what is asked about as what it tells, each for itself.</summary>
    private static IEnumerable<Piece> Pieces(KnowledgeEntry entry, KnowledgeQuery query)
    {
        var item = new RecalledItem(0, Kind(entry), Day(entry), entry.Speaker, Shortened(entry.Text)) { Outdated = entry.Outdated };
        return entry.Told is { } told && IsAbout(entry, query.About)
            ? told.Split('\n').Select(fact => new Piece(item with { Text = Shortened(fact), About = entry.Category }, ToSource(entry)))
            : [new Piece(item with { About = entry is { Kind: KnowledgeKind.Fact, Category: "health" or "diet" } ? entry.Category : null }, ToSource(entry))];
    }

    /// <summary>What earlier messages of this conversation say of food, of those that have not come in to be recalled.</summary>
    private static IEnumerable<Piece> JustTold(AgentTurn turn, IReadOnlyCollection<Guid> unknown) =>
        from earlier in turn.History
        where earlier.IsUser && unknown.Contains(earlier.Id)
        let said = FoodStatements.In(earlier.Text)
        where said is not null
        let day = Day(earlier.At, turn.TimeZone)
        select new Piece(
            new RecalledItem(0, "turn", day, "user", Shortened(said)) { About = "diet" }, new ReplySource("turn", earlier.Id.ToString(), $"Message, {day:yyyy-MM-dd}"));

    private static Recalled ToRecalled(IEnumerable<Piece> pieces, bool isDegraded)
    {
        List<Piece> all = [.. pieces];
        return new Recalled(new RecalledMemory([.. all.Select((piece, at) => piece.Item with { Number = at + 1 })], isDegraded), [.. all.Select(piece => piece.Source)]);
    }

    /// <summary>Names the day and not the words: a fact that is forgotten stays in no reply's sources.</summary>
    private static ReplySource ToSource(KnowledgeEntry entry) =>
        new(Kind(entry), entry.Id.ToString(), $"{(entry.Kind == KnowledgeKind.Fact ? "Fact" : "Message")}, {Day(entry):yyyy-MM-dd}");

    private static string Kind(KnowledgeEntry entry) => entry.Kind == KnowledgeKind.Fact ? "fact" : "turn";

    private static DateOnly Day(KnowledgeEntry entry) => Day(entry.At, entry.TimeZone);

    private static DateOnly Day(DateTimeOffset at, string timeZone) =>
        at.ToInstant().InZone(DateTimeZoneProviders.Tzdb.GetZoneOrNull(timeZone) ?? DateTimeZone.Utc).Date.ToDateOnly();

    private static string Shortened(string text) => text.Length <= LongestText ? text : text[..(LongestText - (char.IsHighSurrogate(text[LongestText - 1]) ? 1 : 0))] + "…";

    private sealed record Piece(RecalledItem Item, ReplySource Source);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Memory did not answer within {Milliseconds} ms; the answer goes on without it.")]
    private static partial void LogLate(ILogger logger, int milliseconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Memory could not be searched; the answer goes on without it.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
