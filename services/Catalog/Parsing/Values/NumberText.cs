using System.Globalization;

namespace AspireCoach.Catalog.Parsing.Values;

/// <summary>A number in a text.</summary>
/// <param name="Value">As the page's language, or else English, writes numbers.</param>
/// <param name="Other">What it is to another reader: <c>1.234</c> is 1,234 in German. Null where there is no doubt.</param>
internal readonly record struct FoundNumber(int Start, int Length, decimal Value, decimal? Other)
{
    public int End => Start + Length;
}

/// <summary>
/// Numbers as people write them: 1,234.5 and 1.234,5 and 1 234,5, with thin spaces, with apostrophes, grouped as in India.
/// One separator before three digits is in doubt: the page's language decides; where it has none, a comma groups and a point
/// is decimal; a field's range settles what is left.
/// </summary>
internal static class NumberText
{
    private const int MostDigits = 40;

    /// <summary>The numbers of a text, in order. Digits that are part of a word (X15) are none.</summary>
    /// <param name="isMoney">Letters and blanks may be at it (EUR1299, SEK 12 499), and three digits behind a separator are never cents.</param>
    public static IEnumerable<FoundNumber> All(string text, NumberStyle style, bool isMoney = false)
    {
        var at = 0;
        while (at < text.Length)
        {
            if (!char.IsAsciiDigit(text[at]) || (at > 0 && !isMoney && (char.IsLetter(text[at - 1]) || text[at - 1] == '_')))
            {
                at += char.IsAsciiDigit(text[at]) ? Digits(text, at) : 1;
                continue;
            }

            var end = End(text, at, isMoney);
            var start = at > 0 && text[at - 1] == '.' && (at == 1 || !char.IsLetterOrDigit(text[at - 2])) ? at - 1 : at;
            if (Read(text.AsSpan(start, end - start), style, isMoney) is var (value, other))
            {
                var negative = IsNegative(text, start);
                yield return negative ? new(start - 1, end - start + 1, -value, -other) : new(start, end - start, value, other);
            }

            at = end;
        }
    }

    /// <summary>A text that is a number and nothing else.</summary>
    public static FoundNumber? Whole(string text, NumberStyle style)
    {
        var trimmed = text.Trim();
        if (decimal.TryParse(trimmed, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var plain)
            && (style.IsDecimalComma != true || trimmed.AsSpan().IndexOf('.') < 0 || Read(trimmed.AsSpan().TrimStart("+-"), style) is null or { Other: null }))
        {
            return Read(trimmed.AsSpan().TrimStart("+-"), style) is { Other: { } other } ? new(0, text.Length, plain, plain < 0 ? -other : other) : new(0, text.Length, plain, null);
        }

        foreach (var found in All(trimmed, style))
        {
            return found.Start == 0 && found.Length == trimmed.Length ? found : null;
        }

        return null;
    }

    /// <summary>A number written for machines: a point is decimal, whatever the page's language.</summary>
    public static FoundNumber? Machine(string text, NumberStyle style) =>
        decimal.TryParse(text.AsSpan().Trim(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var plain)
            ? new(0, text.Length, plain, null)
            : Whole(text, style);

    private static int Digits(string text, int at)
    {
        var count = 0;
        while (at + count < text.Length && char.IsAsciiDigit(text[at + count]))
        {
            count++;
        }

        return count;
    }

    private static int End(string text, int start, bool isMoney)
    {
        var end = start + Digits(text, start);
        var blanks = end - start <= 3;
        var separated = false;
        while (end + 1 < text.Length && end - start < MostDigits && char.IsAsciiDigit(text[end + 1]))
        {
            var digits = Digits(text, end + 1);
            switch (text[end])
            {
                case '.' or ',' or '\'' or '’':
                    separated |= text[end] is '.' or ',';
                    break;
                case VisibleText.Group when blanks && !separated && digits == 3:
                    break;
                // Blanks group only in a number that the text begins with: "iPhone 15 256 GB" has two.
                case ' ' when blanks && !separated && digits == 3 && (isMoney || !text.AsSpan(0, start).ContainsAnyInRange('A', '\uFFFF') && !text.AsSpan(0, start).ContainsAnyInRange('0', '9')):
                    break;
                default:
                    return end;
            }

            end += digits + 1;
        }

        return end;
    }

    /// <summary>A sign stands at the number, and before it a blank, a bracket, or nothing: 5-6 is a range.</summary>
    private static bool IsNegative(string text, int start) =>
        start > 0 && text[start - 1] is '-' or '\u2212' && (start == 1 || text[start - 2] is ' ' or '(');

    private static (decimal Value, decimal? Other)? Read(ReadOnlySpan<char> token, NumberStyle style, bool isMoney = false)
    {
        Span<char> kept = stackalloc char[MostDigits * 2];
        var length = 0;
        var (points, commas) = (0, 0);
        var blanks = false;
        foreach (var c in token)
        {
            if (length == kept.Length)
            {
                return null;
            }

            if (char.IsAsciiDigit(c) || c is '.' or ',')
            {
                kept[length++] = c;
                points += c == '.' ? 1 : 0;
                commas += c == ',' ? 1 : 0;
            }
            else
            {
                blanks = true;
            }
        }

        var text = kept[..length];
        if (points + commas == 0)
        {
            return Decimal(text, '\0');
        }

        if (points > 0 && commas > 0)
        {
            var last = text.LastIndexOf('.') > text.LastIndexOf(',') ? '.' : ',';
            var group = last == '.' ? ',' : '.';
            return (last == '.' ? points : commas) == 1 && IsGrouped(text[..text.LastIndexOf(last)], group) ? Decimal(text, last) : null;
        }

        var mark = points > 0 ? '.' : ',';
        if (points + commas > 1)
        {
            return !blanks && IsGrouped(text, mark) ? Decimal(text, '\0') : null;
        }

        var before = text.IndexOf(mark);
        var isInDoubt = text.Length - before == 4 && before is >= 1 and <= 3 && text[0] != '0' && !blanks;
        if (!isInDoubt)
        {
            return Decimal(text, mark);
        }

        if (isMoney)
        {
            return (Decimal(text, '\0')!.Value.Value, Decimal(text, mark)!.Value.Value);
        }

        var isDecimal = style.IsDecimalComma is { } comma ? comma == (mark == ',') : mark == '.';
        return (Decimal(text, isDecimal ? mark : '\0')!.Value.Value, Decimal(text, isDecimal ? '\0' : mark)!.Value.Value);
    }

    /// <summary>Groups of three, or in India of two before a last one of three.</summary>
    private static bool IsGrouped(ReadOnlySpan<char> text, char mark)
    {
        var first = text.IndexOf(mark);
        if (first is < 1 or > 3)
        {
            return false;
        }

        var rest = text[first..];
        while (!rest.IsEmpty)
        {
            var next = rest[1..].IndexOf(mark);
            var size = next < 0 ? rest.Length - 1 : next;
            if (size != 3 && !(size == 2 && next >= 0))
            {
                return false;
            }

            rest = next < 0 ? [] : rest[(next + 1)..];
        }

        return true;
    }

    private static (decimal Value, decimal? Other)? Decimal(ReadOnlySpan<char> text, char mark)
    {
        Span<char> plain = stackalloc char[MostDigits * 2];
        var length = 0;
        foreach (var c in text)
        {
            if (char.IsAsciiDigit(c))
            {
                plain[length++] = c;
            }
            else if (c == mark)
            {
                plain[length++] = '.';
            }
        }

        return decimal.TryParse(plain[..length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? (value, null) : null;
    }
}
