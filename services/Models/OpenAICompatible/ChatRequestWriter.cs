using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AspireCoach.Models.OpenAICompatible;

/// <summary>
/// A conversation as the body of POST /chat/completions, in the subset that compatible servers share. The model named
/// in the options is passed over: which model answers is the operator's choice.
/// </summary>
internal static class ChatRequestWriter
{
    // The library's own options indent, which is paid for in tokens.
    private static readonly JsonSerializerOptions Compact = new(AIJsonUtilities.DefaultOptions) { WriteIndented = false };

    public static BinaryData Write(IEnumerable<ChatMessage> messages, ChatOptions? options, ModelEndpoint endpoint, bool stream)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("model", endpoint.Model);
        WriteMessages(json, messages, options?.Instructions, endpoint.Vision);
        if (stream)
        {
            json.WriteBoolean("stream", true);
            json.WriteStartObject("stream_options");
            json.WriteBoolean("include_usage", true);
            json.WriteEndObject();
        }

        if ((options?.MaxOutputTokens ?? endpoint.MaxOutputTokens) is { } tokens)
        {
            json.WriteNumber(endpoint.MaxTokensProperty, tokens);
        }

        if (options is not null)
        {
            WriteSampling(json, options);
            WriteResponseFormat(json, options.ResponseFormat);
            ChatToolsWriter.Write(json, options);
        }

        json.WriteEndObject();
        json.Flush();
        return new BinaryData(buffer.WrittenMemory);
    }

    private static void WriteMessages(Utf8JsonWriter json, IEnumerable<ChatMessage> messages, string? instructions, bool pictures)
    {
        json.WriteStartArray("messages");
        if (!string.IsNullOrEmpty(instructions))
        {
            json.WriteStartObject();
            json.WriteString("role", "system");
            json.WriteString("content", instructions);
            json.WriteEndObject();
        }

        foreach (var message in messages)
        {
            WriteMessage(json, message, pictures);
        }

        json.WriteEndArray();
    }

    private static void WriteMessage(Utf8JsonWriter json, ChatMessage message, bool pictures)
    {
        foreach (var result in message.Contents.OfType<FunctionResultContent>())
        {
            json.WriteStartObject();
            json.WriteString("role", "tool");
            json.WriteString("tool_call_id", result.CallId);
            json.WriteString("content", ResultText(result));
            json.WriteEndObject();
        }

        if (message.Role == ChatRole.Tool || (message.Contents.Count > 0 && message.Contents.All(content => content is FunctionResultContent)))
        {
            return;
        }

        var calls = message.Contents.OfType<FunctionCallContent>().ToList();
        json.WriteStartObject();
        json.WriteString("role", Role(message.Role));
        if (message.Contents.Any(content => (content is DataContent or UriContent) && (pictures || !IsPicture(content))))
        {
            WriteParts(json, message, pictures);
        }
        else if (message.Text is { Length: 0 } && calls.Count > 0)
        {
            json.WriteNull("content");
        }
        else
        {
            json.WriteString("content", pictures ? message.Text : WithoutPictures(message));
        }

        if (calls.Count > 0)
        {
            WriteCalls(json, calls);
        }

        json.WriteEndObject();
    }

    private static string Role(ChatRole role) =>
        role == ChatRole.System || role == ChatRole.User || role == ChatRole.Assistant
            ? role.Value
            : throw new NotSupportedException($"A message of the role {role} cannot be sent.");

    private static void WriteParts(Utf8JsonWriter json, ChatMessage message, bool pictures)
    {
        json.WriteStartArray("content");
        foreach (var content in message.Contents)
        {
            switch (content)
            {
                case TextContent text:
                    json.WriteStartObject();
                    json.WriteString("type", "text");
                    json.WriteString("text", text.Text);
                    json.WriteEndObject();
                    break;
                case var picture when IsPicture(picture) && !pictures:
                    break;
                case DataContent data when data.HasTopLevelMediaType("image"):
                    WriteImage(json, data.Uri);
                    break;
                case UriContent uri when uri.HasTopLevelMediaType("image"):
                    WriteImage(json, uri.Uri.AbsoluteUri);
                    break;
                case DataContent data:
                    throw new NotSupportedException($"Content of the type {data.MediaType} cannot be sent.");
                case UriContent uri:
                    throw new NotSupportedException($"Content of the type {uri.MediaType} cannot be sent.");
            }
        }

        json.WriteEndArray();
    }

    /// <summary>A model that takes none is told that there were some: else it would speak of what it has not seen.</summary>
    private static string WithoutPictures(ChatMessage message) => message.Contents.Count(IsPicture) is > 0 and var left
        ? $"{message.Text}\n[{left} attached pictures are not shown: this model takes none.]"
        : message.Text;

    private static bool IsPicture(AIContent content) => content switch
    {
        DataContent data => data.HasTopLevelMediaType("image"),
        UriContent uri => uri.HasTopLevelMediaType("image"),
        _ => false,
    };

    private static void WriteImage(Utf8JsonWriter json, string url)
    {
        json.WriteStartObject();
        json.WriteString("type", "image_url");
        json.WriteStartObject("image_url");
        json.WriteString("url", url);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteCalls(Utf8JsonWriter json, List<FunctionCallContent> calls)
    {
        json.WriteStartArray("tool_calls");
        foreach (var call in calls)
        {
            json.WriteStartObject();
            json.WriteString("id", call.CallId);
            json.WriteString("type", "function");
            json.WriteStartObject("function");
            json.WriteString("name", call.Name);
            json.WriteString("arguments", JsonSerializer.Serialize(call.Arguments ?? new Dictionary<string, object?>(), Compact));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string ResultText(FunctionResultContent result) => result.Result switch
    {
        string text => text,
        // An exception's text is for the log; the tool's own words for a refusal come as its result.
        null => result.Exception is null ? "null" : "The tool failed.",
        var value => JsonSerializer.Serialize(value, Compact),
    };

    private static void WriteSampling(Utf8JsonWriter json, ChatOptions options)
    {
        WriteNumber(json, "temperature", options.Temperature);
        WriteNumber(json, "top_p", options.TopP);
        WriteNumber(json, "frequency_penalty", options.FrequencyPenalty);
        WriteNumber(json, "presence_penalty", options.PresencePenalty);
        if (options.Seed is { } seed)
        {
            json.WriteNumber("seed", seed);
        }

        if (options.StopSequences is { Count: > 0 } stops)
        {
            json.WriteStartArray("stop");
            foreach (var stop in stops)
            {
                json.WriteStringValue(stop);
            }

            json.WriteEndArray();
        }

        if (options.Reasoning?.Effort is { } effort)
        {
            json.WriteString("reasoning_effort", effort == ReasoningEffort.ExtraHigh ? "xhigh" : effort.ToString().ToLower(CultureInfo.InvariantCulture));
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, float? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    private static void WriteResponseFormat(Utf8JsonWriter json, ChatResponseFormat? format)
    {
        if (format is not ChatResponseFormatJson wanted)
        {
            return;
        }

        json.WriteStartObject("response_format");
        if (wanted.Schema is { } schema)
        {
            json.WriteString("type", "json_schema");
            json.WriteStartObject("json_schema");
            json.WriteString("name", wanted.SchemaName ?? "answer");
            if (wanted.SchemaDescription is { } description)
            {
                json.WriteString("description", description);
            }

            json.WritePropertyName("schema");
            schema.WriteTo(json);
            json.WriteEndObject();
        }
        else
        {
            json.WriteString("type", "json_object");
        }

        json.WriteEndObject();
    }
}
