using System.Diagnostics;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens.Struct;
using AngleSharp.Text;

namespace AspireCoach.Catalog.Parsing;

/// <summary>
/// A page's tree, built within bounds: nothing is run or loaded, and a page made to exhaust a parser costs a few seconds and
/// some memory instead. What is beyond a bound is left out with a warning.
/// </summary>
internal sealed class PageDocument
{
    /// <summary>Levels of nesting; elements within deeper ones are read as if they were not, their text with them.</summary>
    private const int Depth = 400;

    private const int Elements = 400_000;
    private const int Attributes = 200;
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(10);

    /// <summary>Elements without content, and those whose end tag may be left out: they say nothing of nesting.</summary>
    private static readonly HashSet<string> Unnested = new(StringComparer.Ordinal)
    {
        "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "image", "input", "keygen", "link", "meta", "param", "source", "track", "wbr",
        "p", "li", "dt", "dd", "tr", "td", "th", "tbody", "thead", "tfoot", "colgroup", "caption", "option", "optgroup", "rt", "rp", "html", "head", "body",
    };

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> UnnestedNames = Unnested.GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly long _started = Stopwatch.GetTimestamp();
    private int _depth;
    private int _skipped;
    private int _elements;
    private bool _stopped;
    private bool _isDeep;

    private PageDocument()
    {
    }

    public static IDocument Parse(string html, List<string> warnings)
    {
        var limits = new PageDocument();
        var parser = new HtmlParser(new HtmlParserOptions
        {
            SkipComments = true,
            SkipProcessingInstructions = true,
            DisableElementPositionTracking = true,
            IsNotSupportingFrames = true,
            ShouldEmitAttribute = static (ref StructHtmlToken token, ReadOnlyMemory<char> _) => token.Attributes.Count < Attributes,
            OnCreated = (_, _) => limits._elements++,
        });
        using var text = new TextSource(new ReadOnlyMemoryTextSource(html.AsMemory()));
        var document = parser.ParseDocument<Document, Element>(text, limits.Next);
        if (limits._stopped)
        {
            warnings.Add("The page is too large or too tangled to be read whole: its end was left out.");
        }

        if (limits._isDeep)
        {
            warnings.Add("Elements nested deeper than 400 levels were left out; their text was kept.");
        }

        return document;
    }

    private TokenConsumptionResult Next(ref StructHtmlToken token, TokenConsumer consume)
    {
        if (_elements > Elements || ((_elements & 1023) == 1023 && Stopwatch.GetElapsedTime(_started) > Time))
        {
            _stopped = true;
            return TokenConsumptionResult.Stop;
        }

        if (IsWithinDepth(ref token))
        {
            consume(ref token);
        }

        return TokenConsumptionResult.Continue;
    }

    private bool IsWithinDepth(ref StructHtmlToken token)
    {
        if (token.Type is not (HtmlTokenType.StartTag or HtmlTokenType.EndTag) || UnnestedNames.Contains(token.Name.Memory.Span))
        {
            return true;
        }

        if (token.Type == HtmlTokenType.EndTag)
        {
            if (_skipped > 0)
            {
                _skipped--;
                return false;
            }

            _depth = Math.Max(0, _depth - 1);
            return true;
        }

        if (token.IsSelfClosing)
        {
            return true;
        }

        if (_depth < Depth)
        {
            _depth++;
            return true;
        }

        _skipped++;
        _isDeep = true;
        return false;
    }
}
