using System.Globalization;
using System.Text.Json.Nodes;
using AspireCoach.Data.Sessions;

namespace AspireCoach.Models.Tools;

/// <summary>
/// For whom the agent is calling a tool, beside the protocol: the transports take it from here, and what a model writes
/// cannot reach it. What belongs to the call goes along as <c>_meta</c>, which servers believe of the agent only.
/// </summary>
public static class ToolCaller
{
    private const string CallKey = "aspirecoach/call-key";
    private const string Now = "aspirecoach/now";
    private const string TimeZone = "aspirecoach/time-zone";

    private static readonly AsyncLocal<ToolContext?> s_current = new();

    /// <summary>The call that this flow of control is making; null outside of one.</summary>
    public static ToolContext? Current
    {
        get => s_current.Value;
        internal set => s_current.Value = value;
    }

    /// <summary>Who calls, as a server in this process is told.</summary>
    public static SessionPrincipal? Principal =>
        Current is { } context ? new(new UserSession(context.UserId, context.TimeZone, TokenKind.Agent), nameof(ToolCaller)) : null;

    /// <summary>What the server cannot know of a call: its key, the message's instant and time zone.</summary>
    internal static JsonObject Describe(ToolContext context) => new()
    {
        [CallKey] = context.CallKey,
        [Now] = context.Now.ToString("O", CultureInfo.InvariantCulture),
        [TimeZone] = context.TimeZone,
    };

    /// <summary>The context that the agent described; what it left out is taken from <paramref name="known"/>.</summary>
    public static ToolContext Read(JsonObject? described, ToolContext known)
    {
        ArgumentNullException.ThrowIfNull(known);
        return known with
        {
            CallKey = Text(described, CallKey) ?? known.CallKey,
            TimeZone = Text(described, TimeZone) ?? known.TimeZone,
            Now = DateTimeOffset.TryParseExact(Text(described, Now), "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var now) ? now : known.Now,
        };
    }

    private static string? Text(JsonObject? described, string name) =>
        described?[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
