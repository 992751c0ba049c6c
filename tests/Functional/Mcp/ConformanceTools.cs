using System.Text;
using System.Text.Json;
using AspireCoach.Models.Tools;
using Microsoft.Extensions.AI;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace AspireCoach.Functional.Mcp;

/// <summary>The tools that MCP's conformance suite asks a server to have; the platform has no use for them.</summary>
internal sealed class ConformanceTools : IToolSource
{
    // One red pixel, and a tenth of a millisecond of silence.
    private static readonly byte[] s_png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==");
    private static readonly byte[] s_wav = [.. "RIFF"u8, 37, 0, 0, 0, .. "WAVEfmt "u8, 16, 0, 0, 0, 1, 0, 1, 0, 64, 31, 0, 0, 64, 31, 0, 0, 1, 0, 8, 0, .. "data"u8, 1, 0, 0, 0, 128];

    private const string Schema =
        """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "$defs": { "address": { "type": "object", "properties": { "street": { "type": "string" }, "city": { "type": "string" } } } },
          "properties": { "name": { "type": "string" }, "address": { "$ref": "#/$defs/address" } },
          "additionalProperties": false
        }
        """;

    public IReadOnlyList<CoachTool> Tools { get; } =
    [
        Tool("test_simple_text", () => [new TextContentBlock { Text = "A simple text." }]),
        Tool("test_image_content", () => [Image()]),
        Tool("test_audio_content", () => [new AudioContentBlock { Data = Base64(s_wav), MimeType = "audio/wav" }]),
        Tool("test_embedded_resource", () => [Resource("test://embedded-resource", "text/plain", "An embedded resource.")]),
        Tool("test_multiple_content_types", () => [new TextContentBlock { Text = "Several kinds:" }, Image(), Resource("test://mixed-content-resource", "application/json", "{\"test\":\"data\",\"value\":123}")]),
        Tool("test_error_handling", () => throw new ToolRefusedException("This tool only ever fails.")),
        CoachTool.Create(ProgressAsync, "test_tool_with_progress", "Says how far it is.", readOnly: true, idempotent: true),
        CoachTool.Create(new Described(), readOnly: true, idempotent: true),
    ];

    private static CoachTool Tool(string name, Func<ContentBlock[]> content) => CoachTool.Create(content, name, "For the conformance suite.", readOnly: true, idempotent: true);

    private static async Task<string> ProgressAsync(ToolContext context, CancellationToken cancel)
    {
        foreach (var progress in (int[])[0, 50, 100])
        {
            context.Progress?.Report(new ProgressNotificationValue { Progress = progress, Total = 100 });
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancel);
        }

        return "done";
    }

    private static ImageContentBlock Image() => new() { Data = Base64(s_png), MimeType = "image/png" };

    private static EmbeddedResourceBlock Resource(string uri, string type, string text) => new() { Resource = new TextResourceContents { Uri = uri, MimeType = type, Text = text } };

    private static ReadOnlyMemory<byte> Base64(byte[] bytes) => Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes));

    private sealed class Described : AIFunction
    {
        public override string Name => "json_schema_2020_12_tool";

        public override string Description => "Has a schema with the words of JSON Schema 2020-12.";

        public override JsonElement JsonSchema { get; } = JsonSerializer.Deserialize<JsonElement>(Schema);

        protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) => ValueTask.FromResult<object?>("{}");
    }
}
