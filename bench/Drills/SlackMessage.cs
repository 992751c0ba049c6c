using System.Text.Json;

namespace AspireCoach.Bench.Drills;

/// <summary>What Alertmanager posts to a webhook of Slack's.</summary>
/// <param name="Channel">The name of the secret that holds the address, e.g. <c>slack_page</c>.</param>
/// <param name="Title">Begins with PAGE, TICKET or RESOLVED.</param>
/// <param name="TitleLink">The dashboard.</param>
/// <param name="Text">Slack's mrkdwn: summary, description, since when, links.</param>
/// <param name="Color">danger, warning or good.</param>
public sealed record SlackMessage(string Channel, string Title, string TitleLink, string Text, string Color)
{
    internal static SlackMessage Parse(string channel, JsonElement body)
    {
        var attachment = body.GetProperty("attachments")[0];
        string Of(string name) => attachment.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
        return new(channel, Of("title"), Of("title_link"), Of("text"), Of("color"));
    }
}
