namespace AspireCoach.Models.Language;

/// <summary>
/// Finds the habits that a text names: by the whole name, by its telling words in any inflection ("ran", "my run" for
/// "Run 5 km"), or by those with a typing error. Linear in the text's length.
/// </summary>
public sealed class HabitNames
{
    private const int WordsReadForTypingErrors = 300;

    private readonly IReadOnlyList<Word> _words;
    private readonly Dictionary<string, List<int>> _stems = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _joined = new(StringComparer.Ordinal);
    private bool _otherWords;

    private HabitNames(IReadOnlyList<Word> words)
    {
        _words = words;
        var idiomEnd = 0;
        for (var i = 0; i < words.Count; i++)
        {
            idiomEnd = Math.Max(idiomEnd, i + IdiomAt(i));
            if (words[i].Kind == WordKind.Mark || i < idiomEnd)
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
        var found = habits.Select(text.Match).OfType<Candidate>().ToList();
        if (found.Count == 0)
        {
            text._otherWords = true;
            found = [.. habits.Select(text.Match).OfType<Candidate>()];
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

        var telling = Telling(name);

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

        if (first is null || (seen.Count == 1 && telling.Count > 2 && !IsMine(first.Value) && !name.Exists(word => word.Text is "and" or "or")))
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

        all &= telling.TrueForAll(word => seen.Contains(Stem(word)));
        while (last + 1 < _words.Count && _words[last + 1].Kind != WordKind.Mark && name.Exists(word => Stem(word) == Stem(_words[last + 1]) || HabitWords.Others(Stem(word)).Contains(Stem(_words[last + 1]), StringComparer.Ordinal)))
        {
            last++;
        }

        return new Candidate(new HabitMention(habit, first.Value, last) { IsPartial = !all || name.Exists(word => word.Text is "off" or "out" or "away" or "down" && !_stems.ContainsKey(Stem(word))) }, all ? 2 : 1, seen);
    }

    /// <summary>
    /// The words that tell a habit from others, before what they are done with, before or in: a nap for "Nap before night
    /// shift", the vegetables of "Vegetables with dinner". Where all are light, every word tells.
    /// </summary>
    private static List<Word> Telling(List<Word> name)
    {
        var isTelling = (Word word) => word is { Kind: WordKind.Letters, Text.Length: > 1 } && !HabitWords.Light.Contains(Stem(word));
        var main = name.TakeWhile((word, at) => at == 0 || !HabitWords.Complements.Contains(word.Text)).Where(isTelling).ToList();
        main = main.Count > 0 ? main : [.. name.Where(isTelling)];
        return main.Count > 0 ? main : [.. name.Where(word => word is { Kind: WordKind.Letters, Text.Length: > 2 })];
    }

    /// <summary>"My pills" are those that I am to take, "blood" alone is no pill.</summary>
    private bool IsMine(int at) => at > 0 && _words[at - 1].Text is "my" or "our";

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

        if (_otherWords && HabitWords.Others(Stem(word)).FirstOrDefault(_stems.ContainsKey) is { } other)
        {
            return _stems[other][0];
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
        if (text.Length >= 5 && name.StartsWith(text, StringComparison.Ordinal) && name.Length >= text.Length + 3)
        {
            return true; // "Physio" for physiotherapy.
        }

        var allowed = name.Length >= 8 ? 2 : 1;
        return Math.Abs(text.Length - name.Length) <= allowed
            && text.Length >= 5
            && text.AsSpan(0, 2 * allowed).SequenceEqual(name.AsSpan(0, 2 * allowed))
            && (EditDistance.Between(text, name) <= allowed || (name[^1] == 's' && EditDistance.Between(text, name[..^1]) <= allowed));
    }

    /// <summary>How many words the set phrase has that starts there; 0 where none does.</summary>
    private int IdiomAt(int at)
    {
        foreach (var phrase in HabitWords.Idioms)
        {
            var same = 0;
            while (same < phrase.Length && at + same < _words.Count && _words[at + same].Is(phrase[same]))
            {
                same++;
            }

            if (same == phrase.Length)
            {
                return same;
            }
        }

        return 0;
    }

    private bool IsIdiom(string stem, int at)
    {
        var next = at + 1 < _words.Count && _words[at + 1].Text is "a" or "an" or "the" or "my" or "our" or "your" or "some" ? at + 2 : at + 1;
        return (HabitWords.Followers.TryGetValue(stem, out var followers) && next < _words.Count && followers.Contains(_words[next].Text))
            || (HabitWords.Leaders.TryGetValue(stem, out var leaders) && at > 0 && leaders.Contains(_words[at - 1].Text));
    }

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
