using System.Diagnostics.CodeAnalysis;

namespace AspireCoach.ServiceDefaults.Contract;

/// <summary>A body as a caller may send it, for the API's description.</summary>
/// <param name="json">The body's JSON.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ExampleAttribute([StringSyntax(StringSyntaxAttribute.Json)] string json) : Attribute
{
    public string Json { get; } = json;
}
