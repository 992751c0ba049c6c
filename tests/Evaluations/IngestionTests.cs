using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using AspireCoach.Catalog.Fetching;
using AspireCoach.Catalog.Parsing;
using AspireCoach.Catalog.SourceFiles;
using AspireCoach.DemoSite.Judging;

namespace AspireCoach.Evaluations;

/// <summary>
/// Pages written by hand as real sites write them (<c>Suites/ingest</c>), each with a source file and what it has to give:
/// <c>values</c> are canonical, what is not among them has no value, and of those that <c>rejected</c> lists the parser says why.
/// What <c>beyond</c> lists is on the page in a way that no selector promises to read: it may be missing, and must not be wrong.
/// </summary>
public sealed class IngestionTests(ITestOutputHelper output)
{
    public static TheoryData<string> Pages => [.. Directory.GetDirectories(Suite()).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_gives_what_it_says_and_nothing_else(string page)
    {
        var folder = Path.Combine(Suite(), page);
        var (source, problems) = SourceReader.Read(await ReadAsync(folder, "source.yaml"), $"{page}/source.yaml", Shipped);
        problems.ShouldBeEmpty();
        var expected = JsonNode.Parse(await ReadAsync(folder, "expected.json"))!.AsObject();
        var parsed = new PageParser(source!).Parse(await PageAsync(folder, (string?)expected["charset"]), new Uri((string)expected["url"]!));

        var misses = Misses(source!, expected, parsed).ToList();
        output.WriteLine($"{page}: {source!.Fields.Count - misses.Count} of {source.Fields.Count} fields");
        misses.ShouldBeEmpty();
    }

    private static IEnumerable<string> Misses(SourceDefinition source, JsonObject expected, ParsedPage parsed)
    {
        var values = expected["values"]!.AsObject();
        var rejected = expected["rejected"]?.AsArray().Select(name => (string)name!).ToList() ?? [];
        var either = expected["either"]?.AsObject();
        foreach (var name in source.Fields.Select(field => field.Name))
        {
            var got = parsed.Values.GetValueOrDefault(name)?.Value;
            var right = values[name] ?? (got is null ? null : expected["beyond"]?[name]);
            var refusal = parsed.Rejected.FirstOrDefault(refused => refused.Field == name);
            if (!Accuracy.Same(right, got) && !(either?[name]?.AsArray().Any(other => Accuracy.Same(other, got)) ?? false))
            {
                yield return $"{name}: {got?.ToJsonString() ?? $"nothing ({refusal?.Problem ?? "missing"})"} instead of {right?.ToJsonString() ?? "nothing"}";
            }
            else if (rejected.Contains(name) && refusal is null)
            {
                yield return $"{name}: not rejected";
            }
        }

        if ((bool?)expected["warns"] == true && parsed.Warnings.Count == 0)
        {
            yield return "no warning of what was skipped";
        }
    }

    private static SourceYaml.Map? Shipped(string name)
    {
        var file = Path.Combine(AppContext.BaseDirectory, "sources", $"{name}.yaml");
        return SourceReader.Map(File.ReadAllText(file), file, []);
    }

    /// <summary>As fetched: its octets, and the charset that its Content-Type named.</summary>
    private static async Task<string> PageAsync(string folder, string? charset) =>
        PageText.Decode(await File.ReadAllBytesAsync(Path.Combine(folder, "page.html"), TestContext.Current.CancellationToken), charset);

    private static Task<string> ReadAsync(string folder, string file) => File.ReadAllTextAsync(Path.Combine(folder, file), TestContext.Current.CancellationToken);

    private static string Suite() => Path.Combine(Path.GetDirectoryName(Here())!, "Suites", "ingest");

    private static string Here([CallerFilePath] string path = "") => path;
}
