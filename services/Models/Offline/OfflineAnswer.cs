using AspireCoach.Models.Language;
using AspireCoach.Models.Offline.Meals;

namespace AspireCoach.Models.Offline;

/// <summary>Puts the answer together from what the tools returned, and says what they did not.</summary>
internal static class OfflineAnswer
{
    private const string Offer = "You can ask “Why did I fail yesterday?” or “How did I do last week?”, tell me “I ran 5 km today”, or begin with “journal:” to note something.";

    public static string Compose(OfflineTurn turn)
    {
        if (turn.Context is not { } context)
        {
            return Chat(turn.UserText);
        }

        if (turn.Results.Catalog.Count == 0 && ToldAnswer.In(turn) is { } told)
        {
            return string.Join("\n\n", [ToldAnswer.Of(told), .. context.Habits.Count > 0 && turn.Results.Has(OfflineTools.GetHabitLog) ? AdviceAnswer.Parts(turn, context) : []]);
        }

        IEnumerable<string> parts = context.Intent switch
        {
            QuestionIntent.Advice or QuestionIntent.Chat when turn.Results.Catalog.Count > 0 => CatalogAnswer.Parts(turn),
            QuestionIntent.Reason => ReasonAnswer.Parts(turn, context),
            QuestionIntent.Progress => ProgressAnswer.Parts(turn, context),
            QuestionIntent.Report => ReportAnswer.Parts(turn, context),
            QuestionIntent.Journal => JournalAnswer.Parts(turn, context),
            QuestionIntent.List => ListAnswer.Parts(turn, context),
            QuestionIntent.Advice => MemoryAnswer.Goals(turn, context).Concat(AdviceAnswer.Parts(turn, context)),
            QuestionIntent.Meal => MealAnswer.Parts(turn, context),
            QuestionIntent.Memory => MemoryAnswer.Parts(turn, context),
            _ => turn.UserText.Contains('?', StringComparison.Ordinal) && MemoryAnswer.Answers(turn, context) is { Count: > 0 } known ? known : [Chat(turn.UserText)],
        };
        return string.Join("\n\n", parts.Concat(Failures(turn.Results)));
    }

    /// <summary>The habits of the log that the question means: all where it means none in particular.</summary>
    public static List<LoggedHabit> Meant(OfflineTurn turn, QuestionContext context) =>
        [.. turn.Results.Log.Where(habit => context.Habits.Count == 0 || context.Habits.Any(meant => IsSame(meant, habit.Id)))];

    public static bool IsSame(HabitReference habit, string id) => Guid.TryParse(id, out var known) && known == habit.Id;

    public static string Names(QuestionContext context) => Wording.List([.. context.Habits.Select(habit => habit.Name)]);

    /// <summary>Not done: said so, or scheduled on a day that is over with nothing logged.</summary>
    public static bool IsMissed(LogEntry entry, DateOnly today) => entry.Done == false || (entry is { Scheduled: true, Done: null } && entry.Date < today);

    private static IEnumerable<string> Failures(ToolResults results) =>
        results.Failures.DistinctBy(failure => failure.Tool).Select(failure => $"Your {Wording.Tool(failure.Tool)} could not be used: {Wording.Quote(failure.Message)}.");

    private static string Chat(string text)
    {
        var first = EnglishWords.Read(text) is [var word, ..] ? word.Text : "";
        return first switch
        {
            "hi" or "hello" or "hey" or "good" => "Hello. I am the built-in offline coach: I work by rules from your habit log and journal, without a language model. " + Offer,
            "thanks" or "thank" or "thx" or "cheers" => "You’re welcome.",
            "ok" or "okay" or "great" or "cool" or "nice" or "perfect" or "yes" or "no" or "bye" or "goodbye" => "All right.",
            _ => "I am the built-in offline coach: I work by rules from your habit log and journal, without a language model, and have nothing to answer this with. " + Offer,
        };
    }
}
