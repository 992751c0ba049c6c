using AngleSharp.Dom;

namespace AspireCoach.Catalog.Parsing.Markup;

/// <summary>A thing that structured data describes, whether as JSON-LD, microdata or RDFa.</summary>
internal sealed class DataNode
{
    /// <summary>Without their vocabulary: <c>Product</c>.</summary>
    public List<string> Types { get; } = [];

    public string? Id { get; set; }

    /// <summary>In the page's order; a property with several values is there several times.</summary>
    public List<DataProperty> Properties { get; } = [];

    /// <summary>Stands at the top, whatever else names it.</summary>
    public bool IsRoot { get; set; }

    /// <summary>The node it is a value of, by <see cref="OwnerProperty"/>.</summary>
    public DataNode? Owner { get; set; }

    public string? OwnerProperty { get; set; }

    /// <summary>Has nothing but an id: what it stands for is elsewhere.</summary>
    public bool IsReference => Id is not null && Properties.Count == 0 && Types.Count == 0;

    public void Add(string name, DataValue value)
    {
        Properties.Add(new(name, value));
        if (value.Node is { Owner: null, IsRoot: false } node && node != this)
        {
            node.Owner = this;
            node.OwnerProperty = name;
        }
    }

    public IEnumerable<DataValue> Values(string name) => Properties.Where(property => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(property => property.Value);

    /// <summary>The first text of a property; null where it has none.</summary>
    public string? Text(string name) => Values(name).Select(value => value.Text).FirstOrDefault(text => !string.IsNullOrWhiteSpace(text));

    public bool Is(string type) => Types.Exists(own => own.Equals(type, StringComparison.OrdinalIgnoreCase));

    /// <summary>The last part of an IRI, a prefixed name or a plain one.</summary>
    public static string Term(string name) => name[(name.AsSpan().TrimEnd('/').LastIndexOfAny('/', '#', ':') + 1)..].TrimEnd('/');
}

internal readonly record struct DataProperty(string Name, DataValue Value);

/// <summary>Text or a node.</summary>
/// <param name="Element">The element that says it, in microdata and RDFa.</param>
internal readonly record struct DataValue(string? Text, DataNode? Node = null, IElement? Element = null);
