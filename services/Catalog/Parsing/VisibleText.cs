using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace AspireCoach.Catalog.Parsing;

/// <summary>Text as a reader sees it: white space is one blank, what is no text (scripts, styles, icons) is left out.</summary>
internal static partial class VisibleText
{
    /// <summary>Characters of one element's text; what follows is not read.</summary>
    public const int Most = 200_000;

    /// <summary>Between two digits a no-break or thin space may group them, where a blank would part two numbers.</summary>
    public const char Group = '\u00A0';

    private static readonly HashSet<string> NoText = new(StringComparer.OrdinalIgnoreCase) { "script", "style", "template", "noscript", "svg", "head", "iframe", "object" };

    private static readonly HashSet<string> Inline = new(StringComparer.OrdinalIgnoreCase)
    {
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img", "ins", "kbd", "label", "mark", "meta", "link",
        "meter", "nobr", "output", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
    };

    /// <summary>The text of an element; with <paramref name="lines"/>, blocks and <c>br</c> are parted by line feeds instead of blanks.</summary>
    /// <param name="without">Elements to leave out besides.</param>
    public static string Of(IElement element, bool lines = false, int most = Most, Func<IElement, bool>? without = null)
    {
        if (element.FirstChild is IText { NextSibling: null } only)
        {
            return Clean(only.Data, most: most);
        }

        var writer = new Writer(lines, most);
        INode root = element;
        var node = root.FirstChild;
        while (node is not null && !writer.IsFull)
        {
            var enter = false;
            switch (node)
            {
                case IText text:
                    writer.Add(text.Data);
                    break;
                case IElement child when NoText.Contains(child.LocalName) || without?.Invoke(child) == true:
                    break;
                case IElement child:
                    writer.Break(child);
                    enter = child.FirstChild is not null;
                    break;
            }

            if (enter)
            {
                node = node.FirstChild;
                continue;
            }

            while (node is not null && node != root && node.NextSibling is null)
            {
                node = node.Parent;
                if (node is IElement left && node != root)
                {
                    writer.Break(left);
                }
            }

            node = node is null || node == root ? null : node.NextSibling;
        }

        return writer.ToString();
    }

    /// <summary>The same for text that is no element's: an attribute's, or a string of JSON.</summary>
    public static string Clean(string text, bool lines = false, int most = Most)
    {
        if (text.Length <= most && IsClean(text))
        {
            return text;
        }

        var writer = new Writer(lines, most);
        writer.Add(text, lines);
        return writer.ToString();
    }

    /// <summary>Text of structured data, in which sites also leave markup and entities.</summary>
    public static string OfData(string text, bool lines = false)
    {
        if (text.Length <= Most && text.Contains('<', StringComparison.Ordinal))
        {
            text = Breaks().Replace(text, "\n");
            text = Tags().Replace(text, "");
        }

        if (text.Contains('&', StringComparison.Ordinal))
        {
            text = WebUtility.HtmlDecode(text);
        }

        return Clean(text, lines);
    }

    /// <summary>As shown to people and stored: with blanks only.</summary>
    public static string Shown(string text) => text.Replace(Group, ' ');

    private static bool IsClean(string text)
    {
        var blank = true;
        foreach (var c in text)
        {
            if (c == ' ' ? blank : char.IsWhiteSpace(c) || char.IsControl(c) || char.IsSurrogate(c) || IsInvisible(c))
            {
                return false;
            }

            blank = c == ' ';
        }

        return text.Length == 0 || !blank;
    }

    /// <summary>Zero-width characters, soft hyphens, marks of direction, icons of private fonts.</summary>
    private static bool IsInvisible(char c) => c is '\u00AD' or '\u200B' or '\u200C' or '\u200E' or '\u200F' or '\u2060' or '\uFEFF' or (>= '\uE000' and <= '\uF8FF') or (>= '\u202A' and <= '\u202E');

    [GeneratedRegex("<(?:br|/p|/li|/div|/h[1-6]|/tr)[^<>]*>", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Breaks();

    [GeneratedRegex("</?[a-zA-Z][^<>]*>", RegexOptions.NonBacktracking)]
    private static partial Regex Tags();

    private struct Writer(bool lines, int most)
    {
        private readonly StringBuilder _text = new();
        private char _pending;

        public readonly bool IsFull => _text.Length >= most;

        public void Break(IElement element)
        {
            if (!Inline.Contains(element.LocalName))
            {
                _pending = '\n';
            }
        }

        public void Add(string text, bool keepLines = false)
        {
            for (var i = 0; i < text.Length && _text.Length < most; i++)
            {
                var c = text[i];
                if (char.IsWhiteSpace(c))
                {
                    var blank = c == '\n' && keepLines ? '\n' : c is '\u00A0' or '\u2007' or '\u2009' or '\u202F' && _pending == '\0' ? Group : ' ';
                    _pending = _pending == '\n' || blank == '\n' ? '\n' : blank;
                }
                else if (!char.IsControl(c) && !IsInvisible(c))
                {
                    Blank(c);
                    var pair = char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
                    _text.Append(char.IsSurrogate(c) && !pair ? '\uFFFD' : c);
                    if (pair)
                    {
                        _text.Append(text[++i]);
                    }
                }
            }
        }

        public override readonly string ToString() => _text.ToString();

        private void Blank(char next)
        {
            if (_pending != '\0' && _text.Length > 0)
            {
                var groups = _pending == Group && char.IsAsciiDigit(_text[^1]) && char.IsAsciiDigit(next);
                _text.Append(groups ? Group : _pending == '\n' && lines ? '\n' : ' ');
            }

            _pending = '\0';
        }
    }
}
