using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;

namespace AspireCoach.Models.Tools;

/// <summary>How a server says that a tool failed: in words, as a result.</summary>
public static class ToolFailure
{
    private const string StoreAway = "aspirecoach/store-away";

    /// <summary>A failure that a model and its user are told.</summary>
    public static CallToolResult Of(string words) => new() { IsError = true, Content = [new TextContentBlock { Text = words }] };

    /// <summary>The store does not answer: the same call will work when it does, and the agent makes it again then.</summary>
    public static CallToolResult OfStore() => new()
    {
        IsError = true,
        Content = [new TextContentBlock { Text = "The data cannot be reached at the moment. Try again in a moment." }],
        Meta = new JsonObject { [StoreAway] = true },
    };

    internal static bool IsOfStore(CallToolResult result) => result.Meta?.ContainsKey(StoreAway) == true;
}

/// <summary>A tool's store does not answer: not the tool's fault, and nothing to tell a model about.</summary>
public sealed class ToolStoreAwayException() : Exception("The store behind a tool does not answer.");

/// <summary>A server with tools cannot be reached, or gave no answer that can be used.</summary>
public sealed class ToolServerAwayException(string message, Exception? inner = null) : Exception(message, inner);
