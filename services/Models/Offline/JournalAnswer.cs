using System.Globalization;

namespace AspireCoach.Models.Offline;

/// <summary>Confirms an entry, or quotes those that were found.</summary>
internal static class JournalAnswer
{
    private const int MostEntries = 5;

    public static IEnumerable<string> Parts(OfflineTurn turn, QuestionContext context)
    {
        var request = JournalRequest.Read(turn.UserText);
        if (request.Write is { } text)
        {
            yield return turn.Results.Written is { } written ? $"Noted in your journal for {Wording.Day(written.Date, context.Today)}: {Wording.Quote(written.Text)}"
                : text.Length == 0 ? "What shall I note in your journal?"
                : turn.Results.WasCalled(OfflineTools.AddJournalEntry) ? "Your journal entry was not saved."
                : "I cannot write into your journal from here, so nothing was saved.";
            yield break;
        }

        var when = context.From is { } from ? Wording.Period(from, context.To ?? from, context.Today) + " your" : "Your";
        var about = request.Search is { } search ? $" about {Wording.Quote(search)}" : "";
        if (!turn.Results.Has(OfflineTools.SearchJournal))
        {
            yield return "I could not look into your journal.";
            yield break;
        }

        var entries = turn.Results.Journal.OrderBy(entry => entry.Date).ToList();
        if (entries.Count == 0)
        {
            yield return $"{when} journal has nothing{about}.";
            yield break;
        }

        foreach (var entry in entries.TakeLast(MostEntries))
        {
            yield return $"{Wording.Day(entry.Date, context.Today)}: {Wording.Quote(entry.Text)}";
        }

        if (entries.Count > MostEntries)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"These are the last {MostEntries} of {entries.Count} entries found.");
        }
    }
}
