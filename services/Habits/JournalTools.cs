using System.ComponentModel;
using AspireCoach.Models.Tools;
using AspireCoach.ServiceDefaults.Contract;

namespace AspireCoach.Habits;

/// <summary>What an agent can read and write in the journal.</summary>
internal sealed class JournalTools(JournalStore journal) : IToolSource
{
    private const int DefaultLimit = 20;
    private const int MaxLimit = 50;

    public IReadOnlyList<CoachTool> Tools =>
    [
        CoachTool.Create(
            SearchJournalAsync,
            "search_journal",
            "The user's journal entries of a period, or those with certain words, the newest first. Here the user says how days went and why.",
            readOnly: true,
            idempotent: true),
        CoachTool.Create(
            AddJournalEntryAsync,
            "add_journal_entry",
            "Writes an entry into the user's journal, in the user's own words.",
            readOnly: false,
            idempotent: true),
    ];

    private async Task<EntriesAnswer> SearchJournalAsync(
        ToolContext context,
        [Description("The first day, YYYY-MM-DD.")] string? from = null,
        [Description("The last day, YYYY-MM-DD.")] string? to = null,
        [Description("Words that must all occur, in any form; leave out to read the whole period.")] string? query = null,
        [Description("How many entries at most, 1 to 50; 20 where left out.")] int? limit = null,
        CancellationToken cancel = default)
    {
        ToolArguments.Check(new TextAttribute(0, 200), query, "query");
        var asked = new JournalQuery
        {
            From = string.IsNullOrWhiteSpace(from) ? null : ToolArguments.Day(from, "from"),
            To = string.IsNullOrWhiteSpace(to) ? null : ToolArguments.Day(to, "to"),
            Q = query,
        };
        var size = Math.Clamp(limit ?? DefaultLimit, 1, MaxLimit);
        var entries = await journal.ListAsync(context.UserId, asked, before: null, size, cancel);
        List<JournalEntry> shown = [.. entries.Take(size)];
        return new EntriesAnswer(
            [.. shown.Select(entry => new Entry(entry.Id, entry.Date, entry.Text, entry.Mood))],
            [.. shown.Select(Source)]);
    }

    private async Task<AddedAnswer> AddJournalEntryAsync(
        ToolContext context,
        [Description("The day it is about, YYYY-MM-DD.")] string date,
        [Description("The text, 1 to 20,000 characters.")] string text,
        [Description("How the day felt, 1 (bad) to 5 (good); only where the user said so.")] int? mood = null,
        CancellationToken cancel = default)
    {
        var day = ToolArguments.LoggedDay(date, "date", context);
        ToolArguments.Check(new TextAttribute(1, 20_000), text, "text");
        if (mood is < 1 or > 5)
        {
            throw new ToolRefusedException("The mood must be between 1 and 5.");
        }

        var entry = await journal.AddOnceAsync(context.UserId, context.CallKey, journal.Make(day, text, mood), cancel);
        return new AddedAnswer(entry.Id, entry.Date, entry.Text, entry.Mood, [Source(entry)]);
    }

    private static ToolSource Source(JournalEntry entry) =>
        new("journal", entry.Id.ToString(), FormattableString.Invariant($"Journal, {entry.Date:yyyy-MM-dd}"));

    private sealed record Entry(Guid Id, DateOnly Date, string Text, int? Mood);

    private sealed record EntriesAnswer(IReadOnlyList<Entry> Entries, IReadOnlyList<ToolSource> Sources);

    private sealed record AddedAnswer(Guid Id, DateOnly Date, string Text, int? Mood, IReadOnlyList<ToolSource> Sources);
}
