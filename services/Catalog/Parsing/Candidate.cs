using AngleSharp.Dom;
using AspireCoach.Catalog.Parsing.Markup;

namespace AspireCoach.Catalog.Parsing;

/// <summary>One thing that a selector gave, before it is read as the field's type.</summary>
/// <param name="Raw">As <see cref="VisibleText.Clean"/> leaves it.</param>
internal sealed record Candidate(string Raw)
{
    /// <summary>Written for machines: an attribute, <c>meta</c>, structured data. A bare number then is in the field's unit.</summary>
    public bool IsMachine { get; init; }

    /// <summary>The element that it is the text or an attribute of.</summary>
    public IElement? Element { get; init; }

    /// <summary>The node whose property it is: its other properties say the unit or the currency.</summary>
    public DataNode? Owner { get; init; }

    /// <summary>The unit that the heading names, as in <c>Weight (g)</c>.</summary>
    public string? Unit { get; init; }

    /// <summary>The text with line feeds where blocks and <c>br</c> part it: what a list is split at first.</summary>
    public string Lines { get; init; } = Raw;
}
