using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AspireCoach.Models.OpenAICompatible;

/// <summary>The functions that a model may call, as members of the body of POST /chat/completions.</summary>
internal static class ChatToolsWriter
{
    public static void Write(Utf8JsonWriter json, ChatOptions options)
    {
        if (options.Tools is not { Count: > 0 } tools)
        {
            return;
        }

        json.WriteStartArray("tools");
        foreach (var tool in tools)
        {
            if (tool is not AIFunctionDeclaration function)
            {
                throw new NotSupportedException($"{tool.Name} is no function: this protocol offers a model functions only.");
            }

            WriteTool(json, function);
        }

        json.WriteEndArray();
        WriteToolChoice(json, options.ToolMode);
        if (options.AllowMultipleToolCalls is { } several)
        {
            json.WriteBoolean("parallel_tool_calls", several);
        }
    }

    private static void WriteTool(Utf8JsonWriter json, AIFunctionDeclaration function)
    {
        json.WriteStartObject();
        json.WriteString("type", "function");
        json.WriteStartObject("function");
        json.WriteString("name", function.Name);
        if (function.Description.Length > 0)
        {
            json.WriteString("description", function.Description);
        }

        json.WritePropertyName("parameters");
        var schema = function.JsonSchema;
        if (schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("type", out _) && schema.TryGetProperty("properties", out _))
        {
            schema.WriteTo(json);
        }
        else
        {
            // The schema "anything goes" of a function without parameters: servers insist on an object.
            json.WriteRawValue("""{"type":"object","properties":{}}""");
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteToolChoice(Utf8JsonWriter json, ChatToolMode? mode)
    {
        switch (mode)
        {
            case NoneChatToolMode:
                json.WriteString("tool_choice", "none");
                break;
            case AutoChatToolMode:
                json.WriteString("tool_choice", "auto");
                break;
            case RequiredChatToolMode { RequiredFunctionName: null }:
                json.WriteString("tool_choice", "required");
                break;
            case RequiredChatToolMode required:
                json.WriteStartObject("tool_choice");
                json.WriteString("type", "function");
                json.WriteStartObject("function");
                json.WriteString("name", required.RequiredFunctionName);
                json.WriteEndObject();
                json.WriteEndObject();
                break;
        }
    }
}
