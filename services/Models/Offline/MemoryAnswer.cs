using System.Collections.Frozen;
using System.Globalization;
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

    /// <summary>Words that answer for one another in what is known.</summary>
    private static readonly HashSet<string>[] s_kin =
    [
        Group("live living lives home house moved move address city town based reside resides"),
        Group("work works working job employed employer profession company"),
        Group("weigh weighs weight kg heavy"),
        Group("old age aged born birthday"),
        Group("name named called"),
        Group("allergic allergy allergies intolerant intolerance"),
    ];

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
            .Where(item => item.IsKnown || (item.By == "user" && !Questions.IsOnly(item.Text)))
            .Select(item => (Item: item, Share: Share(item, asked, wantsGoals)))
            .Where(known => isOverview ? known.Item.IsKnown : known.Share >= (known.Item.IsKnown ? 0.3 : 0.5))
            .OrderByDescending(known => known.Share)
            .Select(known => known.Item)
            .DistinctBy(item => item.Text, StringComparer.OrdinalIgnoreCase)
            .ToList();
        // What is so now answers; what was said before that is told where nothing else is.
        found.RemoveAll(item => item.Outdated && found.Exists(other => other.IsKnown));
        var told = found.Take(MostItems).ToList();
        told.ForEach(turn.Use);
        List<string> lines = [.. told.OrderBy(item => item.On).Select(item => Line(item, context.Today))];
        if (isOverview && found.Count > told.Count)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"And {found.Count - told.Count} more: your memory lists all that I know of you."));
        }

        return lines;
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
        if (item.IsKnown)
        {
            // "Where do I live?" is answered by "Moved to Lyon".
            words.UnionWith(s_kin.Where(words.Overlaps).SelectMany(kin => kin).ToList());
        }

        return asked.Count == 0 ? 0 : wantsGoals && words.Overlaps(s_goal) && item.IsFact ? 1 : (double)asked.Count(words.Contains) / asked.Count;
    }

    private static string Line(RecalledItem item, DateOnly today) =>
        $"{(item.IsKnown ? "You told me on" : "You wrote on")} {Wording.Day(item.On, today)}: {Wording.Quote(item.Text)}";

    private static HashSet<string> Group(string words) => words.Split(' ').Select(EnglishStem.Of).ToHashSet(StringComparer.Ordinal);

    private static HashSet<string> Telling(string text)
    {
        var stems = Stems(text);
        stems.ExceptWith(s_light);
        return stems;
    }

    private static HashSet<string> Stems(string text) =>
        EnglishWords.Read(text).Where(word => word.Kind != WordKind.Mark).Select(word => word.Kind == WordKind.Letters ? EnglishStem.Of(word.Text) : word.Text).ToHashSet(StringComparer.Ordinal);
}
