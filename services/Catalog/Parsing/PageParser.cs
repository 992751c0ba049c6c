using AngleSharp.Css.Dom;
using AspireCoach.Catalog.Fetching;
using AspireCoach.Catalog.Parsing.Selectors;
using AspireCoach.Catalog.SourceFiles;

namespace AspireCoach.Catalog.Parsing;

/// <summary>Reads pages by a source's matrix. Stateless towards pages: the same page gives the same record, on any thread.</summary>
internal sealed class PageParser
{
    private const int MostLinks = 50_000;

    private readonly IReadOnlyList<FieldReader> _fields;
    private readonly IReadOnlyList<Selector> _follow;
    private readonly IReadOnlyList<Selector> _items;
    private readonly ISelector? _scope;

    /// <summary>Prepares the selectors of a source once.</summary>
    /// <exception cref="ArgumentException">A selector is none; sources that were read from files have been checked.</exception>
    public PageParser(SourceDefinition source)
    {
        ArgumentNullException.ThrowIfNull(source);
        _fields = [.. source.Fields.Select(field => new FieldReader(field))];
        _follow = Links("follow", source.Index.Follow);
        _items = Links("items", source.Index.Items);
        if (source.Scope is { } scope)
        {
            _scope = SelectorSyntax.Css(scope, out var problem) ?? throw new ArgumentException($"scope: {problem}", nameof(source));
        }
    }

    /// <summary>Reads an item's page.</summary>
    public ParsedPage Parse(string html, Uri url)
    {
        var page = new PageContext(html, url, _scope);
        var values = new Dictionary<string, FieldValue>(StringComparer.Ordinal);
        var rejected = new List<RejectedValue>();
        var missing = new List<string>();
        foreach (var field in _fields)
        {
            var (value, refused) = field.Read(page);
            if (value is not null)
            {
                values[field.Name] = value;
            }
            else if (refused is not null)
            {
                rejected.Add(refused);
            }
            else
            {
                missing.Add(field.Name);
            }
        }

        return new ParsedPage(values, rejected, missing, page.Canonical, page.Warnings);
    }

    /// <summary>Reads an index page.</summary>
    public IndexLinks Links(string html, Uri url)
    {
        var page = new PageContext(html, url, scope: null);
        return new IndexLinks(Links(_follow, page), Links(_items, page));
    }

    private static List<Selector> Links(string name, IReadOnlyList<string> from)
    {
        var (selectors, problems) = SelectorSyntax.Parse(new FieldRule { Name = name, From = from, Type = FieldType.Url, Many = true });
        return problems.Count == 0 ? [.. selectors] : throw new ArgumentException($"{name}: {problems[0].Problem}", nameof(from));
    }

    private static List<Uri> Links(IReadOnlyList<Selector> selectors, PageContext page)
    {
        var links = new List<Uri>();
        var known = new HashSet<Uri>();
        foreach (var candidate in selectors.SelectMany(selector => selector.Find(page)))
        {
            if (candidate.IsMachine && CanonicalUrl.Resolve(page.Base, candidate.Raw) is { } url && known.Add(url))
            {
                links.Add(url);
                if (links.Count == MostLinks)
                {
                    break;
                }
            }
        }

        return links;
    }
}
