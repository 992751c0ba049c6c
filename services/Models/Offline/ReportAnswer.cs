using System.Globalization;

namespace AspireCoach.Models.Offline;

/// <summary>Confirms what was checked in, as the tool returned it.</summary>
internal static class ReportAnswer
{
    public static IEnumerable<string> Parts(OfflineTurn turn, QuestionContext context)
    {
        if (context.Habits.Count == 0)
        {
            var names = turn.Results.Habits.Select(habit => habit.Name).ToList();
            yield return names.Count > 0
                ? $"I have logged nothing, as I am not sure which habit you mean: {Wording.List(names)}?"
                : "I have logged nothing, as I am not sure which habit you mean.";
            yield break;
        }

        if (turn.Results.CheckIns.Count == 0)
        {
            yield return NothingLogged(turn, context);
            yield break;
        }

        foreach (var entry in turn.Results.CheckIns)
        {
            var unit = turn.Results.Habits.Find(habit => habit.Name == entry.Name)?.Unit;
            var amount = entry.Amount is { } value ? $", {Wording.Amount(value, unit)}" : "";
            yield return $"Logged: {entry.Name} {(entry.Done ? "done" : "not done")} on {Wording.Day(entry.Date, context.Today)}{amount}.";
        }

        foreach (var streak in turn.Results.Streaks)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{streak.Name}: current streak {streak.Current}, longest {streak.Longest}.");
        }
    }

    private static string NothingLogged(OfflineTurn turn, QuestionContext context)
    {
        var names = OfflineAnswer.Names(context);
        if (turn.Results.WasCalled(OfflineTools.CheckIn))
        {
            return $"I could not log {names}.";
        }

        if (!turn.Offers(OfflineTools.CheckIn))
        {
            return $"I cannot log {names} from here: checking in is not available to me.";
        }

        return OfflinePlan.ReportedDays(context) is not { } days ? $"I have logged nothing yet: please name the days on which you mean {names}, one by one."
            : days.Any(day => day > context.Today) ? $"I have logged nothing: {Wording.Day(days.Max(), context.Today)} is still ahead."
            : $"I have logged nothing, as that is a lot at once: please tell me about {names} day by day.";
    }
}
