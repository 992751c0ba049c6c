using System.Buffers;
using System.Collections.Frozen;

namespace AspireCoach.Models.Language;

/// <summary>
/// The stem that the forms of an English word share: runs, running and ran have one. Lighter than Porter's: it serves
/// to recognise the names people give to habits, where a false match costs more than a missed one.
/// </summary>
public static class EnglishStem
{
    private static readonly SearchValues<char> s_vowels = SearchValues.Create("aeiouy");

    private static readonly FrozenDictionary<string, string> s_irregular = Forms(
        "run ran", "swim swam swum", "sleep slept", "write wrote written", "eat ate eaten", "drink drank drunk",
        "go went gone goes", "do did done does", "take took taken", "ride rode ridden rides riding", "sing sang sung", "draw drew drawn",
        "speak spoke spoken", "wake woke woken", "get got gotten", "think thought", "teach taught", "make made making",
        "buy bought", "bring brought", "keep kept", "feel felt", "lose lost", "drive drove driven", "break broke broken",
        "rise rose risen", "begin began begun", "spend spent", "tidy tidied", "ski skied skiing", "practice practise practiced practised practicing practising",
        "be am is are was were been being", "have has had having", "meditation meditate meditated meditating meditates meditations",
        "breathe breath breaths breathed", "workout workouts", "gratitude grateful", "child children", "tooth teeth", "foot feet",
        "early earlier", "study studies studied studying", "journal journaling journaled journalling journalled journals",
        "exercise exercised exercising exercises", "weigh weight weighed", "hydrate hydration hydrated", "jog jogged jogging jogs");

    /// <param name="word">A lower-case word without a possessive ’s.</param>
    public static string Of(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        if (s_irregular.TryGetValue(word, out var known))
        {
            return known;
        }

        if (word.Length is <= 3 or > 40)
        {
            return word;
        }

        var stem = word;
        if (stem.EndsWith("ies", StringComparison.Ordinal) || stem.EndsWith("ied", StringComparison.Ordinal))
        {
            return stem[..^3] + "i";
        }

        if (EndsWithAny(stem, "sses", "shes", "ches", "xes", "zes"))
        {
            stem = stem[..^2];
        }
        else if (stem[^1] == 's' && stem[^2] is not ('s' or 'u' or 'i'))
        {
            stem = stem[..^1];
        }

        if (stem.EndsWith("ing", StringComparison.Ordinal) && HasVowel(stem, 3))
        {
            stem = Undouble(stem[..^3]);
        }
        else if (stem.EndsWith("ed", StringComparison.Ordinal) && HasVowel(stem, 2))
        {
            stem = Undouble(stem[..^2]);
        }

        if (stem.Length > 3 && stem[^1] == 'e')
        {
            stem = stem[..^1];
        }

        if (stem.Length > 2 && stem[^1] == 'y')
        {
            stem = stem[..^1] + "i";
        }

        return s_irregular.TryGetValue(stem, out known) ? known : stem;
    }

    private static bool EndsWithAny(string word, params ReadOnlySpan<string> endings)
    {
        foreach (var ending in endings)
        {
            if (word.EndsWith(ending, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What is left must be a word: "sing" and "bed" are no forms.</summary>
    private static bool HasVowel(string word, int ending) =>
        word.Length - ending >= 2 && word.AsSpan(0, word.Length - ending).ContainsAny(s_vowels);

    private static string Undouble(string stem) =>
        stem.Length > 2 && stem[^1] == stem[^2] && stem[^1] is not ('l' or 's' or 'z' or 'e' or 'o') ? stem[..^1] : stem;

    private static FrozenDictionary<string, string> Forms(params string[] groups) =>
        groups.Select(group => group.Split(' '))
            .SelectMany(group => group.Select(form => (form, group[0])))
            .DistinctBy(pair => pair.form)
            .ToFrozenDictionary(pair => pair.form, pair => pair.Item2, StringComparer.Ordinal);
}
