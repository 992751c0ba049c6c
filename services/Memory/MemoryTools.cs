using System.ComponentModel;
using System.Globalization;
using AspireCoach.Knowledge;
using AspireCoach.Models.Tools;
using AspireCoach.ServiceDefaults.Contract;

namespace AspireCoach.Memory;

/// <summary>What an agent can recall of the user.</summary>
internal sealed class MemoryTools(KnowledgeBase knowledge) : IToolSource
{
    private const int DefaultLimit = 10;
    private const int MaxLimit = 50;
    private const int Candidates = 200;

    public IReadOnlyList<CoachTool> Tools =>
    [
        CoachTool.Create(
            RecallAsync,
            "recall",
            "What is known of the user and what was said in earlier conversations, best first: facts such as allergies, goals and routines, and messages of both sides. Nothing where nothing fits.",
            readOnly: true,
            idempotent: true),
    ];

    private async Task<RecallAnswer> RecallAsync(
        ToolContext context,
        [Description("What to recall, in words: a question or a topic, 1 to 1,000 characters.")] string query,
        [Description("The first day it was said on, YYYY-MM-DD.")] string? from = null,
        [Description("The last day it was said on, YYYY-MM-DD.")] string? to = null,
        [Description("How many at most, 1 to 50; 10 where left out.")] int? limit = null,
        CancellationToken cancel = default)
    {
        if (new TextAttribute(1, 1_000).Problem(query) is { } problem)
        {
            throw new ToolRefusedException($"query {problem}.");
        }

        var (first, last, most) = (Day(from, nameof(from)), Day(to, nameof(to)), Math.Clamp(limit ?? DefaultLimit, 1, MaxLimit));
        var answer = await knowledge.SearchAsync(
            new KnowledgeQuery(context.UserId, query)
            {
                Now = context.Now,
                From = first,
                To = last,
                // An index ranks by days, and leaves none out for them.
                Limit = first is null && last is null ? most : Candidates,
            },
            cancel);
        var entries = answer.Hits.Select(hit => hit.Entry)
            .Where(entry => !(DayOf(entry) < first) && !(DayOf(entry) > last))
            .Take(most)
            .ToList();
        return new RecallAnswer(
            [.. entries.Where(entry => entry.Kind == KnowledgeKind.Fact).Select(entry => new RecalledFact(entry.Id, entry.Text, DayOf(entry)))],
            [.. entries.Where(entry => entry.Kind == KnowledgeKind.Turn).Select(entry => new RecalledTurn(entry.Id, entry.Speaker, DayOf(entry), entry.Text))],
            [.. entries.Select(Source)],
            answer.Problem);
    }

    private static DateOnly? Day(string? text, string name) =>
        string.IsNullOrWhiteSpace(text) ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : throw new ToolRefusedException($"{name} must be a day as YYYY-MM-DD, e.g. 2026-03-01.");

    private static DateOnly DayOf(KnowledgeEntry entry) => Night.DayOf(entry.At, entry.TimeZone);

    /// <summary>Names the day and not the words: a fact that is forgotten stays in no reply's sources.</summary>
    private static ToolSource Source(KnowledgeEntry entry)
    {
        var (kind, name) = entry.Kind == KnowledgeKind.Fact ? ("fact", "Fact") : ("turn", "Message");
        return new(kind, entry.Id.ToString(), FormattableString.Invariant($"{name}, {DayOf(entry):yyyy-MM-dd}"));
    }

    private sealed record RecalledFact(Guid Id, string Text, DateOnly Date);

    private sealed record RecalledTurn(Guid Id, string Speaker, DateOnly Date, string Text);

    private sealed record RecallAnswer(
        IReadOnlyList<RecalledFact> Facts, IReadOnlyList<RecalledTurn> Turns, IReadOnlyList<ToolSource> Sources, string? Problem);
}
