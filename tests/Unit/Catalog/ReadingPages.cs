using AspireCoach.Catalog.Parsing;
using AspireCoach.Catalog.SourceFiles;

namespace AspireCoach.Unit.Catalog;

/// <summary>A page and a field of it.</summary>
internal static class ReadingPages
{
    public static readonly Uri Url = new("https://shop.example/devices/x1");

    public static ParsedPage Read(string html, FieldRule field, string? scope = null) => new PageParser(new SourceDefinition
    {
        Name = "test",
        Kind = "thing",
        Identity = [field.Name],
        Fields = [field],
        File = "test.yaml",
        MatrixHash = "",
        Scope = scope,
    }).Parse(html, Url);

    /// <summary>The JSON of the value that selectors give; null where they give none.</summary>
    public static string? Value(string html, string[] from, FieldType type = FieldType.Text, string? unit = null, (decimal, decimal)? range = null, bool many = false, string? scope = null) =>
        Read(html, new FieldRule { Name = "f", From = from, Type = type, Unit = unit, Range = range, Many = many }, scope)
            .Values.GetValueOrDefault("f")?.Value.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
