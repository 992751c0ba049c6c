using System.Text;

namespace AspireCoach.Catalog.Fetching;

/// <summary>One Allow or Disallow of a robots.txt (RFC 9309 §2.2.2, §2.2.3): a pattern of a path's beginning, with <c>*</c> and a final <c>$</c>.</summary>
internal sealed class RobotsRule
{
    private readonly string[] _parts;
    private readonly bool _toTheEnd;

    public RobotsRule(string pattern, bool isAllowed)
    {
        IsAllowed = isAllowed;
        _toTheEnd = pattern.EndsWith('$');
        var text = _toTheEnd ? pattern[..^1] : pattern;

        // Whether an escape is one of the query depends on the text before it, so the pattern is spelt as a whole, its stars kept.
        _parts = Spelling(text, stars: true).Split('*');
        Length = _parts.Sum(part => part.Length) + _parts.Length - 1 + (_toTheEnd ? 1 : 0);
    }

    public bool IsAllowed { get; }

    /// <summary>Octets of the pattern in its one spelling: the longer, the more it counts.</summary>
    public int Length { get; }

    /// <summary>
    /// Path and query in the spelling that patterns are compared in: escapes only where needed, and stars and dollars, which
    /// mean something in a pattern, escaped. In a query, colons and slashes and their escapes are the same (§2.2.2's table).
    /// </summary>
    public static string Spelling(string pathAndQuery) => Spelling(pathAndQuery, stars: false);

    /// <param name="path">As <see cref="Spelling(string)"/> gives it.</param>
    public bool Matches(string path)
    {
        if (!path.StartsWith(_parts[0], StringComparison.Ordinal))
        {
            return false;
        }

        // The leftmost place for each part leaves the most for those after it.
        var at = _parts[0].Length;
        for (var i = 1; i < _parts.Length - 1; i++)
        {
            var found = path.IndexOf(_parts[i], at, StringComparison.Ordinal);
            if (found < 0)
            {
                return false;
            }

            at = found + _parts[i].Length;
        }

        return _parts.Length == 1 ? !_toTheEnd || at == path.Length
            : _toTheEnd ? path.Length - _parts[^1].Length >= at && path.EndsWith(_parts[^1], StringComparison.Ordinal)
            : path.IndexOf(_parts[^1], at, StringComparison.Ordinal) >= 0;
    }

    private static string Spelling(string text, bool stars)
    {
        const string Plain = "!&'()+,;=:@/";
        var plain = stars ? Plain + "*" : Plain;
        var query = text.IndexOf('?', StringComparison.Ordinal);
        var to = new StringBuilder(PercentEncoding.Normalise(query < 0 ? text : text[..query], plain));
        return (query < 0 ? to : to.Append('?').Append(PercentEncoding.Normalise(text[(query + 1)..], plain + "?", decoded: ":/?@"))).ToString();
    }
}
