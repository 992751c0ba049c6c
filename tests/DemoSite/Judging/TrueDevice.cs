using System.Text.Json.Nodes;

namespace AspireCoach.DemoSite.Judging;

/// <summary>A device as it is.</summary>
/// <param name="Url">The canonical address of its page.</param>
/// <param name="Markup">A, B or C.</param>
/// <param name="Fields">Canonical values by name; what its page does not tell is not in it.</param>
public sealed record TrueDevice(int Number, string Url, string Markup, IReadOnlyDictionary<string, JsonNode> Fields)
{
    public string Brand => (string)Fields["brand"]!;

    public string Model => (string)Fields["model"]!;
}
