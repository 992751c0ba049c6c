using System.Globalization;
using AspireCoach.Models.Language;

namespace AspireCoach.Models.Offline;

/// <summary>The days that a rewritten question names in full: "Thursday 19 November 2026".</summary>
internal static class DayNames
{
    /// <returns>The days in order; null where the text names a range ("from … to …"), which names more than its ends.</returns>
    public static IReadOnlyList<DateOnly>? In(string query)
    {
        var words = EnglishWords.Read(query);
        var days = new List<DateOnly>();
        for (var i = 0; i + 3 < words.Count; i++)
        {
            if (words[i + 1].Kind == WordKind.Number && words[i + 3].Kind == WordKind.Number
                && DateOnly.TryParseExact($"{words[i + 1].Text} {words[i + 2].Text} {words[i + 3].Text}", "d MMMM yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                && words[i].Is(Wording.Weekday(day).ToLowerInvariant()))
            {
                if (i + 4 < words.Count && words[i + 4].Is("to") && i + 5 < words.Count && IsWeekday(words[i + 5].Text))
                {
                    return null;
                }

                days.Add(day);
            }
        }

        return days;
    }

    private static bool IsWeekday(string word) => Enum.GetNames<DayOfWeek>().Contains(word, StringComparer.OrdinalIgnoreCase);
}
