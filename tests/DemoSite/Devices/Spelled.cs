using System.Text.Json.Nodes;

namespace AspireCoach.DemoSite.Devices;

/// <summary>A value as a page writes it, and what it is.</summary>
/// <param name="Text">For a person.</param>
/// <param name="Truth">The canonical value; null where the text is none ("Not announced").</param>
internal sealed record Spelled(string Text, JsonNode? Truth)
{
    /// <summary>The number in the text, in <see cref="Unit"/>: for markup that keeps them apart.</summary>
    public decimal Number { get; init; }

    /// <summary>The unit or the currency in the text.</summary>
    public string Unit { get; init; } = "";

    /// <summary>The values of a list.</summary>
    public IReadOnlyList<string> Items { get; init; } = [];

    public static Spelled Plain(string text) => new(text, JsonValue.Create(text));

    /// <summary>A text that stands where a value should.</summary>
    public static Spelled None(string text) => new(text, null);
}
