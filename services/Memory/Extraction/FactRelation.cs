using System.Collections.Frozen;
using AspireCoach.Memory.Extraction.Reading;
using AspireCoach.Memory.Extraction.Rules;
using AspireCoach.Models.Language;

namespace AspireCoach.Memory.Extraction;

/// <summary>How a fact bears on an earlier one.</summary>
internal enum Relation
{
    None,
    Same,
    Replaces,
}

/// <summary>
/// Compares two facts by what they say. A few things one has but one of, such as a home, an age or a weight: another
/// value replaces the one before. Of the rest, facts about the same thing replace each other where they say different.
/// </summary>
internal sealed class FactRelation
{
    /// <summary>Words by which two facts are not told apart.</summary>
    private static readonly FrozenSet<string> s_light = new[]
    {
        "the", "a", "an", "to", "of", "on", "in", "at", "by", "for", "from", "since", "with", "as", "and", "or", "has", "have", "is", "are", "was", "were", "be", "been", "being", "their", "them", "they", "user", "it", "that", "this", "s",
        "wants", "want", "goal", "would", "like", "likes", "love", "loves", "enjoys", "enjoy", "hates", "hate", "dislikes", "dislike", "prefers", "prefer", "adores", "cannot", "stand", "not", "no", "does", "do", "longer", "never", "always", "usually", "normally", "typically", "now", "moved", "lives", "live",
        "works", "work", "named", "name", "called", "really", "severely", "severe", "mildly", "strict", "diet", "takes", "take", "stopped", "gave", "up", "quit", "weighs", "weigh", "years", "year", "old", "about", "around", "trying", "aims", "plans", "plan", "hopes", "hope", "any", "more", "anymore", "again", "current", "currently", "new",
        "home", "based", "resides", "living", "working", "job", "person", "his", "her", "every", "each", "day", "week", "per", "favorite", "favourite", "training", "run_", "reach", "allergic", "allergy", "allergies", "healed", "follows", "can", "only", "will", "going", "she", "he", "also", "still", "very", "instead",
    }.Select(EnglishStem.Of).ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> s_diets = Set("vegetarian vegan pescatarian flexitarian omnivore carnivore keto paleo omnivorous ketogenic mediterranean atkins dash whole30");

    private static readonly FrozenSet<string> s_marital = Set("married single divorced engaged widowed separated girlfriend boyfriend wife husband fiance fiancee partner relationship dating");

    private static readonly FrozenSet<string> s_dislikes = Set("hates hate dislikes dislike detests loathes despises cannot not no never");

    private static readonly FrozenSet<string> s_denies = Set("not no longer never stopped quit gave dropped without healed isn't doesn't");

    private static readonly FrozenSet<string> s_counts = Set("time times minutes minute hours hour days day week km k miles mile kg pounds lbs glasses cups steps x cm euros dollars monday tuesday wednesday thursday friday saturday sunday morning evening night nights mornings evenings weekend weekends twice once thrice am pm");

    /// <summary>Tell nothing apart where something else does: "run a marathon", "do a marathon".</summary>
    private static readonly FrozenSet<string> s_verbs = Set("do run go be try start get finish complete");

    private static readonly FrozenSet<string> s_changes = Set("now instead anymore again longer changed switched moved new any");

    private readonly string _category;
    private readonly string? _insteadOf;
    private readonly string _text;
    private readonly string[] _words;
    private readonly HashSet<string> _stems;
    private readonly HashSet<string> _numbers;

    private FactRelation(string text, string category)
    {
        _category = category;
        _text = string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');
        var instead = text.IndexOf("instead of", StringComparison.OrdinalIgnoreCase);
        (_insteadOf, text) = instead > 0 ? (text[(instead + 10)..], text[..instead]) : (null, text);
        text = text.Replace("half marathon", "halfmarathon", StringComparison.OrdinalIgnoreCase).Replace("half-marathon", "halfmarathon", StringComparison.OrdinalIgnoreCase);
        var words = EnglishWords.Read(text);
        _words = [.. words.Where(word => word.Kind != WordKind.Mark).SelectMany((word, at) => Spelling.Of(word, ""))];
        _numbers = words.Where(word => word.Kind == WordKind.Number).Select(word => word.Text).ToHashSet(StringComparer.Ordinal);
        _stems = _words.Where(word => !char.IsAsciiDigit(word[0])).Select(EnglishStem.Of).Where(stem => !s_light.Contains(stem)).ToHashSet(StringComparer.Ordinal);
        if (_stems.Any(stem => !s_verbs.Contains(stem) && !s_counts.Contains(stem) && !s_numbers.Contains(stem)))
        {
            _stems.ExceptWith(s_verbs);
        }
    }

    private bool IsDenied => Array.Exists(_words, s_denies.Contains);

    /// <param name="text">The fact.</param>
    /// <param name="category">Its category.</param>
    /// <param name="said">The words that state it.</param>
    /// <param name="earlier">The earlier one.</param>
    /// <param name="earlierCategory">Its category.</param>
    public static Relation Between(string text, string category, string said, string earlier, string earlierCategory)
    {
        var now = new FactRelation(text, category);
        var before = new FactRelation(earlier, earlierCategory);
        if (string.Equals(now._text, before._text, StringComparison.OrdinalIgnoreCase))
        {
            return Relation.Same;
        }

        if (now.Ends(before) || (now._insteadOf is { } left && before._stems.Count > 0 && before._stems.IsSubsetOf(new FactRelation(left, earlierCategory)._stems)))
        {
            return Relation.Replaces;
        }

        if (now.Slot() is { } slot && slot == before.Slot())
        {
            return now.SameValue(before) ? Relation.Same : now.CanReplace(before, slot) ? Relation.Replaces : Relation.None;
        }

        if (category != earlierCategory && !AreKin(category, earlierCategory))
        {
            return Relation.None;
        }

        return now.Denies(before) ? Relation.Replaces : now.Repeats(before) ? Relation.Same : now.Changes(before, said) ? Relation.Replaces : Relation.None;
    }

    /// <summary>What is one by its nature.</summary>
    private string? Slot()
    {
        if (_category is FactCategory.Relationship)
        {
            return (Array.Exists(_words, s_marital.Contains) || Has("broke") || Has("split")) && !Has("ex") ? "partner" : null;
        }

        if (_category is FactCategory.Diet && (Array.Exists(_words, s_diets.Contains) || Has("again")))
        {
            return "diet";
        }

        var first = _words.Length > 0 ? _words[0] : "";
        var second = _words.Length > 1 ? _words[1] : "";
        if (_category is FactCategory.Identity or FactCategory.Health)
        {
            return first is "lives" or "moved" or "resides" or "living" || (first is "based" or "home") ? Has("with") ? null : "home"
                : first is "weighs" || _words.Contains("weight") || (_words.Any(word => word is "kg" or "lbs" or "pounds") && !Has("lost") && !Has("gained")) ? "weight"
                : Has("old") && Has("years") || first is "aged" or "age" or "turned" ? "age"
                : first is "name" ? "name"
                : Has("tall") || first is "height" ? "height"
                : first is "works" or "job" || (first is "is" && second is "a" or "an" && Lexicon.Professions.In(_text.ToLowerInvariant())) || (_category is FactCategory.Identity && (Lexicon.Professions.In(_text.ToLowerInvariant()) || Has("job"))) ? "job"
                : Has("heart") && Has("rate") ? "pulse"
                : null;
        }

        if (_category is FactCategory.Preference)
        {
            return first is "favorite" && second.Length > 0 ? "favorite " + second
                : (first is "prefers" or "prefer" || Has("person") || Has("owl")) && (Has("morning") || Has("mornings") || Has("evening") || Has("evenings") || Has("night") || Has("afternoon") || Has("early")) ? "daytime"
                : null;
        }

        if (_category is FactCategory.Routine or FactCategory.Constraint)
        {
            return (Has("wakes") || Has("wake") || (Has("gets") && Has("up")) || (Has("get") && Has("up")) || Has("alarm")) ? "wake"
                : Has("bed") || Has("bedtime") ? "bed"
                : Has("budget") ? "budget"
                : first is "sleeps" ? "sleep"
                : Has("shifts") || Has("shift") ? "shift"
                : null;
        }

        return null;
    }

    private bool Has(string word) => Array.IndexOf(_words, word) >= 0;

    private bool SameValue(FactRelation other) => IsDenied == other.IsDenied && _numbers.SetEquals(other._numbers) && (_stems.IsSubsetOf(other._stems) || other._stems.IsSubsetOf(_stems));

    private bool CanReplace(FactRelation other, string slot) => slot switch
    {
        // "Has a wife" and "married to Tom" are one state; a name more is no change.
        "partner" => Has("divorced") || Has("single") || Has("broke") || Has("split") || Has("separated") || Has("widowed") || Has("left") || (Has("married") && (other.Has("engaged") || other.Has("single") || other.Has("girlfriend") || other.Has("boyfriend"))) || (Has("engaged") && (other.Has("single") || other.Has("dating") || other.Has("girlfriend") || other.Has("boyfriend"))) || other.Has("single"),
        "age" or "height" => _numbers.Count > 0,
        _ => true,
    };

    /// <summary>"Not allergic to nuts" and "Allergic to nuts"; "Loves running" and "Hates running".</summary>
    private bool Denies(FactRelation other)
    {
        if (_stems.Count == 0 || other._stems.Count == 0 || !(_stems.IsSubsetOf(other._stems) || other._stems.IsSubsetOf(_stems)))
        {
            return false;
        }

        return _category == FactCategory.Preference && other._category == FactCategory.Preference
            ? Array.Exists(_words, s_dislikes.Contains) != Array.Exists(other._words, s_dislikes.Contains)
            : IsDenied != other.IsDenied;
    }

    private bool Repeats(FactRelation other)
    {
        if (_stems.Count == 0 || other._stems.Count == 0)
        {
            return _stems.Count == other._stems.Count && _numbers.SetEquals(other._numbers) && _numbers.Count > 0;
        }

        return (_numbers.IsSubsetOf(other._numbers) || (other._numbers.Count == 0 && _category is not (FactCategory.Routine or FactCategory.Goal)))
            && (_stems.IsSubsetOf(other._stems) || (other._stems.IsSubsetOf(_stems) && other._stems.Count * 3 >= _stems.Count * 2 && _category != FactCategory.Relationship));
    }

    /// <summary>The same thing with another number, day or time.</summary>
    private bool Changes(FactRelation other, string said)
    {
        if (_category is not (FactCategory.Goal or FactCategory.Routine or FactCategory.Constraint or FactCategory.Event or FactCategory.Health or FactCategory.Diet))
        {
            return false;
        }

        var now = Topic();
        var before = other.Topic();
        if (now.Count == 0 && before.Count == 0 && _category == FactCategory.Constraint && _numbers.Count > 0 && other._numbers.Count > 0 && !_numbers.SetEquals(other._numbers))
        {
            return _words.Where(word => s_counts.Contains(word)).ToHashSet().SetEquals(other._words.Where(word => s_counts.Contains(word))); // "Can only train 45 minutes a day", no longer 20
        }

        if (now.Count == 0 || before.Count == 0 || !(now.IsSubsetOf(before) || before.IsSubsetOf(now)))
        {
            return false;
        }

        return !_numbers.SetEquals(other._numbers) || Days() != other.Days() ? HasChangeWord(said) || !IsDaysOnly(other) : !Measure().SetEquals(other.Measure());
    }

    /// <summary>The end of a job, of a life or of a stay ends what was known of it.</summary>
    private bool Ends(FactRelation other) =>
        (_category == FactCategory.Event && other.Slot() is "job" && (Has("quit") || Has("lost") || Has("left") || Has("fired") || Has("resigned") || Has("retired") || Has("laid")) && (Has("job") || Has("retired") || Has("resigned") || Has("fired") || Has("laid")))
        || (_category == FactCategory.Event && other._category == FactCategory.Relationship && (Has("died") || Has("passed")) && _words.Any(word => Lexicon.Kin.Contains(word) && other.Has(word)));

    private string Days() => string.Join(' ', _words.Where(IsWeekday).Order(StringComparer.Ordinal));

    private static bool IsWeekday(string word) => word.EndsWith("day", StringComparison.Ordinal) && word.Length > 5 || word.EndsWith("days", StringComparison.Ordinal) && word.Length > 6;

    /// <summary>Running on Thursday is no other run than on Tuesday, unless something says so.</summary>
    private bool IsDaysOnly(FactRelation other) => _numbers.SetEquals(other._numbers) && _category == FactCategory.Routine;

    private static bool HasChangeWord(string said) => EnglishWords.Read(said).Any(word => s_changes.Contains(word.Text));

    private HashSet<string> Topic() => _stems.Where(stem => !s_counts.Contains(stem) && !s_numbers.Contains(stem)).ToHashSet(StringComparer.Ordinal);

    private HashSet<string> Measure() => _words.Where(word => s_counts.Contains(word) || s_numbers.Contains(word)).ToHashSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> s_numbers = Set("one two three four five six seven eight nine ten eleven twelve twenty thirty half");

    private static bool AreKin(string one, string other) =>
        (one, other) is (FactCategory.Routine, FactCategory.Constraint) or (FactCategory.Constraint, FactCategory.Routine) or (FactCategory.Goal, FactCategory.Event) or (FactCategory.Event, FactCategory.Goal)
            or (FactCategory.Health, FactCategory.Diet) or (FactCategory.Routine, FactCategory.Health) or (FactCategory.Diet, FactCategory.Health) or (FactCategory.Routine, FactCategory.Diet) or (FactCategory.Diet, FactCategory.Routine);

    private static FrozenSet<string> Set(string words) => words.Split(' ').SelectMany(word => new[] { word, EnglishStem.Of(word) }).ToFrozenSet(StringComparer.Ordinal);
}
