using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace AspireCoach.Models;

/// <summary>
/// Data inside a prompt: JSON between two tags. The JSON has no angle bracket that is not escaped, so that no text in it
/// can end the block, or begin another.
/// </summary>
public static class PromptBlock
{
    // Letters of every language stay one character each; what could be markup does not.
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>The data between <c>&lt;name></c> and <c>&lt;/name></c>.</summary>
    public static string Render<T>(string name, T data) => $"<{name}>{JsonSerializer.Serialize(data, s_json)}</{name}>";

    /// <summary>The data of the first block of that name; the default where there is none.</summary>
    public static T? Find<T>(string name, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (open, close) = ($"<{name}>", $"</{name}>");
        var start = text.IndexOf(open, StringComparison.Ordinal);
        var end = text.IndexOf(close, StringComparison.Ordinal);
        return start < 0 || end < start ? default : JsonSerializer.Deserialize<T>(text.AsSpan(start + open.Length, end - start - open.Length), s_json);
    }
}
