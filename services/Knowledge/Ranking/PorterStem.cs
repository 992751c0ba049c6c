namespace AspireCoach.Knowledge.Ranking;

/// <summary>
/// The stem of an English word after M. F. Porter, "An algorithm for suffix stripping" (Program 14/3, 1980). It works in place: no string is made.
/// </summary>
internal ref struct PorterStem
{
    private readonly Span<char> _word;
    private int _end;

    private PorterStem(Span<char> word)
    {
        _word = word;
        _end = word.Length;
    }

    /// <param name="word">Lower-case letters; overwritten.</param>
    /// <returns>How many of its characters are the stem.</returns>
    public static int Of(Span<char> word)
    {
        if (word.Length <= 2)
        {
            return word.Length;
        }

        var stem = new PorterStem(word);
        stem.Plural();
        stem.PastAndProgressive();
        stem.FinalY();
        stem.Step2();
        stem.Step3();
        stem.Step4();
        stem.FinalE();
        return stem._end;
    }

    private readonly bool IsConsonant(int at) => _word[at] switch
    {
        'a' or 'e' or 'i' or 'o' or 'u' => false,
        'y' => at == 0 || !IsConsonant(at - 1),
        _ => true,
    };

    /// <summary>How many vowel-consonant sequences the word has before <paramref name="end"/>: Porter's m.</summary>
    private readonly int Measure(int end)
    {
        var count = 0;
        var vowel = false;
        for (var at = 0; at < end; at++)
        {
            var consonant = IsConsonant(at);
            count += consonant && vowel ? 1 : 0;
            vowel = !consonant;
        }

        return count;
    }

    private readonly bool HasVowel(int end)
    {
        for (var at = 0; at < end; at++)
        {
            if (!IsConsonant(at))
            {
                return true;
            }
        }

        return false;
    }

    private readonly bool Ends(string suffix) => _word[.._end].EndsWith(suffix, StringComparison.Ordinal);

    private readonly bool EndsDouble() => _end >= 2 && _word[_end - 1] == _word[_end - 2] && IsConsonant(_end - 1);

    /// <summary>Consonant, vowel, consonant other than w, x, y: hop, fil(e).</summary>
    private readonly bool EndsShort(int end) =>
        end >= 3 && IsConsonant(end - 1) && !IsConsonant(end - 2) && IsConsonant(end - 3) && _word[end - 1] is not ('w' or 'x' or 'y');

    private bool Replace(string suffix, string by, int measure)
    {
        if (!Ends(suffix))
        {
            return false;
        }

        var root = _end - suffix.Length;
        if (Measure(root) > measure)
        {
            by.CopyTo(_word[root..]);
            _end = root + by.Length;
        }

        return true;
    }

    private void Plural()
    {
        if (Ends("sses") || Ends("ies"))
        {
            _end -= 2;
        }
        else if (!Ends("ss") && Ends("s"))
        {
            _end--;
        }
    }

    private void PastAndProgressive()
    {
        if (Ends("eed"))
        {
            _end -= Measure(_end - 3) > 0 ? 1 : 0;
            return;
        }

        var suffix = Ends("ed") ? 2 : Ends("ing") ? 3 : 0;
        if (suffix == 0 || !HasVowel(_end - suffix))
        {
            return;
        }

        _end -= suffix;
        if (Ends("at") || Ends("bl") || Ends("iz") || (Measure(_end) == 1 && EndsShort(_end)))
        {
            _word[_end++] = 'e';
        }
        else if (EndsDouble() && _word[_end - 1] is not ('l' or 's' or 'z'))
        {
            _end--;
        }
    }

    private readonly void FinalY()
    {
        if (Ends("y") && HasVowel(_end - 1))
        {
            _word[_end - 1] = 'i';
        }
    }

    private void Step2()
    {
        foreach (var (suffix, by) in s_step2)
        {
            if (Replace(suffix, by, 0))
            {
                return;
            }
        }
    }

    private void Step3()
    {
        foreach (var (suffix, by) in s_step3)
        {
            if (Replace(suffix, by, 0))
            {
                return;
            }
        }
    }

    private void Step4()
    {
        foreach (var suffix in s_step4)
        {
            if (Ends(suffix))
            {
                var root = _end - suffix.Length;
                if (Measure(root) > 1 && (suffix != "ion" || (root > 0 && _word[root - 1] is 's' or 't')))
                {
                    _end = root;
                }

                return;
            }
        }
    }

    private void FinalE()
    {
        if (Ends("e") && (Measure(_end - 1) > 1 || (Measure(_end - 1) == 1 && !EndsShort(_end - 1))))
        {
            _end--;
        }

        if (Ends("ll") && Measure(_end) > 1)
        {
            _end--;
        }
    }

    private static readonly (string Suffix, string By)[] s_step2 =
    [
        ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("abli", "able"), ("alli", "al"), ("entli", "ent"),
        ("eli", "e"), ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"), ("ator", "ate"), ("alism", "al"), ("iveness", "ive"), ("fulness", "ful"),
        ("ousness", "ous"), ("aliti", "al"), ("iviti", "ive"), ("biliti", "ble"),
    ];

    private static readonly (string Suffix, string By)[] s_step3 =
        [("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", "")];

    private static readonly string[] s_step4 =
    [
        "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou", "ism", "ate", "iti", "ous", "ive", "ize",
    ];
}
