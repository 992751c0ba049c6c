using AspireCoach.Catalog.Parsing.Markup;
using AspireCoach.Catalog.SourceFiles;

namespace AspireCoach.Catalog.Parsing.Selectors;

/// <summary><c>jsonld:</c>, <c>microdata:</c> and <c>rdfa:</c>: a path through the nodes that a page describes.</summary>
internal sealed class DataSelector(Func<PageContext, DataGraph> graph, DataPath path, FieldType type, bool many) : Selector
{
    private const int MostDepth = 6;

    /// <summary>What stands for a node where one value is wanted, by type.</summary>
    private static readonly Dictionary<FieldType, string[]> Members = new()
    {
        [FieldType.Url] = ["contentUrl", "url", "@id", "href"],
        [FieldType.Money] = ["price", "lowPrice", "value", "amount", "priceSpecification", "offers", "minPrice"],
        [FieldType.Number] = ["value", "ratingValue", "amount", "price", "minValue"],
        [FieldType.Quantity] = ["value", "minValue"],
        [FieldType.Text] = ["name", "text", "value", "headline", "url", "@id"],
        [FieldType.List] = ["text", "name", "value", "itemListElement", "url", "@id"],
        [FieldType.Date] = ["startDate", "value", "name"],
    };

    public override IEnumerable<Candidate> Find(PageContext page)
    {
        var nodes = graph(page);
        return path.Find(nodes, page, many || type == FieldType.List).SelectMany(found => Of(found.Value, found.Owner, nodes, 0));
    }

    private IEnumerable<Candidate> Of(DataValue value, DataNode? owner, DataGraph nodes, int depth)
    {
        if (value.Node is { } given)
        {
            return depth < MostDepth ? OfNode(nodes.Resolve(given), nodes, depth) : [];
        }

        if (value.Element is { } element)
        {
            // An address is the value of a link only where an address is wanted.
            var said = type != FieldType.Url && element.LocalName is "a" or "area" or "img" && !element.HasAttribute("content")
                ? element.LocalName == "img" ? new Candidate(VisibleText.Clean(element.GetAttribute("alt") ?? "")) { Element = element } : CssSelector.Element(element, type)
                : CssSelector.Element(element, type);
            return [said with { IsMachine = true, Owner = owner }];
        }

        var lines = VisibleText.OfData(value.Text!, lines: true);
        return [new Candidate(lines.Replace('\n', ' ')) { IsMachine = true, Owner = owner, Lines = lines }];
    }

    private IEnumerable<Candidate> OfNode(DataNode node, DataGraph nodes, int depth)
    {
        var section = type == FieldType.List && (node.Is("HowToSection") || node.Is("ItemList"));
        foreach (var member in section ? ["itemListElement"] : Members[type])
        {
            if (member == "@id")
            {
                if (node.Id is { } id && !id.StartsWith("_:", StringComparison.Ordinal))
                {
                    return [new Candidate(VisibleText.Clean(id)) { IsMachine = true }];
                }

                continue;
            }

            var values = node.Values(member).Where(value => value.Node is not null || !string.IsNullOrWhiteSpace(value.Text)).ToList();
            if (values.Count > 0)
            {
                return values.SelectMany(value => Of(value, node, nodes, depth + 1));
            }
        }

        return [];
    }
}
