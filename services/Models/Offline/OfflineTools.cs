namespace AspireCoach.Models.Offline;

/// <summary>The tools that the offline coach knows how to use, where they are offered.</summary>
internal static class OfflineTools
{
    public const string GetHabits = "get_habits";
    public const string GetHabitLog = "get_habit_log";
    public const string GetStreak = "get_streak";
    public const string CheckIn = "check_in";
    public const string SearchJournal = "search_journal";
    public const string AddJournalEntry = "add_journal_entry";
    public const string SearchCatalog = "search_catalog";
}
