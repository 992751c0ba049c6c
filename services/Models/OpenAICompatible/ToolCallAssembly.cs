using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AspireCoach.Models.OpenAICompatible;

/// <summary>
/// Puts tool calls together from the fragments of a stream. Servers differ: some leave out the index, some give
/// every call the index 0, some give no id, some send the arguments as an object.
/// </summary>
internal sealed class ToolCallAssembly
{
    private readonly List<Call> _calls = [];

    public bool IsEmpty => _calls.Count == 0;

    public void Add(JsonElement fragment)
    {
        if (fragment.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        var index = fragment.TryGetProperty("index", out var number) && number.TryGetInt32(out var value) ? value : (int?)null;
        var id = fragment.Text("id");
        var function = fragment.Member("function");
        var name = function.Text("name");
        var call = Find(index, id, name);
        call.Id ??= id;
        call.Name ??= name;
        if (function.ValueKind == JsonValueKind.Object && function.TryGetProperty("arguments", out var arguments))
        {
            call.Arguments.Append(arguments.ValueKind switch
            {
                JsonValueKind.String => arguments.Units(),
                JsonValueKind.Object => arguments.GetRawText(),
                _ => null,
            });
        }
    }

    /// <summary>
    /// The calls in the order they were begun. Arguments that are no JSON object leave
    /// <see cref="FunctionCallContent.Exception"/> set, for the caller to tell the model.
    /// </summary>
    public IEnumerable<FunctionCallContent> Finish(Func<string> newId) =>
        _calls.Where(call => call.Name is not null).Select(call =>
            FunctionCallContent.CreateFromParsedArguments(call.Arguments.ToString(), call.Id ?? newId(), call.Name!, Parse));

    private static Dictionary<string, object?> Parse(string text) =>
        string.IsNullOrWhiteSpace(text)
            ? []
            : JsonSerializer.Deserialize<Dictionary<string, object?>>(text, AIJsonUtilities.DefaultOptions)
              ?? throw new JsonException("The arguments are null.");

    private Call Find(int? index, string? id, string? name)
    {
        var known = index is null ? _calls.LastOrDefault() : _calls.LastOrDefault(call => call.Index == index);
        var begins = known is null
            || (id is not null && known.Id is not null && id != known.Id)
            || (index is null && id is null && name is not null && known.Name is not null);
        if (!begins)
        {
            return known!;
        }

        var call = new Call { Index = index };
        _calls.Add(call);
        return call;
    }

    private sealed class Call
    {
        public int? Index { get; init; }

        public string? Id { get; set; }

        public string? Name { get; set; }

        public StringBuilder Arguments { get; } = new();
    }
}
