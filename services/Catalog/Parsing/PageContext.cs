using System.Diagnostics;
using AngleSharp.Css.Dom;
using AngleSharp.Dom;
using AspireCoach.Catalog.Fetching;
using AspireCoach.Catalog.Parsing.Markup;

namespace AspireCoach.Catalog.Parsing;

/// <summary>One page while it is read. What several selectors need is worked out once, when the first of them asks.</summary>
internal sealed class PageContext
{
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(20);

    private readonly Lazy<LabelIndex> _labels;
    private readonly Lazy<DataGraph> _jsonLd;
    private readonly Lazy<DataGraph> _microdata;
    private readonly Lazy<DataGraph> _rdfa;
    private readonly Lazy<ILookup<string, string>> _metas;
    private readonly Lazy<List<IElement>> _all;
    private readonly List<IElement>? _scope;
    private readonly long _started = Stopwatch.GetTimestamp();
    private bool _isOutOfTime;

    public PageContext(string html, Uri url, ISelector? scope)
    {
        Document = PageDocument.Parse(html, Warnings);
        Url = url;
        Base = Document.Head?.QuerySelector("base[href]")?.GetAttribute("href") is { Length: > 0 and < 4_096 } href && Uri.TryCreate(url, href.Trim(), out var found) && CanonicalHttp(found) ? found : url;
        Style = NumberStyle.Of(Document.DocumentElement?.GetAttribute("lang") ?? Document.DocumentElement?.GetAttribute("xml:lang"));
        Canonical = CanonicalOf();
        _all = new(() => Document.DocumentElement is { } root ? [.. Within(root)] : []);
        if (scope is not null)
        {
            var roots = _all.Value.Where(element => scope.Match(element, null)).ToHashSet();
            if (roots.Count == 0)
            {
                Warnings.Add($"The scope '{scope.Text}' is not on this page.");
            }

            _scope = [.. _all.Value.Where(element => IsWithin(element, roots))];
        }

        _labels = new(() => new LabelIndex(Elements));
        _jsonLd = new(() => JsonLdReader.Read(JsonLdBlocks(), Warnings));
        _microdata = new(() => MicrodataReader.Read(this));
        _rdfa = new(() => RdfaReader.Read(this));
        _metas = new(() => (
            from meta in _all.Value
            where meta.LocalName == "meta" && meta.HasAttribute("content")
            from name in new[] { meta.GetAttribute("name"), meta.GetAttribute("property"), meta.GetAttribute("http-equiv"), meta.GetAttribute("itemprop") }
            where name is not null
            select (Name: name, Content: meta.GetAttribute("content")!)).ToLookup(meta => meta.Name, meta => meta.Content, StringComparer.OrdinalIgnoreCase));
    }

    public IDocument Document { get; }

    /// <summary>The page's own address.</summary>
    public Uri Url { get; }

    /// <summary>What its links are relative to.</summary>
    public Uri Base { get; }

    public Uri? Canonical { get; }

    public NumberStyle Style { get; }

    public List<string> Warnings { get; } = [];

    /// <summary>The elements that may be read, in the page's order.</summary>
    public IReadOnlyList<IElement> Elements => _scope ?? _all.Value;

    public LabelIndex Labels => _labels.Value;

    public DataGraph JsonLd => _jsonLd.Value;

    public DataGraph Microdata => _microdata.Value;

    public DataGraph Rdfa => _rdfa.Value;

    /// <summary>Contents by name, property, itemprop or http-equiv.</summary>
    public IEnumerable<string> Metas(string name) => _metas.Value[name];

    /// <summary>An element and what is in it, in the page's order.</summary>
    public static IEnumerable<IElement> Within(IElement root)
    {
        INode? node = root;
        while (node is not null)
        {
            if (node is IElement element)
            {
                yield return element;
            }

            var next = node.FirstChild;
            while (next is null && node is not null && node != root)
            {
                next = node.NextSibling;
                node = next is null ? node.Parent : node;
            }

            node = next;
        }
    }

    /// <summary>Whether an address is this page's, whatever its fragment.</summary>
    public bool IsOwnAddress(string? address) =>
        !string.IsNullOrEmpty(address) && address.Length < 4_096 && CanonicalUrl.Resolve(Base, address) is { } url && (url == CanonicalUrl.Normalise(Url) || url == Canonical) && url.AbsolutePath.Length > 1;

    /// <summary>Whether this page has taken all the time that a page may; looks at the clock now and then.</summary>
    public bool IsOutOfTime(int step)
    {
        if ((step & 1023) == 1023 && !_isOutOfTime && Stopwatch.GetElapsedTime(_started) > Time)
        {
            _isOutOfTime = true;
            Warnings.Add("The page takes too long to be read: some selectors have not seen all of it.");
        }

        return _isOutOfTime;
    }

    private static bool CanonicalHttp(Uri url) => url.Scheme is "http" or "https";

    private static bool IsWithin(IElement element, HashSet<IElement> roots)
    {
        for (var at = element; at is not null; at = at.ParentElement)
        {
            if (roots.Contains(at))
            {
                return true;
            }
        }

        return false;
    }

    private Uri? CanonicalOf() =>
        Document.Head?.QuerySelector("link[rel~=canonical i][href]")?.GetAttribute("href") is { Length: > 0 and < 4_096 } href
        && CanonicalUrl.Resolve(Base, href) is { } canonical && canonical.Host.Equals(Url.Host, StringComparison.OrdinalIgnoreCase) ? canonical : null;

    /// <summary>
    /// The head describes the page, so its blocks always count; others count within the scope, and those right in the body
    /// where there are no others. A block in a side column is about other things.
    /// </summary>
    private List<string> JsonLdBlocks()
    {
        var blocks = _all.Value.Where(element => element.LocalName == "script" && IsJsonLd(element.GetAttribute("type"))).ToList();
        if (_scope is not null && blocks.Count > 0)
        {
            var within = _scope.ToHashSet();
            var own = blocks.Where(block => within.Contains(block) || block.Closest("head") is not null).ToList();
            blocks = own.Count > 0 ? own : [.. blocks.Where(block => block.ParentElement == Document.Body)];
        }

        return [.. blocks.Select(block => block.TextContent)];
    }

    private static bool IsJsonLd(string? type) => type is not null && type.Split(';')[0].Trim().Equals("application/ld+json", StringComparison.OrdinalIgnoreCase);
}
