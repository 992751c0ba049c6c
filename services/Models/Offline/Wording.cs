using System.Globalization;
using System.Text;

namespace AspireCoach.Models.Offline;

/// <summary>How days, names, amounts and other people's words are written in an answer.</summary>
internal static class Wording
{
    private const int QuoteLength = 280;

    /// <summary>Thursday 19 November; with the year where it is not the current one.</summary>
    public static string Day(DateOnly day, DateOnly today) =>
        day.ToString(day.Year == today.Year ? "dddd d MMMM" : "dddd d MMMM yyyy", CultureInfo.InvariantCulture);

    public static string Period(DateOnly from, DateOnly to, DateOnly today) =>
        from == to ? "On " + Day(from, today) : $"From {Day(from, today)} to {Day(to, today)}";

    public static string Weekday(DateOnly day) => day.ToString("dddd", CultureInfo.InvariantCulture);

    public static string List(IReadOnlyList<string> items) => items.Count switch
    {
        0 => "",
        1 => items[0],
        _ => string.Join(", ", items.Take(items.Count - 1)) + " and " + items[^1],
    };

    public static string Amount(decimal amount, string? unit)
    {
        var number = amount.ToString("0.##", CultureInfo.InvariantCulture);
        return unit is null ? number : number + " " + unit;
    }

    /// <summary>Quoted, on one line, cut at a word.</summary>
    public static string Quote(string text)
    {
        var line = new StringBuilder(Math.Min(text.Length, QuoteLength) + 2).Append('“');
        foreach (var character in text.AsSpan().Trim())
        {
            if (line.Length > QuoteLength && (char.IsWhiteSpace(character) || line.Length > QuoteLength + 40) && !char.IsHighSurrogate(line[^1]))
            {
                return line.Append('…').Append('”').ToString();
            }

            var plain = char.IsControl(character) || char.IsWhiteSpace(character) ? ' ' : character;
            if (plain != ' ' || line[^1] != ' ')
            {
                line.Append(plain);
            }
        }

        return line.Append('”').ToString();
    }

    public static string Once(int count) => count switch { 1 => "once", 2 => "twice", _ => count.ToString(CultureInfo.InvariantCulture) + " times" };

    /// <summary>What people call a tool.</summary>
    public static string Tool(string tool) => tool switch
    {
        OfflineTools.GetHabits => "list of habits",
        OfflineTools.SearchCatalog => "catalogue",
        OfflineTools.GetHabitLog => "habit log",
        OfflineTools.GetStreak => "streak",
        OfflineTools.CheckIn => "check-in",
        OfflineTools.SearchJournal => "journal",
        OfflineTools.AddJournalEntry => "journal entry",
        _ => "tool",
    };
}
