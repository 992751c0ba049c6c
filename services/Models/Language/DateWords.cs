using System.Collections.Frozen;
using NodaTime;

namespace AspireCoach.Models.Language;

/// <summary>The English words for days, months and numbers, and the words beside which a doubtful one is a date.</summary>
internal static class DateWords
{
    private static readonly FrozenDictionary<string, int> s_numbers = Ranks(
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
        "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
    ]);

    private static readonly FrozenDictionary<string, int> s_ordinals = Ranks(
    [
        "zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
        "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth",
    ]);

    private static readonly FrozenDictionary<string, IsoDayOfWeek> s_weekdays = Table(
        (IsoDayOfWeek.Monday, "monday mon"), (IsoDayOfWeek.Tuesday, "tuesday tue tues"), (IsoDayOfWeek.Wednesday, "wednesday wed weds"),
        (IsoDayOfWeek.Thursday, "thursday thu thur thurs"), (IsoDayOfWeek.Friday, "friday fri"), (IsoDayOfWeek.Saturday, "saturday sat"),
        (IsoDayOfWeek.Sunday, "sunday sun"));

    private static readonly FrozenDictionary<string, int> s_months = Table(
        (1, "january jan"), (2, "february feb"), (3, "march mar"), (4, "april apr"), (5, "may"), (6, "june jun"), (7, "july jul"), (8, "august aug"),
        (9, "september sept sep"), (10, "october oct"), (11, "november nov"), (12, "december dec"));

    private static readonly FrozenDictionary<string, DateUnit> s_units = Table(
        (DateUnit.Day, "day days night nights evening evenings"), (DateUnit.Week, "week weeks wk wks"), (DateUnit.Weekend, "weekend weekends wknd"),
        (DateUnit.Month, "month months mth mths"), (DateUnit.Year, "year years yr yrs"));

    /// <summary>Days of the year that have names; a bare "Christmas" is Christmas Day.</summary>
    private static readonly FrozenDictionary<string, (int Month, int Day)> s_feasts = new Dictionary<string, (int Month, int Day)>
    {
        ["new year"] = (1, 1), ["new years"] = (1, 1), ["new year day"] = (1, 1), ["new years day"] = (1, 1), ["new year eve"] = (12, 31), ["new years eve"] = (12, 31),
        ["christmas"] = (12, 25), ["christmas day"] = (12, 25), ["xmas"] = (12, 25), ["xmas day"] = (12, 25), ["christmas eve"] = (12, 24), ["xmas eve"] = (12, 24),
        ["boxing day"] = (12, 26), ["halloween"] = (10, 31), ["valentine day"] = (2, 14), ["valentines day"] = (2, 14), ["valentine"] = (2, 14),
        ["bonfire night"] = (11, 5), ["guy fawkes night"] = (11, 5), ["all saints day"] = (11, 1), ["canada day"] = (7, 1), ["anzac day"] = (4, 25), ["bastille day"] = (7, 14),
        ["may day"] = (5, 1), ["juneteenth"] = (6, 19), ["independence day"] = (7, 4), ["veterans day"] = (11, 11), ["armistice day"] = (11, 11), ["australia day"] = (1, 26),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> s_feastStarts = s_feasts.Keys.Select(feast => feast.Split(' ')[0]).ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> s_function = Set(
        "and to was were did do does i my me we because but how why what when where versus vs or until till through thru for with is are have had has went so too in on at if than as of please go compare compared look");

    private static readonly FrozenSet<string> s_datePrepositions = Set("in of since last next during until till by between from early late mid on before after through");

    private static readonly FrozenSet<string> s_starts = Set(
        "since between from on in during over within throughout at the today tonight todays yesterday yesterdays yday ystd ystdy yest ystrdy tomorrow tomorrows tmrw tmr tomo this last past previous prior following "
        + "start beginning end next coming upcoming that same a an couple few dozen thirty thirtieth");

    public static readonly FrozenSet<string> Leading = Set("on in during over within throughout at");

    public static readonly FrozenSet<string> DayParts = Set("morning evening night afternoon noon lunchtime arvo nite midday");

    /// <summary>True when the word cannot be what a month or a weekday qualifies.</summary>
    public static bool EndsPhrase(Word? next) => next is not { } word || word.Kind == WordKind.Mark || s_function.Contains(word.Text);

    public static bool IsPreposition(string? lead) => lead is not null && s_datePrepositions.Contains(lead);

    /// <summary>False for most words of a text, so that they cost one look-up.</summary>
    public static bool MayStartDate(Word word) =>
        word.Kind == WordKind.Number
        || (word.Kind == WordKind.Letters
            && (s_starts.Contains(word.Text) || s_weekdays.ContainsKey(word.Text) || s_months.ContainsKey(word.Text) || s_units.ContainsKey(word.Text)
                || s_numbers.ContainsKey(word.Text) || s_ordinals.ContainsKey(word.Text) || s_feastStarts.Contains(word.Text)));

    /// <summary>The named day of the year that starts there, by its longest name, and how many words say it.</summary>
    public static (int Month, int Day, int Count)? Feast(IReadOnlyList<Word> words, int at)
    {
        if (!s_feastStarts.Contains(words[at].Text) || (at > 0 && words[at - 1].Text is "chinese" or "lunar" or "islamic" or "jewish" or "tamil" or "thai" or "persian" or "a" or "financial" or "school" or "happy" or "merry"))
        {
            return null;
        }

        for (var count = Math.Min(3, words.Count - at); count > 0; count--)
        {
            if (s_feasts.TryGetValue(string.Join(' ', words.Skip(at).Take(count).Select(word => word.Text)), out var feast)
                && (count > 1 || !(at + 1 < words.Count && words[at + 1].Kind == WordKind.Letters) || EndsPhrase(words[at + 1])))
            {
                return (feast.Month, feast.Day, count);
            }
        }

        return null;
    }

    public static DateUnit? Unit(Word? word) => word is { } known && s_units.TryGetValue(known.Text, out var unit) ? unit : null;

    /// <summary>Long enough, and unlike other words enough, to be known with a letter wrong.</summary>
    private static readonly string[] s_correctable =
    [
        "yesterday", "tomorrow", "tonight", "weekend", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
        "january", "february", "september", "october", "november", "december",
    ];

    private static readonly FrozenSet<string> s_otherWords = Set("sundry sundae sundial weekends weekended tonights midday mondays sundays fridays");

    /// <summary>The word, or the date word that it is with a typing error: yesteday, tommorow, wensday.</summary>
    public static Word Corrected(Word word)
    {
        if (word.Kind != WordKind.Letters || word.Text.Length is < 5 or > 11 || MayStartDate(word) || word.Text[^1] is 's' || s_otherWords.Contains(word.Text))
        {
            return word;
        }

        foreach (var known in s_correctable)
        {
            var allowed = known.Length >= 8 ? 2 : 1;
            if (known[0] == word.Text[0] && Math.Abs(known.Length - word.Text.Length) <= allowed
                && EditDistance.Between(word.Text, known) <= allowed)
            {
                return word with { Text = known };
            }
        }

        return word;
    }

    /// <summary>"sun", "sat", "mon" and "wed" are words of their own: they need a preposition, and a phrase that ends there.</summary>
    public static IsoDayOfWeek? Weekday(Word? word, string? lead, Word? next)
    {
        if (word is not { } known || !s_weekdays.TryGetValue(known.Text, out var weekday))
        {
            return null;
        }

        var isDoubtful = known.Text is "sun" or "sat" or "mon" or "wed";
        return !isDoubtful || next is { Text: "-" } || lead is "-" || ((IsPreposition(lead) || lead is "this" or "and" or "to" || (known.Capital && !known.Opens)) && lead is not "in" && EndsPhrase(next))
            ? weekday
            : null;
    }

    /// <param name="word">The word that may be a month.</param>
    /// <param name="lead">The word before, "range" behind another month.</param>
    /// <param name="next">The word after.</param>
    /// <param name="besideNumber">True when a day or a year stands beside it.</param>
    public static int? Month(Word? word, string? lead, Word? next, bool besideNumber)
    {
        if (word is not { } known || !s_months.TryGetValue(known.Text, out var month))
        {
            return null;
        }

        var isLed = IsPreposition(lead) || lead is "range" or "did" or "was" or "has" or "about" or "compare" or "vs" or "versus" or "and";
        return known.Text switch
        {
            "may" or "march" when !known.Capital => (isLed || besideNumber) && EndsPhrase(next) ? month : null,
            "may" or "march" or "april" or "june" or "august" =>
                isLed || besideNumber || (!known.Opens && EndsPhrase(next)) || (known.Opens && next is { Text: "was" or "went" }) ? month : null,
            { Length: <= 4 } and not "july" => isLed || lead is "this" || besideNumber ? month : null,
            _ => month,
        };
    }

    /// <summary>A count in digits or words, up to thirty in words: 3, three, twenty-one, a couple of, a few, a.</summary>
    /// <returns>The value and how many words say it; null where there is none.</returns>
    public static (int Value, int Count)? Number(IReadOnlyList<Word> words, int at)
    {
        if (at >= words.Count)
        {
            return null;
        }

        var word = words[at];
        if (word.Kind == WordKind.Number)
        {
            return word is { Value: >= 0, Ordinal: false } ? (word.Value, 1) : null;
        }

        var start = word.Text is "a" && at + 1 < words.Count && words[at + 1].Text is "couple" or "few" or "dozen" ? 1 : 0;
        switch (words[at + start].Text)
        {
            case "couple":
                return at + start + 1 < words.Count && words[at + start + 1].Is("of") ? (2, start + 2) : (2, start + 1);
            case "few":
                return (3, start + 1);
            case "dozen":
                return (12, start + 1);
            case "thirty":
                return (30, 1);
            case "a" or "an":
                return (1, 1);
        }

        return Spelled(words, at, s_numbers);
    }

    /// <summary>A day of the month: 3, 3rd, third, thirty-first; plain number words are no days.</summary>
    public static (int Value, int Count)? DayOfMonth(IReadOnlyList<Word> words, int at)
    {
        if (at >= words.Count)
        {
            return null;
        }

        if (words[at].Kind == WordKind.Number)
        {
            return words[at].Value is >= 1 and <= 31 ? (words[at].Value, 1) : null;
        }

        if (words[at].Is("thirtieth"))
        {
            return (30, 1);
        }

        var tens = words[at].Text switch { "twenty" => 20, "thirty" => 30, _ => 0 };
        if (tens == 0)
        {
            var whole = s_ordinals.GetValueOrDefault(words[at].Text);
            return whole > 0 ? (whole, 1) : null;
        }

        var ones = at + 1 < words.Count && words[at + 1].IsMark('-') ? at + 2 : at + 1;
        var one = ones < words.Count ? Units(s_ordinals, words[ones].Text) : 0;
        return one > 0 && tens + one <= 31 ? (tens + one, ones - at + 1) : null;
    }

    private static (int Value, int Count)? Spelled(IReadOnlyList<Word> words, int at, FrozenDictionary<string, int> table)
    {
        var whole = table.GetValueOrDefault(words[at].Text);
        if (whole != 20)
        {
            return whole > 0 ? (whole, 1) : null;
        }

        var ones = at + 1 < words.Count && words[at + 1].IsMark('-') ? at + 2 : at + 1;
        var one = ones < words.Count ? Units(table, words[ones].Text) : 0;
        return one > 0 ? (20 + one, ones - at + 1) : (20, 1);
    }

    /// <summary>One to nine, behind twenty or thirty.</summary>
    private static int Units(FrozenDictionary<string, int> table, string word) => table.GetValueOrDefault(word) is var value and < 10 ? value : 0;

    private static FrozenDictionary<string, int> Ranks(string[] words) =>
        words.Select((word, rank) => KeyValuePair.Create(word, rank)).ToFrozenDictionary(StringComparer.Ordinal);

    private static FrozenDictionary<string, T> Table<T>(params (T Value, string Words)[] rows) =>
        rows.SelectMany(row => row.Words.Split(' ').Select(word => KeyValuePair.Create(word, row.Value))).ToFrozenDictionary(StringComparer.Ordinal);

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
