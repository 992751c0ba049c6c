using System.Text.RegularExpressions;

namespace AspireCoach.Catalog.Parsing.Selectors;

/// <summary><c>SELECTOR | regex:PATTERN</c>: the first group, or the whole match, in what a selector gave.</summary>
internal sealed class RegexSelector(Selector selector, Regex pattern) : Selector
{
    /// <summary>For a pattern that has to backtrack, the longest it may take on one text.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(100);

    private const int MostText = 100_000;

    /// <summary>Time is linear in the text where the pattern allows it; look-around and back-references have a deadline instead.</summary>
    /// <exception cref="ArgumentException">The pattern is none.</exception>
    public static Regex Compile(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, RegexOptions.CultureInvariant, Longest);
        }
    }

    public override bool IsPatient => selector.IsPatient;

    public override IEnumerable<Candidate> Find(PageContext page)
    {
        foreach (var candidate in selector.Find(page))
        {
            if (Match(candidate, page) is { Success: true } match)
            {
                var group = match.Groups.Count > 1 ? match.Groups[1] : match;
                var text = VisibleText.Clean(group.Value);
                yield return candidate with { Raw = text, Lines = text, Element = null };
            }
        }
    }

    private Match? Match(Candidate candidate, PageContext page)
    {
        var text = candidate.Raw.Length > MostText ? candidate.Raw[..MostText] : candidate.Raw;
        try
        {
            return pattern.Match(VisibleText.Shown(text));
        }
        catch (RegexMatchTimeoutException)
        {
            page.Warnings.Add($"The pattern '{pattern}' took too long and was left out.");
            return null;
        }
    }
}
