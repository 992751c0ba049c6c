using System.Globalization;
using Microsoft.Extensions.AI;

namespace AspireCoach.Models.Offline;

/// <summary>Which tools the question still needs: all that do not wait for one another in one round.</summary>
internal static class OfflinePlan
{
    /// <summary>A log call spans at most this many days.</summary>
    private const int DaysACall = 92;
    private const int MostLogCalls = 4;
    private const int MostCalls = 6;

    /// <summary>How far before a short period the log is read, to see whether a miss is one of a series.</summary>
    private const int PatternDays = 28;

    public static IReadOnlyList<AIContent> Next(OfflineTurn turn)
    {
        if (turn.Context is not { } context)
        {
            return [];
        }

        var calls = (turn.Results.Calls == 0 ? First(turn, context) : Following(turn, context))
            .Where(call => turn.Offers(call.Tool))
            .Take(Math.Max(0, MostCalls - turn.Results.Calls));
        return [.. calls.Select((call, at) => new FunctionCallContent(
            string.Create(CultureInfo.InvariantCulture, $"call_{turn.CallsBefore + at + 1}_{call.Tool}"), call.Tool, call.Arguments))];
    }

    /// <summary>The days the question is about, as far as they can be looked up.</summary>
    public static (DateOnly From, DateOnly To) Period(QuestionContext context)
    {
        var days = context.Intent switch { QuestionIntent.Reason => 13, _ => 27 };
        var to = context.To is { } last && last < context.Today ? last : context.Today;
        var from = context.From ?? context.Today.AddDays(-days);
        var earliest = to.DayNumber - (DaysACall * MostLogCalls) + 1;
        return (from > to ? to : from.DayNumber < earliest ? DateOnly.FromDayNumber(Math.Max(0, earliest)) : from, to);
    }

    /// <summary>True when the days asked about are all still ahead.</summary>
    public static bool IsAhead(QuestionContext context) => context.From > context.Today;

    private static List<Call> First(OfflineTurn turn, QuestionContext context)
    {
        switch (turn.Intent)
        {
            case QuestionIntent.Advice when context.Habits.Count == 0 && turn.Offers(OfflineTools.SearchCatalog) && CatalogRequest.Read(turn.UserText) is { } request:
                return [new Call(OfflineTools.SearchCatalog, request.Arguments()), .. Look(context)];
            case QuestionIntent.Advice when context.Habits.Count == 0 && ToldAnswer.In(turn) is not null:
                return [];
            case QuestionIntent.Reason or QuestionIntent.Progress or QuestionIntent.Advice:
                return Look(context);
            case QuestionIntent.Report:
                return context.Habits.Count == 0 || ReportedCheckIn.Read(turn.UserText, context.Habits).Any(report => report.Amount is not null && turn.Offers(OfflineTools.GetHabits))
                    ? [new Call(OfflineTools.GetHabits, [])]
                    : CheckIns(turn, context);
            case QuestionIntent.Journal:
                return Journal(turn, context);
            case QuestionIntent.List:
                return context.From is { } day && day == context.To
                    ? [new Call(OfflineTools.GetHabits, []), .. Log(day, day, null)]
                    : [new Call(OfflineTools.GetHabits, [])];
            case QuestionIntent.Meal:
                return [new Call(OfflineTools.SearchCatalog, new() { ["query"] = CatalogRequest.Bounded(turn.UserText), ["kind"] = "recipe", ["limit"] = 20 })];
            case QuestionIntent.Chat when CatalogRequest.Read(turn.UserText) is { } wanted:
                return [new Call(OfflineTools.SearchCatalog, wanted.Arguments())];
            default:
                return [];
        }
    }

    private static IEnumerable<Call> Following(OfflineTurn turn, QuestionContext context)
    {
        if (turn.Intent != QuestionIntent.Report || context.Habits.Count == 0)
        {
            return [];
        }

        return !turn.Results.WasCalled(OfflineTools.CheckIn) ? CheckIns(turn, context)
            : turn.Results.CheckIns.Count > 0 && !turn.Results.WasCalled(OfflineTools.GetStreak) ? context.Habits.Take(2).Select(Streak)
            : [];
    }

    private static List<Call> Look(QuestionContext context)
    {
        var calls = new List<Call> { new(OfflineTools.GetHabits, []) };
        if (IsAhead(context))
        {
            return calls;
        }

        var (from, to) = Period(context);
        var isShort = to.DayNumber - from.DayNumber < 7;
        var start = context.Intent == QuestionIntent.Reason && isShort ? from.AddDays(-PatternDays) : from;
        calls.AddRange(Log(start, to, context.Habits.Count == 1 ? context.Habits[0] : null));
        if (context.Intent is not QuestionIntent.Progress || (context.Habits.Count == 0 && isShort))
        {
            calls.Add(new Call(OfflineTools.SearchJournal, new() { ["from"] = Iso(from), ["to"] = Iso(to), ["limit"] = 50 }));
        }
        else
        {
            calls.AddRange(context.Habits.Take(2).Select(Streak));
        }

        return calls;
    }

    private static IEnumerable<Call> Log(DateOnly from, DateOnly to, HabitReference? habit)
    {
        for (var start = from; start <= to; start = start.AddDays(DaysACall))
        {
            var end = Math.Min(to.DayNumber, start.DayNumber + DaysACall - 1);
            var arguments = new Dictionary<string, object?> { ["from"] = Iso(start), ["to"] = Iso(DateOnly.FromDayNumber(end)) };
            if (habit is not null)
            {
                arguments["habitId"] = habit.Id.ToString();
            }

            yield return new Call(OfflineTools.GetHabitLog, arguments);
        }
    }

    private static Call Streak(HabitReference habit) => new(OfflineTools.GetStreak, new() { ["habitId"] = habit.Id.ToString() });

    /// <summary>The days that a report is about; null where it names a range, which says too little of each day.</summary>
    public static IReadOnlyList<DateOnly>? ReportedDays(QuestionContext context) =>
        context.From is not { } from ? [context.Today]
        : from == context.To ? [from]
        : DayNames.In(context.Query) is { Count: > 0 } named ? [.. named.Distinct().Order()]
        : null;

    private static List<Call> CheckIns(OfflineTurn turn, QuestionContext context)
    {
        var calls = new List<Call>();
        if (ReportedDays(context) is not { } days || days.Any(day => day > context.Today) || days.Count * context.Habits.Count > MostCalls - 1)
        {
            return calls;
        }

        foreach (var report in ReportedCheckIn.Read(turn.UserText, context.Habits))
        {
            var unit = turn.Results.Habits.Find(habit => string.Equals(habit.Id, report.Habit.Id.ToString(), StringComparison.OrdinalIgnoreCase))?.Unit;
            foreach (var day in days)
            {
                var arguments = new Dictionary<string, object?> { ["habitId"] = report.Habit.Id.ToString(), ["date"] = Iso(day), ["done"] = report.Done };
                if (report.Amount is { } amount && unit is not null && ReportedCheckIn.IsSameUnit(report.Unit!, unit))
                {
                    arguments["amount"] = amount;
                }

                if (report.Note is not null)
                {
                    arguments["note"] = report.Note;
                }

                calls.Add(new Call(OfflineTools.CheckIn, arguments));
            }
        }

        return calls;
    }

    private static List<Call> Journal(OfflineTurn turn, QuestionContext context)
    {
        var request = JournalRequest.Read(turn.UserText);
        if (request.Write is { Length: > 0 } text)
        {
            var before = context.Query[..Math.Max(0, context.Query.IndexOf(text, StringComparison.Ordinal))];
            var named = DayNames.In(before) is [var day] && day <= context.Today ? day : context.Today;
            return [new Call(OfflineTools.AddJournalEntry, new() { ["date"] = Iso(named), ["text"] = text })];
        }

        if (request.Write is not null)
        {
            return [];
        }

        var arguments = new Dictionary<string, object?> { ["limit"] = 20 };
        if (context.From is { } from && context.To is { } to)
        {
            arguments["from"] = Iso(from);
            arguments["to"] = Iso(to);
        }

        if (request.Search is { } search)
        {
            arguments["query"] = search;
        }

        return [new Call(OfflineTools.SearchJournal, arguments)];
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private sealed record Call(string Tool, Dictionary<string, object?> Arguments);
}
