using AngleSharp.Dom;

namespace AspireCoach.Catalog.Parsing.Markup;

/// <summary>Reads RDFa Lite (https://www.w3.org/TR/rdfa-lite/) within the page's scope; vocabularies and prefixes are dropped from names.</summary>
internal static class RdfaReader
{
    public static DataGraph Read(PageContext page)
    {
        var graph = new DataGraph();
        var nodes = new Dictionary<IElement, DataNode>();
        foreach (var element in page.Elements)
        {
            if (element.GetAttribute("typeof") is { } types)
            {
                var node = new DataNode { Id = element.GetAttribute("resource") ?? element.GetAttribute("about") };
                node.Types.AddRange(Names(types).Select(DataNode.Term));
                nodes[element] = graph.Define(node, isRoot: !element.HasAttribute("property") || Owner(element, nodes) is null);
            }

            if (element.GetAttribute("property") is { } names && Owner(element, nodes) is { } owner)
            {
                var value = nodes.TryGetValue(element, out var own) ? new DataValue(null, own, element)
                    : new DataValue(ElementValue.Machine(element) ?? element.GetAttribute("resource") ?? VisibleText.Of(element), null, element);
                foreach (var name in Names(names))
                {
                    owner.Add(DataNode.Term(name), value);
                }
            }
        }

        return graph;
    }

    private static DataNode? Owner(IElement element, Dictionary<IElement, DataNode> nodes)
    {
        for (var at = element.ParentElement; at is not null; at = at.ParentElement)
        {
            if (nodes.TryGetValue(at, out var node))
            {
                return node;
            }
        }

        return null;
    }

    private static string[] Names(string list) => list.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
