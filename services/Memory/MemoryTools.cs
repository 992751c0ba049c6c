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
    private const int LabelLength = 80;

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

        var answer = await knowledge.SearchAsync(
            new KnowledgeQuery(context.UserId, query)
            {
                Now = context.Now,
                From = Day(from, nameof(from)),
                To = Day(to, nameof(to)),
                Limit = Math.Clamp(limit ?? DefaultLimit, 1, MaxLimit),
            },
            cancel);
        var entries = answer.Hits.Select(hit => hit.Entry).ToList();
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

    private static ToolSource Source(KnowledgeEntry entry) => entry.Kind == KnowledgeKind.Fact
        ? new("fact", entry.Id.ToString(), Short(entry.Text))
        : new("turn", entry.Id.ToString(), FormattableString.Invariant($"{(entry.Speaker == "coach" ? "Coach" : "Message")}, {DayOf(entry):yyyy-MM-dd}"));

    /// <summary>The beginning of a text, never half a character.</summary>
    private static string Short(string text) =>
        text.Length <= LabelLength ? text : $"{text[..(char.IsHighSurrogate(text[LabelLength - 1]) ? LabelLength - 1 : LabelLength)]}…";

    private sealed record RecalledFact(Guid Id, string Text, DateOnly Date);

    private sealed record RecalledTurn(Guid Id, string Speaker, DateOnly Date, string Text);

    private sealed record RecallAnswer(
        IReadOnlyList<RecalledFact> Facts, IReadOnlyList<RecalledTurn> Turns, IReadOnlyList<ToolSource> Sources, string? Problem);
}
