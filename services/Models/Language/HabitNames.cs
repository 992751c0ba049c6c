using System.Collections.Frozen;

namespace AspireCoach.Models.Language;

/// <summary>
/// Finds the habits that a text names: by the whole name, by its telling words in any inflection ("ran", "my run" for
/// "Run 5 km"), or by those with a typing error. Linear in the text's length.
/// </summary>
public sealed class HabitNames
{
    private const int WordsReadForTypingErrors = 300;

    /// <summary>Words that tell no habit from another unless nothing else is left of its name.</summary>
    private static readonly FrozenSet<string> s_light = new[]
    {
        "do", "go", "take", "get", "have", "make", "be", "drink", "eat", "keep", "avoid", "stop", "start", "spend", "practice", "use", "try",
        "call", "learn", "clean", "cook", "study", "play", "watch", "check", "plan", "review", "prepare", "work", "write", "listen", "finish",
        "no", "not", "less", "more", "than", "under", "over", "up", "down", "out", "off", "into", "some", "any", "all", "good", "new", "own",
        "km", "kilomet", "kilometer", "kilometre", "mile", "min", "minut", "hour", "pag", "page", "glass", "glasse", "liter", "litre", "litr", "step",
        "rep", "tim", "time", "set", "day", "week", "month", "year", "morn", "morning", "even", "evening", "night", "afternoon", "noon", "midnight",
        "befor", "before", "after", "at", "by", "in", "on", "the", "a", "an", "my", "for", "of", "to", "with", "and", "or", "from", "per",
        "each", "every", "everi", "daily", "daili", "weekli", "early", "late", "least", "most", "once", "onc", "twic", "through", "h", "l", "m", "g", "kg", "ml",
        "today", "tonight", "tomorrow", "yesterday", "last", "next", "one", "two", "three", "four", "five", "six", "ten", "it", "that", "this", "is", "i",
        "mondai", "tuesdai", "wednesdai", "thursdai", "fridai", "saturdai", "sundai", "weekend", "workdai", "weekdai", "long", "short", "quick", "little", "littl",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>
    /// What follows a word that then means something else: "running late" is no run, "water the plants" no drink. An
    /// article between them is passed over.
    /// </summary>
    private static readonly FrozenDictionary<string, FrozenSet<string>> s_followers = Table(
        ("run", "late out into away low errands errand meetings meeting dry over down across shop store business company test tests bath script program programme server project team household workshop office nose joke gag risk risks temperature fever numbers water scared wild around"),
        ("walk", "me us you away out on-by through eggshells"),
        ("read", "this that room mind minds lips between lines email emails message messages instructions label glasses manual terms contract body"),
        ("water", "plants plant garden flowers flower lawn bill bills down damage heater pressure proof park cooler leak under"),
        ("sleep", "on"),
        ("write", "off code email emails back down"),
        ("studi", "shows show says found finds suggests"),
        ("stretch", "truth budget imagination goal goals"),
        ("cook", "books"),
        ("journal", "article articles paper papers"),
        ("book", "flight table hotel ticket tickets appointment room"),
        ("yoga", "pants mat mats"),
        ("plai", "with role down"),
        ("practic", "what"),
        ("floss", "dance"));

    /// <summary>What stands before a word that then means something else: "a home run", "in hot water".</summary>
    private static readonly FrozenDictionary<string, FrozenSet<string>> s_leaders = Table(
        ("run", "home nose dry test trial bull long short"),
        ("water", "hot above under deep tap bath running"),
        ("walk", "cake space"),
        ("stretch", "home"),
        ("bed", "before after flower river"),
        ("read", "well widely"),
        ("sugar", "blood"));

    private readonly IReadOnlyList<Word> _words;
    private readonly Dictionary<string, List<int>> _stems = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _joined = new(StringComparer.Ordinal);

    private HabitNames(IReadOnlyList<Word> words)
    {
        _words = words;
        for (var i = 0; i < words.Count; i++)
        {
            if (words[i].Kind == WordKind.Mark)
            {
                continue;
            }

            var stem = Stem(words[i]);
            if (!IsIdiom(stem, i))
            {
                var places = _stems.TryGetValue(stem, out var known) ? known : _stems[stem] = [];
                if (places.Count < 20)
                {
                    places.Add(i);
                }
            }

            var next = i + 1 < words.Count && words[i + 1].IsMark('-') ? i + 2 : i + 1;
            if (next < words.Count && words[i].Kind == WordKind.Letters && words[next].Kind == WordKind.Letters && words[i].Text.Length + words[next].Text.Length <= 40)
            {
                _joined.TryAdd(EnglishStem.Of(EnglishStem.Of(words[i].Text) + words[next].Text), i);
            }
        }
    }

    /// <summary>The habits that the words name, in the order of the words. Several when the words fit several alike.</summary>
    public static IReadOnlyList<HabitMention> Find(IReadOnlyList<Word> words, IReadOnlyList<HabitReference> habits)
    {
        ArgumentNullException.ThrowIfNull(words);
        ArgumentNullException.ThrowIfNull(habits);
        if (words.Count == 0 || habits.Count == 0)
        {
            return [];
        }

        var text = new HabitNames(words);
        var found = new List<Candidate>();
        foreach (var habit in habits)
        {
            if (text.Match(habit) is { } candidate)
            {
                found.Add(candidate);
            }
        }

        return [.. found
            .Where(candidate => !found.Exists(other => candidate.YieldsTo(other)))
            .OrderBy(candidate => candidate.Mention.First)
            .ThenBy(candidate => candidate.Mention.Habit.Name, StringComparer.Ordinal)
            .Select(candidate => candidate.Mention)];
    }

    private Candidate? Match(HabitReference habit)
    {
        var name = EnglishWords.Read(habit.Name).Where(word => word.Kind != WordKind.Mark).Take(30).ToList();
        if (name.Count == 0)
        {
            return null;
        }

        if (WholeName(name) is var (start, end))
        {
            return new Candidate(new HabitMention(habit, start, end), Level: 3, [.. name.Select(Stem)]);
        }

        var telling = name.Where(word => word.Kind == WordKind.Letters && !s_light.Contains(Stem(word))).ToList();
        if (telling.Count == 0)
        {
            telling = [.. name.Where(word => word.Kind == WordKind.Letters && word.Text.Length > 2)];
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        int? first = null;
        var last = 0;
        foreach (var word in telling)
        {
            if (Place(word) is { } place)
            {
                seen.Add(Stem(word));
                first = first is { } known ? Math.Min(known, place) : place;
                last = Math.Max(last, place);
            }
        }

        if (first is null && name.Count == 2 && _stems.TryGetValue(EnglishStem.Of(EnglishStem.Of(name[0].Text) + name[1].Text), out var joined))
        {
            seen.UnionWith(name.Select(Stem));
            first = last = joined[0];
        }

        if (first is null)
        {
            return null;
        }

        var all = true;
        foreach (var word in name.Where(word => !telling.Contains(word)))
        {
            var isThere = _stems.ContainsKey(Stem(word));
            _ = isThere && seen.Add(Stem(word));
            all &= isThere || word.Kind == WordKind.Number || IsFiller(word);
        }

        return new Candidate(new HabitMention(habit, first.Value, last), all && telling.TrueForAll(word => seen.Contains(Stem(word))) ? 2 : 1, seen);
    }

    private (int Start, int End)? WholeName(List<Word> name)
    {
        if (!_stems.TryGetValue(Stem(name[0]), out var starts))
        {
            return null;
        }

        foreach (var start in starts)
        {
            var at = start;
            var matched = 0;
            while (at < _words.Count && matched < name.Count)
            {
                if (_words[at].Kind != WordKind.Mark)
                {
                    if (Stem(_words[at]) != Stem(name[matched]))
                    {
                        break;
                    }

                    matched++;
                }

                at++;
            }

            if (matched == name.Count)
            {
                return (start, at - 1);
            }
        }

        return null;
    }

    private int? Place(Word word)
    {
        if (_stems.TryGetValue(Stem(word), out var places))
        {
            return places[0];
        }

        if (_joined.TryGetValue(Stem(word), out var joined))
        {
            return joined;
        }

        if (word.Text.Length < 6 || word.Text.Length > 30)
        {
            return null;
        }

        for (var i = 0; i < Math.Min(_words.Count, WordsReadForTypingErrors); i++)
        {
            if (_words[i].Kind == WordKind.Letters && IsTypingErrorOf(_words[i].Text, word.Text))
            {
                return i;
            }
        }

        return null;
    }

    private static bool IsTypingErrorOf(string text, string name)
    {
        var allowed = name.Length >= 8 ? 2 : 1;
        return Math.Abs(text.Length - name.Length) <= allowed
            && text.Length >= 5
            && text.AsSpan(0, 2 * allowed).SequenceEqual(name.AsSpan(0, 2 * allowed))
            && EditDistance.Between(text, name) <= allowed;
    }

    private bool IsIdiom(string stem, int at)
    {
        var next = at + 1 < _words.Count && _words[at + 1].Text is "a" or "an" or "the" or "my" or "our" or "your" or "some" ? at + 2 : at + 1;
        return (s_followers.TryGetValue(stem, out var followers) && next < _words.Count && followers.Contains(_words[next].Text))
            || (s_leaders.TryGetValue(stem, out var leaders) && at > 0 && leaders.Contains(_words[at - 1].Text) && !(_words[at - 1].Text is "long" or "short" && !IsInThe(at - 1)));
    }

    /// <summary>"In the long run" is an idiom, "my long run" is not.</summary>
    private bool IsInThe(int at) => at > 1 && _words[at - 1].Is("the") && _words[at - 2].Is("in");

    private static FrozenDictionary<string, FrozenSet<string>> Table(params (string Stem, string Words)[] rows) =>
        rows.ToFrozenDictionary(row => row.Stem, row => row.Words.Split(' ').ToFrozenSet(StringComparer.Ordinal), StringComparer.Ordinal);

    private static bool IsFiller(Word word) =>
        word.Text is "the" or "a" or "an" or "my" or "for" or "of" or "to" or "at" or "in" or "on" or "with" or "and"
        || word.Text.Length <= 3
        || word.Text is "minutes" or "pages" or "hours" or "glasses" or "steps" or "litres" or "liters" or "times" or "miles" or "kilometres" or "kilometers" or "minute" or "hour" or "reps" or "least";

    private static string Stem(Word word) => word.Kind == WordKind.Letters ? EnglishStem.Of(word.Text) : word.Text;

    private sealed record Candidate(HabitMention Mention, int Level, HashSet<string> Seen)
    {
        /// <summary>"My evening run" is "Evening run" and not also "Run 5 km".</summary>
        public bool YieldsTo(Candidate other) =>
            other != this
            && Seen.IsSubsetOf(other.Seen)
            && (Seen.Count < other.Seen.Count || Level < other.Level)
            && (Level < 3 || (Mention.First >= other.Mention.First && Mention.Last <= other.Mention.Last));
    }
}
