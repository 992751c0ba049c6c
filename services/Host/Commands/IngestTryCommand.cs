using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using AspireCoach.Catalog.Fetching;
using AspireCoach.Catalog.Parsing;
using AspireCoach.Catalog.SourceFiles;

namespace AspireCoach.Host.Commands;

/// <summary>
/// <c>coach ingest try SOURCE FILE-OR-URL</c>: what each field reads from a page, by which selector, and what is missing; exit
/// code 1 where a required field is.
/// </summary>
internal static class IngestTryCommand
{
    private const int MostShown = 300;

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task<int> RunAsync(string name, string from, bool json, TextWriter output)
    {
        var source = Find(name);
        var (html, url) = IsAddress(from) ? await FetchAsync(source, new Uri(from)) : Read(source, from);
        var page = new PageParser(source).Parse(html, url);
        output.WriteLine(json ? Json(source, url, page).ToJsonString(Readable) : Text(source, page));
        return source.Fields.Any(field => field.Required && !page.Values.ContainsKey(field.Name)) ? 1 : 0;
    }

    private static SourceDefinition Find(string name)
    {
        var catalog = IngestListCommand.Catalog();
        if (File.Exists(name) || name.EndsWith(".yaml", StringComparison.Ordinal) || name.EndsWith(".yml", StringComparison.Ordinal))
        {
            var (definition, problems) = catalog.ReadFileAt(name);
            return definition ?? throw new CommandLineException(string.Join("\n       ", problems));
        }

        return catalog.Find(name) ?? throw new CommandLineException(string.Join(
            "\n       ", catalog.Problems.Select(problem => problem.ToString()).Prepend($"There is no source '{name}'. The sources are: {string.Join(", ", catalog.All.Select(known => known.Name))}; a path of a file is taken, too.")));
    }

    private static bool IsAddress(string text) => text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    /// <summary>A saved page; its address is the one that it names itself, or that of the source.</summary>
    private static (string Html, Uri Url) Read(SourceDefinition source, string path)
    {
        if (!File.Exists(path))
        {
            throw new CommandLineException($"There is no file '{path}'.");
        }

        if (new FileInfo(path).Length > PageFetcher.MostBytes)
        {
            throw new CommandLineException(string.Create(CultureInfo.InvariantCulture, $"'{path}' is larger than {PageFetcher.MostBytes / 1_048_576} MB, which is the most that is read of a page."));
        }

        var html = PageText.Decode(File.ReadAllBytes(path), contentTypeCharset: null);
        return (html, SavedPage.Address(html) ?? (source.Index.Start is [var start, ..] ? start : null) ?? new Uri("http://localhost/"));
    }

    private static async Task<(string Html, Uri Url)> FetchAsync(SourceDefinition source, Uri url)
    {
        using var fetcher = new PageFetcher(contact: null, TimeProvider.System);
        var result = await fetcher.FetchAsync(new FetchRequest(url, source.AllowedHosts, (_, _) => ValueTask.CompletedTask), CancellationToken.None);
        return result.Text is { } text ? (text, result.FinalUrl ?? url) : throw new CommandLineException($"{url} was not read: {result.Problem ?? result.Outcome.ToString()}");
    }

    private static string Text(SourceDefinition source, ParsedPage page)
    {
        var lines = new List<string>();
        foreach (var field in source.Fields)
        {
            if (page.Values.TryGetValue(field.Name, out var value))
            {
                lines.Add($"{field.Name,-16} {Short(value.Value.ToJsonString(IngestCommand.OneLine))}");
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"{"",-16}   by {value.SelectorIndex + 1} of {field.From.Count}: {value.Selector}"));
                lines.Add($"{"",-16}   raw: {Short(value.Raw)}");
            }
            else if (page.Rejected.FirstOrDefault(refused => refused.Field == field.Name) is { } refused)
            {
                lines.Add($"{field.Name,-16} REFUSED{(field.Required ? " (required)" : "")}: {refused.Problem}");
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"{"",-16}   by {field.From.ToList().IndexOf(refused.Selector) + 1} of {field.From.Count}: {refused.Selector}"));
                lines.Add($"{"",-16}   raw: {Short(refused.Raw)}");
            }
            else
            {
                lines.Add($"{field.Name,-16} MISSING{(field.Required ? " (required)" : "")}: none of {string.Join(", ", field.From)}");
            }
        }

        lines.AddRange(page.Warnings.Select(warning => $"warning: {warning}"));
        return string.Join('\n', lines);
    }

    private static string Short(string text) => text.Length > MostShown ? text[..MostShown] + " …" : text;

    private static JsonObject Json(SourceDefinition source, Uri url, ParsedPage page) => new()
    {
        ["source"] = source.Name,
        ["kind"] = source.Kind,
        ["url"] = url.AbsoluteUri,
        ["canonical"] = page.Canonical?.AbsoluteUri,
        ["fields"] = new JsonObject(page.Values.Select(value => KeyValuePair.Create(value.Key, (JsonNode?)new JsonObject
        {
            ["value"] = value.Value.Value.DeepClone(),
            ["selector"] = value.Value.Selector,
            ["selectorIndex"] = value.Value.SelectorIndex,
            ["raw"] = value.Value.Raw,
        }))),
        ["rejected"] = new JsonArray([.. page.Rejected.Select(refused => (JsonNode)new JsonObject
        {
            ["field"] = refused.Field,
            ["selector"] = refused.Selector,
            ["raw"] = refused.Raw,
            ["problem"] = refused.Problem,
        })]),
        ["missing"] = new JsonArray([.. page.Missing.Select(name => (JsonNode)JsonValue.Create(name))]),
        ["missingRequired"] = new JsonArray([.. source.Fields.Where(field => field.Required && !page.Values.ContainsKey(field.Name)).Select(field => (JsonNode)JsonValue.Create(field.Name))]),
        ["warnings"] = new JsonArray([.. page.Warnings.Select(warning => (JsonNode)JsonValue.Create(warning))]),
    };
}
