using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace AspireCoach.Catalog.Parsing.Markup;

/// <summary>
/// Reads blocks of JSON-LD as sites write them: as a node, an array or <c>@graph</c>, with comments around, commas too many and
/// raw line ends in strings. Contexts are not resolved: names count by their last part.
/// </summary>
internal static class JsonLdReader
{
    private const int MostDepth = 64;
    private const int MostNodes = 50_000;

    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = MostDepth };

    public static DataGraph Read(IEnumerable<string> blocks, List<string> warnings)
    {
        var graph = new DataGraph();
        var count = 0;
        var broken = new List<(int Number, string Text)>();
        var number = 0;
        foreach (var block in blocks.Select(Unwrap))
        {
            number++;
            if (!Read(block, graph, ref count, out _) && block.Length > 0)
            {
                broken.Add((number, block));
            }
        }

        // What had to be mended speaks only where nothing sound does.
        foreach (var (at, block) in broken)
        {
            warnings.Add(string.Create(
                CultureInfo.InvariantCulture, $"JSON-LD block {at} {(Read(Mend(block), graph, ref count, out var problem) ? "was mended: it has line ends or stray marks in its strings." : "was skipped: " + problem)}"));
        }

        return graph;
    }

    private static bool Read(string text, DataGraph graph, ref int count, out string problem)
    {
        problem = "";
        try
        {
            using var json = JsonDocument.Parse(text, Lenient);
            Roots(json.RootElement, graph, ref count);
            return true;
        }
        catch (JsonException exception)
        {
            problem = string.Create(CultureInfo.InvariantCulture, $"it is no JSON at its line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}.");
            return false;
        }
    }

    /// <summary>Without the comment or CDATA marks that hide it from old browsers.</summary>
    private static string Unwrap(string block)
    {
        var text = block.AsSpan().Trim().Trim('\uFEFF');
        foreach (var start in (string[])["//", "/*", "<!--", "<![CDATA[", "*/", "//"])
        {
            text = text.StartsWith(start, StringComparison.Ordinal) ? text[start.Length..].TrimStart() : text;
        }

        foreach (var end in (string[])[";", "-->", "*/", "]]>", "/*", "//", ";"])
        {
            text = text.EndsWith(end, StringComparison.Ordinal) ? text[..^end.Length].TrimEnd() : text;
        }

        return text.ToString();
    }

    /// <summary>Escapes raw control characters in strings; undoes an escape for HTML that hid the quotes.</summary>
    private static string Mend(string text)
    {
        if (!text.Contains('"', StringComparison.Ordinal) && text.Contains("&quot;", StringComparison.Ordinal))
        {
            text = WebUtility.HtmlDecode(text);
        }

        var mended = new StringBuilder(text.Length + 64);
        var inside = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (inside && c == '\\' && i + 1 < text.Length)
            {
                var next = text[++i];
                mended.Append("\"\\/bfnrtu".Contains(next, StringComparison.Ordinal) ? "\\" : "").Append(next < ' ' ? ' ' : next);
                continue;
            }

            inside ^= c == '"';
            mended.Append(inside && c < ' ' ? c == '\n' ? "\\n" : " " : c == '\0' ? " " : c.ToString());
        }

        return mended.ToString();
    }

    private static void Roots(JsonElement json, DataGraph graph, ref int count)
    {
        if (json.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in json.EnumerateArray())
            {
                Roots(item, graph, ref count);
            }
        }
        else if (json.ValueKind == JsonValueKind.Object)
        {
            Node(json, graph, isRoot: true, ref count);
        }
    }

    private static DataNode Node(JsonElement json, DataGraph graph, bool isRoot, ref int count)
    {
        var node = new DataNode();
        if (++count > MostNodes)
        {
            return node;
        }

        // First who it is: nodes are taken up before those that they hold.
        List<(string Name, JsonElement Json)> rest = [];
        foreach (var property in json.EnumerateObject())
        {
            switch (property.Name)
            {
                case "@context":
                    break;
                case "@type":
                    node.Types.AddRange(Texts(property.Value).Select(DataNode.Term));
                    break;
                case "@id":
                    node.Id = property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString() : null;
                    break;
                case "@graph":
                    Roots(property.Value, graph, ref count);
                    break;
                default:
                    rest.Add((property.Name.StartsWith('@') ? property.Name : DataNode.Term(property.Name), property.Value));
                    break;
            }
        }

        if (rest.Count == 0 && node.Types.Count == 0)
        {
            return node;
        }

        var target = graph.Define(node, isRoot);
        var known = target.Properties.Select(property => property.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in rest.Where(property => !known.Contains(property.Name)))
        {
            Values(target, name, value, graph, ref count);
        }

        return target;
    }

    private static void Values(DataNode node, string name, JsonElement json, DataGraph graph, ref int count)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var item in json.EnumerateArray())
                {
                    Values(node, name, item, graph, ref count);
                }

                break;
            case JsonValueKind.Object when Inner(json) is { } inner:
                Values(node, name, inner, graph, ref count);
                break;
            case JsonValueKind.Object:
                node.Add(name, new(null, Node(json, graph, isRoot: false, ref count)));
                break;
            case JsonValueKind.String:
                node.Add(name, new(json.GetString()));
                break;
            case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                node.Add(name, new(json.GetRawText()));
                break;
        }
    }

    /// <summary>What <c>@value</c>, <c>@list</c> and <c>@set</c> hold.</summary>
    private static JsonElement? Inner(JsonElement json) =>
        json.TryGetProperty("@value", out var inner) || json.TryGetProperty("@list", out inner) || json.TryGetProperty("@set", out inner) ? inner : null;

    private static List<string> Texts(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => [json.GetString()!],
        JsonValueKind.Array => json.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!).ToList(),
        _ => [],
    };
}
