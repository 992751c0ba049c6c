using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AspireCoach.Models.OpenAICompatible;

/// <summary>
/// Reads a completion, whole or chunk by chunk, and keeps what is known of it. Only what is used must be there:
/// unknown members, missing usage, empty deltas and new finish reasons are all met in the wild.
/// </summary>
internal sealed class ChatReply(ModelEndpoint endpoint, TimeProvider time)
{
    private const int LongestName = 100;

    private readonly ToolCallAssembly _calls = new();
    private string? _finish;
    private string? _id;
    private string? _model;

    /// <summary>Whether the model said that it is done: from then on a broken connection loses nothing but the usage.</summary>
    public bool IsFinished => _finish is not null;

    public UsageDetails? Usage { get; private set; }

    /// <summary>The provider's id of the answer.</summary>
    public string? Id => _id;

    /// <summary>What the endpoint says answered, where that is a plain name; otherwise the configured name.</summary>
    public string ModelId => _model ?? endpoint.Model;

    public DateTimeOffset? CreatedAt { get; private set; }

    public ChatFinishReason FinishReason => _finish switch
    {
        _ when !_calls.IsEmpty && _finish is null or "stop" or "tool_calls" or "function_call" => ChatFinishReason.ToolCalls,
        null or "stop" => ChatFinishReason.Stop,
        "length" => ChatFinishReason.Length,
        "content_filter" => ChatFinishReason.ContentFilter,
        var other => new ChatFinishReason(other),
    };

    /// <summary>Takes in a chunk of a stream.</summary>
    /// <returns>The text in it; empty for a fragment of a tool call, null where it brought nothing.</returns>
    /// <exception cref="ModelEndpointException">It reports a failure or is no JSON.</exception>
    public IList<AIContent>? AddChunk(string data)
    {
        try
        {
            using var chunk = JsonDocument.Parse(data);
            return Add(chunk.RootElement, "delta");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw ModelEndpointException.Invalid("a chunk is no JSON", e);
        }
    }

    /// <summary>Takes in a whole completion.</summary>
    /// <exception cref="ModelEndpointException">It reports a failure or holds no answer.</exception>
    public IList<AIContent> AddWhole(JsonElement completion)
    {
        try
        {
            return Add(completion, "message") ?? throw ModelEndpointException.Invalid("no choices");
        }
        catch (InvalidOperationException e)
        {
            throw ModelEndpointException.Invalid("broken text", e);
        }
    }

    /// <summary>The tool calls, known only at the end.</summary>
    public IEnumerable<FunctionCallContent> TakeCalls() => _calls.Finish(() => $"call_{Guid.CreateVersion7(time.GetUtcNow()):N}");

    private List<AIContent>? Add(JsonElement root, string part)
    {
        ThrowOnError(root);
        _id ??= Short(root.Text("id"));
        _model ??= Short(root.Text("model")) is { } name && !name.StartsWith('/') && !name.Contains('\\') ? name : null;
        CreatedAt ??= root.Number("created") is { } seconds and > 0 and < 100_000_000_000 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
        Usage = ReadUsage(root.Member("usage")) ?? Usage;

        var choice = root.Items("choices").FirstOrDefault();
        if (choice.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        _finish = Short(choice.Text("finish_reason")) ?? _finish;
        var message = choice.Member(part);
        List<AIContent> contents = [];
        if ((message.Text("reasoning_content") ?? message.Text("reasoning")) is { } reasoning)
        {
            contents.Add(new TextReasoningContent(reasoning));
        }

        if ((message.Text("content") ?? PartsText(message) ?? message.Text("refusal")) is { } text)
        {
            contents.Add(new TextContent(text));
        }

        var fragments = 0;
        foreach (var call in message.Items("tool_calls"))
        {
            _calls.Add(call);
            fragments++;
        }

        return contents.Count > 0 || fragments > 0 || part == "message" ? contents : null;
    }

    private static string? PartsText(JsonElement message) =>
        string.Concat(message.Items("content").Select(part => part.Text("text"))) is { Length: > 0 } text ? text : null;

    private static void ThrowOnError(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw ModelEndpointException.Invalid("not an object");
        }

        var error = root.Member("error");
        if (error.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return;
        }

        throw error.Number("code") is { } status and >= 400 and <= 599
            ? ModelEndpointException.Status((int)status, null, ProviderError.Describe((int)status, error))
            : ModelEndpointException.StreamError(ProviderError.Describe(null, error));
    }

    private static UsageDetails? ReadUsage(JsonElement usage) =>
        usage.ValueKind != JsonValueKind.Object
            ? null
            : new UsageDetails
            {
                InputTokenCount = usage.Number("prompt_tokens"),
                OutputTokenCount = usage.Number("completion_tokens"),
                TotalTokenCount = usage.Number("total_tokens"),
                CachedInputTokenCount = usage.Member("prompt_tokens_details").Number("cached_tokens"),
                ReasoningTokenCount = usage.Member("completion_tokens_details").Number("reasoning_tokens"),
            };

    private static string? Short(string? text) => text is { Length: <= LongestName } && !text.Any(char.IsControl) ? text : null;
}
