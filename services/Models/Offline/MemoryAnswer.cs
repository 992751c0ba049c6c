using System.Collections.Frozen;
using AspireCoach.Models.Language;

namespace AspireCoach.Models.Offline;

/// <summary>Answers from what was recalled, word for word and with its day; says so where that is nothing.</summary>
internal static class MemoryAnswer
{
    private const int MostItems = 6;

    private static readonly FrozenSet<string> s_light = (
        "what when where which who how why did do does have has had was were is are am can could should would will the a an i i've i'm me my mine you your we our it its that this those these to of in on at for from with about and or "
        + "know knows tell told say said saying remember remembered mention mentioned ever again earlier before last first time day remind please exactly there any anything something everything all so far be been not don't didn't").Split(' ')
        .Select(EnglishStem.Of).ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> s_goal = "goal aim target want hope plan dream train".Split(' ').Select(EnglishStem.Of).ToFrozenSet(StringComparer.Ordinal);

    public static IReadOnlyList<string> Parts(OfflineTurn turn, QuestionContext context)
    {
        if (Answers(turn, context) is { Count: > 0 } known)
        {
            return known;
        }

        return
        [
            turn.Memory.IsDegraded
                ? "I could not look into what you told me earlier just now. Ask again in a moment."
                : "I find nothing about that in what you told me.",
        ];
    }

    /// <summary>What was recalled and bears on the question; empty where nothing does.</summary>
    public static IReadOnlyList<string> Answers(OfflineTurn turn, QuestionContext context)
    {
        var asked = Telling(turn.UserText);
        var isOverview = asked.Count == 0 && turn.Intent == QuestionIntent.Memory;
        if (asked.Count == 0 && !isOverview)
        {
            return [];
        }

        var wantsGoals = asked.Overlaps(s_goal);
        var found = turn.Memory.Items
            .Where(item => item.IsFact || item.By == "user")
            .Select(item => (Item: item, Share: Share(item, asked, wantsGoals)))
            .Where(known => isOverview ? known.Item.IsFact : known.Share >= (known.Item.IsFact ? 0.3 : 0.5))
            .OrderByDescending(known => known.Share)
            .Take(MostItems)
            .Select(known => known.Item)
            .DistinctBy(item => item.Text, StringComparer.OrdinalIgnoreCase)
            .ToList();
        found.ForEach(turn.Use);
        return [.. found.OrderBy(item => item.On).Select(item => Line(item, context.Today))];
    }

    /// <summary>The goals told of that bear on what is asked.</summary>
    public static IEnumerable<string> Goals(OfflineTurn turn, QuestionContext context)
    {
        var asked = Telling(turn.UserText);
        asked.UnionWith(context.Habits.SelectMany(habit => Telling(habit.Name)));
        foreach (var goal in turn.Memory.Items.Where(item => item.IsFact && Stems(item.Text).Overlaps(s_goal) && Stems(item.Text).Overlaps(asked.Except(s_goal))).Take(2))
        {
            turn.Use(goal);
            yield return Line(goal, context.Today);
        }
    }

    private static double Share(RecalledItem item, HashSet<string> asked, bool wantsGoals)
    {
        var words = Stems(item.Text);
        return asked.Count == 0 ? 0 : wantsGoals && words.Overlaps(s_goal) && item.IsFact ? 1 : (double)asked.Count(words.Contains) / asked.Count;
    }

    private static string Line(RecalledItem item, DateOnly today) =>
        $"{(item.IsFact ? "You told me on" : "You wrote on")} {Wording.Day(item.On, today)}: {Wording.Quote(item.Text)}";

    private static HashSet<string> Telling(string text)
    {
        var stems = Stems(text);
        stems.ExceptWith(s_light);
        return stems;
    }

    private static HashSet<string> Stems(string text) =>
        EnglishWords.Read(text).Where(word => word.Kind != WordKind.Mark).Select(word => word.Kind == WordKind.Letters ? EnglishStem.Of(word.Text) : word.Text).ToHashSet(StringComparer.Ordinal);
}
