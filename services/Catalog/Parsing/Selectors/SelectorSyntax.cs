using System.Text.RegularExpressions;
using AngleSharp.Css.Dom;
using AngleSharp.Css.Parser;
using AspireCoach.Catalog.Parsing.Markup;
using AspireCoach.Catalog.SourceFiles;

namespace AspireCoach.Catalog.Parsing.Selectors;

/// <summary>Reads selectors as source files write them (<c>services/Catalog/sources/README.md</c>).</summary>
internal static partial class SelectorSyntax
{
    private const int Most = 2_000;
    private const string Bare = "regex:";

    /// <summary>The kinds beside CSS, for messages.</summary>
    public const string Kinds = "label:, jsonld:, microdata:, rdfa:, meta:, regex:";

    /// <summary>Prepares a field's selectors.</summary>
    /// <returns>For each that is one a selector; what is wrong with the others, by their place.</returns>
    public static (IReadOnlyList<Selector> Selectors, IReadOnlyList<(int Index, string Problem)> Problems) Parse(FieldRule field)
    {
        var selectors = new List<Selector>();
        var problems = new List<(int, string)>();
        Selector? before = null;
        for (var i = 0; i < field.From.Count; i++)
        {
            var text = field.From[i].Trim();
            var bare = text.StartsWith(Bare, StringComparison.Ordinal);
            if (bare && i == 0)
            {
                problems.Add((i, "regex: reads what the selector before it gave, and there is none: write SELECTOR | regex:PATTERN"));
            }
            else if ((bare ? WithPattern(before, text[Bare.Length..], out var problem) : Parse(text, field, out problem)) is { } selector)
            {
                selectors.Add(selector);
                before = bare ? before : selector;
            }
            else if (problem.Length > 0)
            {
                problems.Add((i, problem));
            }
        }

        return (selectors, problems);
    }

    /// <summary>CSS alone, as scope and links have it.</summary>
    public static ISelector? Css(string text, out string problem)
    {
        problem = "";
        try
        {
            if (text.Length is > 0 and <= Most && new CssSelectorParser().ParseSelector(text) is { } selector)
            {
                return selector;
            }
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or AngleSharp.Dom.DomException or FormatException)
        {
            // It is no selector either way.
        }

        problem = $"'{text}' is no CSS selector that is known here (write CSS with an optional @attribute at its end, or one of {Kinds})";
        return null;
    }

    /// <summary>Parts <c>a[data-x]@href</c>; an @ within brackets or quotes is none.</summary>
    public static (string Css, string? Attribute) Attribute(string text)
    {
        var depth = 0;
        var quote = '\0';
        var at = -1;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '"' or '\'')
            {
                quote = c;
            }
            else
            {
                depth += c is '[' or '(' ? 1 : c is ']' or ')' ? -1 : 0;
                at = c == '@' && depth == 0 ? i : at;
            }
        }

        return at < 0 ? (text, null) : (text[..at].Trim(), text[(at + 1)..].Trim());
    }

    private static Selector? Parse(string text, FieldRule field, out string problem)
    {
        if (Piped().Match(text) is { Success: true } piped)
        {
            return Parse(piped.Groups[1].Value.Trim(), field, out problem) is { } inner ? WithPattern(inner, piped.Groups[2].Value, out problem) : null;
        }

        problem = "";
        if (text.Length is 0 or > Most)
        {
            problem = $"a selector has 1 to {Most} characters";
            return null;
        }

        if (Kind().Match(text) is { Success: true } kind)
        {
            var rest = text[kind.Length..].Trim();
            switch (kind.Groups[1].Value)
            {
                case "label" when rest.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { Length: > 0 } labels:
                    return new LabelSelector(labels, field.Type, field.Many || field.Type == FieldType.List);
                case "meta" when rest.Length > 0:
                    return new MetaSelector(rest);
                case "jsonld":
                    return Data(rest, page => page.JsonLd, field, out problem);
                case "microdata":
                    return Data(rest, page => page.Microdata, field, out problem);
                case "rdfa":
                    return Data(rest, page => page.Rdfa, field, out problem);
                default:
                    problem = $"'{text}' lacks what it is to look for";
                    return null;
            }
        }

        var (css, attribute) = Attribute(text);
        if (attribute is not null && !AttributeName().IsMatch(attribute))
        {
            problem = $"'@{attribute}' is no attribute: write e.g. img@src";
            return null;
        }

        return Css(css.Length == 0 && attribute is not null ? "*" : css, out problem) is { } selector ? new CssSelector(selector, attribute, field.Type) : null;
    }

    private static DataSelector? Data(string text, Func<PageContext, DataGraph> graph, FieldRule field, out string problem) =>
        DataPath.Parse(text, out problem) is { } path ? new DataSelector(graph, path, field.Type, field.Many) : null;

    private static RegexSelector? WithPattern(Selector? selector, string pattern, out string problem)
    {
        problem = "";
        try
        {
            if (pattern.Length is 0 or > 1_000)
            {
                problem = "a pattern has 1 to 1,000 characters";
                return null;
            }

            return selector is null ? null : new RegexSelector(selector, RegexSelector.Compile(pattern));
        }
        catch (ArgumentException exception)
        {
            problem = $"'{pattern}' is no regular expression: {exception.Message}";
            return null;
        }
    }

    [GeneratedRegex(@"^(.*?)\s*\|\s*regex:(.*)$", RegexOptions.Singleline)]
    private static partial Regex Piped();

    [GeneratedRegex("^(label|jsonld|microdata|rdfa|meta):")]
    private static partial Regex Kind();

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_.:-]*$")]
    private static partial Regex AttributeName();
}
