using AngleSharp.Dom;

namespace AspireCoach.Catalog.Parsing.Markup;

/// <summary>Reads microdata (https://html.spec.whatwg.org/multipage/microdata.html) within the page's scope.</summary>
internal static class MicrodataReader
{
    private const int MostReferences = 50;
    private const int MostProperties = 100_000;

    public static DataGraph Read(PageContext page)
    {
        var graph = new DataGraph();
        var items = new Dictionary<IElement, DataNode>();
        var referring = new List<(IElement Element, DataNode Node)>();
        foreach (var element in page.Elements)
        {
            if (element.HasAttribute("itemscope"))
            {
                var node = Define(element, graph, items);
                if (element.HasAttribute("itemref"))
                {
                    referring.Add((element, node));
                }
            }

            if (element.GetAttribute("itemprop") is { } names && Owner(element) is { } owner)
            {
                Add(items.GetValueOrDefault(owner) ?? Define(owner, graph, items), element, names, items);
            }
        }

        var count = 0;
        foreach (var (element, node) in referring)
        {
            foreach (var id in Names(element.GetAttribute("itemref")!).Take(MostReferences))
            {
                if (page.Document.GetElementById(id) is { } root && !root.Contains(element))
                {
                    Refer(root, node, graph, items, ref count);
                }
            }
        }

        return graph;
    }

    private static DataNode Define(IElement element, DataGraph graph, Dictionary<IElement, DataNode> items)
    {
        if (!items.TryGetValue(element, out var node))
        {
            node = new DataNode { Id = element.GetAttribute("itemid") };
            node.Types.AddRange(Names(element.GetAttribute("itemtype")).Select(DataNode.Term));
            node = graph.Define(node, isRoot: !element.HasAttribute("itemprop") || Owner(element) is null);
            items[element] = node;
        }

        return node;
    }

    /// <summary>The properties of a part of the page that an item names as its own, without those of items in it.</summary>
    private static void Refer(IElement root, DataNode node, DataGraph graph, Dictionary<IElement, DataNode> items, ref int count)
    {
        foreach (var element in PageContext.Within(root))
        {
            if (++count < MostProperties && element.GetAttribute("itemprop") is { } names && (element == root || Owner(element) is var owner && (owner is null || !root.Contains(owner))))
            {
                if (element.HasAttribute("itemscope"))
                {
                    Define(element, graph, items);
                }

                Add(node, element, names, items);
            }
        }
    }

    private static void Add(DataNode node, IElement element, string names, Dictionary<IElement, DataNode> items)
    {
        var value = items.TryGetValue(element, out var item) ? new DataValue(null, item, element) : new DataValue(ElementValue.Machine(element) ?? VisibleText.Of(element), null, element);
        foreach (var name in Names(names))
        {
            node.Add(DataNode.Term(name), value);
        }
    }

    private static IElement? Owner(IElement element)
    {
        for (var at = element.ParentElement; at is not null; at = at.ParentElement)
        {
            if (at.HasAttribute("itemscope"))
            {
                return at;
            }
        }

        return null;
    }

    private static string[] Names(string? list) => (list ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
