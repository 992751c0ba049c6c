using System.Globalization;
using System.Text;

namespace AspireCoach.Catalog.Parsing.Markup;

/// <summary>
/// <c>Product.offers.price</c>, <c>$.brand.name</c>, <c>Product.additionalProperty[name=battery].value</c>, <c>$.image[0]</c>: where
/// it begins, a type or the nodes at the top, and the properties from there. Arrays are entered wherever they are.
/// </summary>
internal sealed class DataPath
{
    private readonly string? _type;
    private readonly IReadOnlyList<Filter> _filters;
    private readonly IReadOnlyList<Step> _steps;

    private DataPath(string? type, IReadOnlyList<Filter> filters, IReadOnlyList<Step> steps) => (_type, _filters, _steps) = (type, filters, steps);

    /// <summary>Reads a path; says what is wrong with it where it is none.</summary>
    public static DataPath? Parse(string text, out string problem)
    {
        problem = "";
        var steps = new List<Step>();
        var at = 0;
        while (at < text.Length)
        {
            var name = new StringBuilder();
            while (at < text.Length && text[at] is not ('.' or '['))
            {
                name.Append(text[at++]);
            }

            var filters = new List<Filter>();
            while (at < text.Length && text[at] == '[')
            {
                var end = End(text, at);
                if (end < 0 || Filter.Parse(text[(at + 1)..end]) is not { } filter)
                {
                    problem = $"'{text[at..]}' is no filter: write [name=battery], or a place from 0 such as [0]";
                    return null;
                }

                filters.Add(filter);
                at = end + 1;
            }

            if (name.ToString().Trim() is not { Length: > 0 } trimmed || (at < text.Length && text[at] != '.') || at == text.Length - 1)
            {
                problem = $"'{text}' is no path: write Type.property.property, or $.property for a node at the top";
                return null;
            }

            steps.Add(new(DataNode.Term(trimmed), filters));
            at++;
        }

        if (steps.Count is 0 or > 16)
        {
            problem = "a path has 1 to 16 parts";
            return null;
        }

        var first = steps[0];
        return new DataPath(first.Name == "$" ? null : first.Name, first.Filters, [.. steps.Skip(1).Where(step => step.Name != "@graph")]);
    }

    /// <summary>The values, each with the node whose property it is: of the first node that has any, or with <paramref name="many"/> of all that count.</summary>
    public IEnumerable<(DataValue Value, DataNode? Owner)> Find(DataGraph graph, PageContext page, bool many)
    {
        var starts = (_type is null ? graph.Roots(page) : graph.OfType(_type, page, many)).Where(node => _filters.All(filter => filter.Matches(node, graph)));
        foreach (var start in starts)
        {
            var found = Follow(start, graph);
            foreach (var value in found)
            {
                yield return value;
            }

            if (!many && found.Exists(value => value.Value.Node is not null || !string.IsNullOrWhiteSpace(value.Value.Text)))
            {
                yield break;
            }
        }
    }

    private List<(DataValue Value, DataNode? Owner)> Follow(DataNode start, DataGraph graph)
    {
        List<(DataValue Value, DataNode? Owner)> at = [(new(null, start), null)];
        foreach (var step in _steps)
        {
            List<(DataValue, DataNode?)> next = [];
            foreach (var (value, owner) in at)
            {
                if (value.Node is null)
                {
                    // A name given as text stands for the thing of that name.
                    if (step.Name.ToLowerInvariant() is "name" or "value" or "text" or "url" or "@value" && step.Filters.Count == 0)
                    {
                        next.Add((value, owner));
                    }

                    continue;
                }

                var node = graph.Resolve(value.Node);
                IEnumerable<DataValue> values = step.Name.ToLowerInvariant() switch
                {
                    "@id" when node.Id is not null => [new(node.Id)],
                    "@type" => node.Types.Select(type => new DataValue(type)),
                    _ => node.Values(step.Name),
                };
                foreach (var filter in step.Filters)
                {
                    values = filter.Place is { } place ? values.Skip(place).Take(1) : values.Where(one => one.Node is not null && filter.Matches(graph.Resolve(one.Node), graph));
                }

                next.AddRange(values.Select(one => (one, (DataNode?)node)));
            }

            at = next;
        }

        return at;
    }

    private static int End(string text, int start)
    {
        var quote = '\0';
        for (var i = start + 1; i < text.Length; i++)
        {
            if (quote != '\0')
            {
                quote = text[i] == quote ? '\0' : quote;
            }
            else if (text[i] is '"' or '\'')
            {
                quote = text[i];
            }
            else if (text[i] == ']')
            {
                return i;
            }
        }

        return -1;
    }

    private sealed record Step(string Name, IReadOnlyList<Filter> Filters);

    /// <summary>A place in the list of values, or what another property of them is to be; <c>|</c> parts alternatives.</summary>
    private sealed record Filter(int? Place, string Property, IReadOnlyList<string> Keys)
    {
        public static Filter? Parse(string text)
        {
            if (text.Trim() == "*")
            {
                return new(null, "", []);
            }

            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var place))
            {
                return new(place, "", []);
            }

            var equals = text.IndexOf('=', StringComparison.Ordinal);
            var property = equals < 0 ? "" : text[..equals].Trim();
            var keys = equals < 0 ? [] : text[(equals + 1)..].Trim().Trim('"', '\'').Split('|').Select(LabelIndex.Key).Where(key => key.Length > 0).ToList();
            return property.Length > 0 && keys.Count > 0 ? new(null, property.StartsWith('@') ? property : DataNode.Term(property), keys) : null;
        }

        public bool Matches(DataNode node, DataGraph graph)
        {
            if (Keys.Count == 0)
            {
                return true;
            }

            var values = Property switch
            {
                "@type" => node.Types,
                "@id" => node.Id is null ? [] : [node.Id],
                _ => node.Values(Property).Select(value => value.Text ?? (value.Node is null ? null : graph.Resolve(value.Node).Text("name"))),
            };
            return values.Any(value => value is not null && Keys.Contains(LabelIndex.Key(VisibleText.OfData(value))));
        }
    }
}
