using System.Text.Json;

namespace AspireCoach.Support;

/// <summary>
/// A published OpenAPI 3.0 document, to hold requests and answers against: paths, required query parameters, and schemas as
/// far as such documents use them. Stricter than the specification: a member that an object does not name is wrong unless
/// the schema says that it may have others, and a schema that only says nullable means null.
/// </summary>
internal sealed class OpenApiDocument
{
    private const int Deepest = 100;

    private readonly JsonElement _root;

    private OpenApiDocument(JsonElement root) => _root = root;

    public static OpenApiDocument Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return new OpenApiDocument(document.RootElement.Clone());
    }

    /// <summary>What is wrong with a request; nothing where it is as documented.</summary>
    public IReadOnlyList<string> CheckRequest(string method, string path, IEnumerable<string> query, JsonElement? body)
    {
        if (Operation(method, path) is not { } operation)
        {
            return [$"There is no {method} {path}."];
        }

        List<string> wrong = [];
        var known = operation.TryGetProperty("parameters", out var parameters)
            ? parameters.EnumerateArray().Where(parameter => parameter.GetProperty("in").GetString() == "query").Select(parameter => parameter.GetProperty("name").GetString()).ToHashSet()
            : [];
        wrong.AddRange(query.Where(name => !known.Contains(name)).Select(name => $"There is no parameter {name} of {method} {path}."));
        var schema = operation.TryGetProperty("requestBody", out var request) ? Content(request) : null;
        if (body is { } value)
        {
            wrong.AddRange(schema is { } wanted ? Check(value, wanted, "body", 0) : ["A body that is not wanted."]);
        }
        else if (schema is not null)
        {
            wrong.Add("A body is missing.");
        }

        return wrong;
    }

    /// <summary>What is wrong with a successful answer.</summary>
    public IReadOnlyList<string> CheckResponse(string method, string path, JsonElement body) =>
        Operation(method, path) is { } operation && Content(operation.GetProperty("responses").GetProperty("200")) is { } schema
            ? Check(body, schema, "answer", 0)
            : [];

    private static JsonElement? Content(JsonElement holder) =>
        holder.TryGetProperty("content", out var content) && content.TryGetProperty("application/json", out var json) ? json.GetProperty("schema") : null;

    private JsonElement? Operation(string method, string path)
    {
        var parts = path.Trim('/').Split('/');
        var best = _root.GetProperty("paths").EnumerateObject()
            .Where(known => Fits(known.Name.Trim('/').Split('/'), parts) && known.Value.TryGetProperty(method.ToLowerInvariant(), out _))
            .OrderBy(known => known.Name.Count(character => character == '{'))
            .ToArray();
        return best.Length == 0 ? null : best[0].Value.GetProperty(method.ToLowerInvariant());
    }

    private static bool Fits(string[] template, string[] parts) =>
        template.Length == parts.Length && template.Zip(parts).All(pair => pair.First.StartsWith('{') || pair.First == pair.Second);

    private List<string> Check(JsonElement value, JsonElement schema, string at, int depth)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(depth, Deepest);
        if (schema.TryGetProperty("$ref", out var reference))
        {
            return Check(value, Resolve(reference.GetString()!), at, depth + 1);
        }

        var nullable = schema.TryGetProperty("nullable", out var may) && may.GetBoolean();
        if (value.ValueKind == JsonValueKind.Null && nullable)
        {
            return [];
        }

        List<string> wrong = [];
        if (nullable && schema.EnumerateObject().Count() == 1)
        {
            wrong.Add($"{at} is not null");
        }

        CheckCombinations(value, schema, at, depth, wrong);
        if (schema.TryGetProperty("enum", out var allowed) && !allowed.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)))
        {
            wrong.Add($"{at} is {value}, none of {allowed}");
        }

        if (schema.TryGetProperty("type", out var type))
        {
            CheckType(value, schema, type.GetString()!, at, depth, wrong);
        }

        return wrong;
    }

    private void CheckCombinations(JsonElement value, JsonElement schema, string at, int depth, List<string> wrong)
    {
        if (schema.TryGetProperty("allOf", out var all))
        {
            wrong.AddRange(all.EnumerateArray().SelectMany(part => Check(value, part, at, depth + 1)));
        }

        foreach (var (keyword, exactly) in new[] { ("anyOf", false), ("oneOf", true) })
        {
            if (schema.TryGetProperty(keyword, out var options))
            {
                var tried = options.EnumerateArray().Select(option => Check(value, option, at, depth + 1)).ToArray();
                var fitting = tried.Count(problems => problems.Count == 0);
                if (fitting == 0 || (exactly && fitting > 1))
                {
                    var nearest = fitting > 1 ? "several fit" : tried.MinBy(problems => problems.Count)!.First();
                    wrong.Add($"{at} fits {fitting} of {tried.Length} ({nearest})");
                }
            }
        }
    }

    private void CheckType(JsonElement value, JsonElement schema, string type, string at, int depth, List<string> wrong)
    {
        var right = type switch
        {
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            "string" => value.ValueKind == JsonValueKind.String,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && number == decimal.Truncate(number),
            _ => value.ValueKind == JsonValueKind.Number,
        };
        if (!right)
        {
            wrong.Add($"{at} is no {type}");
        }
        else if (type == "object")
        {
            CheckMembers(value, schema, at, depth, wrong);
        }
        else if (type == "array")
        {
            CheckItems(value, schema, at, depth, wrong);
        }
        else
        {
            CheckLimits(value, schema, at, wrong);
        }
    }

    private void CheckMembers(JsonElement value, JsonElement schema, string at, int depth, List<string> wrong)
    {
        var properties = schema.TryGetProperty("properties", out var named) ? named : default;
        var others = schema.TryGetProperty("additionalProperties", out var additional) ? additional : default;
        if (schema.TryGetProperty("required", out var required))
        {
            wrong.AddRange(required.EnumerateArray().Where(name => !value.TryGetProperty(name.GetString()!, out _)).Select(name => $"{at}.{name} is missing"));
        }

        foreach (var member in value.EnumerateObject())
        {
            if (properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty(member.Name, out var known))
            {
                wrong.AddRange(Check(member.Value, known, $"{at}.{member.Name}", depth + 1));
            }
            else if (others.ValueKind == JsonValueKind.Object)
            {
                wrong.AddRange(Check(member.Value, others, $"{at}.{member.Name}", depth + 1));
            }
            else if (others.ValueKind != JsonValueKind.True)
            {
                wrong.Add($"{at}.{member.Name} is unknown");
            }
        }
    }

    private void CheckItems(JsonElement value, JsonElement schema, string at, int depth, List<string> wrong)
    {
        var items = value.EnumerateArray().ToArray();
        if (schema.TryGetProperty("items", out var item))
        {
            wrong.AddRange(items.SelectMany((one, index) => Check(one, item, $"{at}[{index}]", depth + 1)));
        }

        if (schema.TryGetProperty("minItems", out var least) && items.Length < least.GetInt32())
        {
            wrong.Add($"{at} has fewer than {least} items");
        }

        if (schema.TryGetProperty("uniqueItems", out var unique) && unique.GetBoolean() && items.Select(one => one.GetRawText()).Distinct().Count() < items.Length)
        {
            wrong.Add($"{at} has an item twice");
        }
    }

    private static void CheckLimits(JsonElement value, JsonElement schema, string at, List<string> wrong)
    {
        if (schema.TryGetProperty("minimum", out var least) && value.GetDouble() < least.GetDouble())
        {
            wrong.Add($"{at} is below {least}");
        }

        if (schema.TryGetProperty("maximum", out var most) && value.GetDouble() > most.GetDouble())
        {
            wrong.Add($"{at} is above {most}");
        }

        if (schema.TryGetProperty("minLength", out var shortest) && value.GetString()!.Length < shortest.GetInt32())
        {
            wrong.Add($"{at} is shorter than {shortest}");
        }

        if (schema.TryGetProperty("format", out var format) && format.GetString() == "uuid" && !Guid.TryParse(value.GetString(), out _))
        {
            wrong.Add($"{at} is no UUID");
        }
    }

    private JsonElement Resolve(string reference) =>
        reference.TrimStart('#', '/').Split('/').Aggregate(_root, (element, name) => element.GetProperty(name.Replace("~1", "/", StringComparison.Ordinal)));
}
