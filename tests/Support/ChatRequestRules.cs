using System.Text.Json;
using System.Text.RegularExpressions;

namespace AspireCoach.Support;

/// <summary>What OpenAI's API reference demands of a request, as far as it refuses others with 400.</summary>
internal static partial class ChatRequestRules
{
    private static readonly HashSet<string> Known =
    [
        "model", "messages", "stream", "stream_options", "max_tokens", "max_completion_tokens", "temperature", "top_p", "frequency_penalty",
        "presence_penalty", "seed", "stop", "reasoning_effort", "response_format", "tools", "tool_choice", "parallel_tool_calls",
    ];

    public static List<string> Check(ReceivedRequest request)
    {
        List<string> wrong = [];
        var body = request.Body;
        if (request.Method != "POST" || request.Path != "/v1/chat/completions")
        {
            wrong.Add($"{request.Method} {request.Path}");
        }

        wrong.AddRange(body.EnumerateObject().Select(p => p.Name).Where(name => !Known.Contains(name)).Select(name => $"unknown {name}"));
        if (!body.TryGetProperty("model", out var model) || string.IsNullOrEmpty(model.GetString()))
        {
            wrong.Add("model");
        }

        CheckMessages(body.GetProperty("messages"), wrong);
        if (body.TryGetProperty("tools", out var tools))
        {
            CheckTools(tools, wrong);
        }
        else if (body.TryGetProperty("tool_choice", out _) || body.TryGetProperty("parallel_tool_calls", out _))
        {
            wrong.Add("tool_choice without tools");
        }

        if (body.TryGetProperty("stream_options", out _) && !(body.TryGetProperty("stream", out var stream) && stream.GetBoolean()))
        {
            wrong.Add("stream_options without stream");
        }

        return wrong;
    }

    private static void CheckMessages(JsonElement messages, List<string> wrong)
    {
        if (messages.GetArrayLength() == 0)
        {
            wrong.Add("no messages");
        }

        HashSet<string> open = [];
        foreach (var message in messages.EnumerateArray())
        {
            var role = message.GetProperty("role").GetString();
            if (role == "tool")
            {
                if (!open.Remove(message.GetProperty("tool_call_id").GetString()!) || message.GetProperty("content").ValueKind != JsonValueKind.String)
                {
                    wrong.Add("a tool message that answers no call");
                }

                continue;
            }

            if (open.Count > 0)
            {
                wrong.Add("a call without its answer");
            }

            CheckMessage(role, message, open, wrong);
        }

        if (open.Count > 0)
        {
            wrong.Add("a call without its answer");
        }
    }

    private static void CheckMessage(string? role, JsonElement message, HashSet<string> open, List<string> wrong)
    {
        if (role is not ("system" or "user" or "assistant"))
        {
            wrong.Add($"role {role}");
        }

        var calls = message.TryGetProperty("tool_calls", out var found) ? found : default;
        var kind = message.GetProperty("content").ValueKind;
        if (kind is not (JsonValueKind.String or JsonValueKind.Array) && !(kind == JsonValueKind.Null && role == "assistant" && calls.ValueKind == JsonValueKind.Array))
        {
            wrong.Add($"content of kind {kind}");
        }

        if (kind == JsonValueKind.Array)
        {
            CheckParts(role, message.GetProperty("content"), wrong);
        }

        if (calls.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        foreach (var call in calls.EnumerateArray())
        {
            using var arguments = JsonDocument.Parse(call.GetProperty("function").GetProperty("arguments").GetString()!);
            if (role != "assistant"
                || call.GetProperty("type").GetString() != "function"
                || !FunctionName().IsMatch(call.GetProperty("function").GetProperty("name").GetString()!)
                || string.IsNullOrEmpty(call.GetProperty("id").GetString())
                || arguments.RootElement.ValueKind != JsonValueKind.Object
                || !open.Add(call.GetProperty("id").GetString()!))
            {
                wrong.Add("tool_calls");
            }
        }
    }

    private static void CheckParts(string? role, JsonElement parts, List<string> wrong)
    {
        if (parts.GetArrayLength() == 0)
        {
            wrong.Add("content of no parts");
        }

        foreach (var part in parts.EnumerateArray())
        {
            var isRight = part.GetProperty("type").GetString() switch
            {
                "text" => part.GetProperty("text").ValueKind == JsonValueKind.String,
                "image_url" => role == "user" && Picture().IsMatch(part.GetProperty("image_url").GetProperty("url").GetString()!),
                _ => false,
            };
            if (!isRight)
            {
                wrong.Add("a part of the content");
            }
        }
    }

    private static void CheckTools(JsonElement tools, List<string> wrong)
    {
        foreach (var tool in tools.EnumerateArray())
        {
            var function = tool.GetProperty("function");
            var parameters = function.GetProperty("parameters");
            if (tool.GetProperty("type").GetString() != "function"
                || !FunctionName().IsMatch(function.GetProperty("name").GetString()!)
                || parameters.GetProperty("type").GetString() != "object"
                || parameters.GetProperty("properties").ValueKind != JsonValueKind.Object)
            {
                wrong.Add("tools");
            }
        }
    }

    [GeneratedRegex("^(https?://|data:image/(png|jpeg|webp|gif);base64,[A-Za-z0-9+/]+={0,2}$)")]
    private static partial Regex Picture();

    [GeneratedRegex("^[a-zA-Z0-9_-]{1,64}$")]
    private static partial Regex FunctionName();
}
