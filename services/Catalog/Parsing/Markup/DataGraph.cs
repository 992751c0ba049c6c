namespace AspireCoach.Catalog.Parsing.Markup;

/// <summary>All nodes that a page describes in one syntax.</summary>
internal sealed class DataGraph
{
    /// <summary>What leads to other things than the page's own.</summary>
    private static readonly HashSet<string> Relations = new(StringComparer.OrdinalIgnoreCase)
    {
        "isRelatedTo", "isSimilarTo", "isAccessoryOrSparePartFor", "isConsumableFor", "mentions", "relatedLink", "recommendation", "citation",
    };

    /// <summary>Kinds that stand for a more general one where that is not there.</summary>
    private static readonly Dictionary<string, string[]> Kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Product"] = ["ProductGroup", "ProductModel", "IndividualProduct", "SomeProducts", "Vehicle", "Car"],
        ["Article"] = ["NewsArticle", "BlogPosting", "TechArticle", "Report"],
    };

    private readonly Dictionary<string, DataNode> _byId = new(StringComparer.Ordinal);
    private readonly List<DataNode> _nodes = [];
    private readonly List<DataNode> _roots = [];

    /// <summary>Takes up a node, before those that it holds.</summary>
    /// <returns>The node to add properties to: the first that was described under that id.</returns>
    public DataNode Define(DataNode node, bool isRoot)
    {
        var first = node;
        if (node.Id is { } id && !_byId.TryAdd(id, node))
        {
            first = _byId[id];
            first.Types.AddRange(node.Types.Except(first.Types).ToList());
        }
        else
        {
            _nodes.Add(node);
        }

        if (isRoot && !first.IsRoot)
        {
            (first.IsRoot, first.Owner, first.OwnerProperty) = (true, null, null);
            _roots.Add(first);
        }

        return first;
    }

    /// <summary>What a reference stands for; the node itself where it is none, or stands for nothing here.</summary>
    public DataNode Resolve(DataNode node) => node.IsReference && _byId.TryGetValue(node.Id!, out var found) ? found : node;

    /// <summary>The nodes that stand at the top, those that are about the page itself first.</summary>
    public IEnumerable<DataNode> Roots(PageContext page) => _roots.OrderBy(node => Rank(node, page));

    /// <summary>The page's own nodes of a type: one thing, or with <paramref name="many"/> all that stand beside the first.</summary>
    public IEnumerable<DataNode> OfType(string type, PageContext page, bool many)
    {
        var found = Ranked(node => node.Is(type), page);
        if (found.Count == 0 && Kinds.TryGetValue(type, out var kinds))
        {
            found = Ranked(node => kinds.Any(node.Is), page);
        }

        if (found.Count == 0)
        {
            return found;
        }

        var first = found[0];
        if (first is { OwnerProperty: "hasVariant", Owner: { } group } && Kinds.GetValueOrDefault(type)?.Any(group.Is) == true)
        {
            // The page is about all of them; what it does not say of all it says of the first.
            return found.Where(node => node.Owner == group && node.OwnerProperty == "hasVariant").Prepend(group);
        }

        var name = first.Text("name");
        return found.Where(node => node == first
            || (node.Owner is null && first.Owner is null && name is not null && string.Equals(node.Text("name"), name, StringComparison.OrdinalIgnoreCase))
            || (many && first.Owner is not null && node.Owner == first.Owner && node.OwnerProperty == first.OwnerProperty));
    }

    private List<DataNode> Ranked(Func<DataNode, bool> matches, PageContext page)
    {
        var ranked = _nodes.Where(matches).Select(node => (Node: node, Rank: Rank(node, page))).Where(node => node.Rank < Foreign).ToList();
        if (ranked.Count == 0)
        {
            return [];
        }

        var best = ranked.Min(node => node.Rank);
        var nodes = ranked.Where(node => node.Rank == best).Select(node => node.Node).ToList();
        return best < Listed || nodes.Count == 1 || nodes[0].OwnerProperty is "itemListElement" ? nodes : [];
    }

    private const int Listed = 3;
    private const int Foreign = 4;

    /// <summary>0: what the page is about; 1: has the page's address; 2: somewhere of its own; 3: one of a list; 4: what something else is related to.</summary>
    private int Rank(DataNode node, PageContext page)
    {
        var rank = IsMain(node, page) ? 0 : IsOwn(node, page) ? 1 : 2;
        var steps = 0;
        for (var at = node; at.Owner is not null && steps < 64; at = at.Owner, steps++)
        {
            if (Relations.Contains(at.OwnerProperty!))
            {
                return Foreign;
            }

            rank = at.OwnerProperty is "itemListElement" && rank > 1 ? Listed : rank;
            rank = at.OwnerProperty is "mainEntity" && at == node ? 0 : rank;
        }

        return rank;
    }

    private bool IsMain(DataNode node, PageContext page) =>
        node.Values("mainEntityOfPage").Any(value => page.IsOwnAddress(value.Text) || page.IsOwnAddress(value.Node?.Id))
        || (node.Id is not null && _roots.Exists(root => root.Values("mainEntity").Any(value => value.Node?.Id == node.Id)));

    private static bool IsOwn(DataNode node, PageContext page) => page.IsOwnAddress(node.Id) || page.IsOwnAddress(node.Text("url"));
}
