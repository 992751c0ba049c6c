using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;

namespace AspireCoach.Models.Tools;

/// <summary>Section <c>Mcp</c>, where the agent finds tools.</summary>
public sealed class ToolsOptions : IValidatableObject
{
    public const string Section = "Mcp";

    /// <summary>
    /// Where the platform's own tools are served when not in this process: addresses with their path, separated by commas,
    /// e.g. <c>http://web:8080/mcp</c>. Where not set, <c>services:web:http:0</c> and the following, as an AppHost gives them.
    /// </summary>
    public string Endpoint { get; set; } = "";

    /// <summary>How long a token lasts that the agent calls tools over HTTP with; longer than a reply may take.</summary>
    [Range(30, 3_600)]
    public int AgentTokenSeconds { get; set; } = 180;

    /// <summary>Servers of others, by a short name: their tools are offered as <c>NAME_tool</c>.</summary>
    public Dictionary<string, ToolServerOptions> Servers { get; } = new(StringComparer.Ordinal);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var address in Addresses.Where(address => !IsHttp(address)))
        {
            yield return new ValidationResult($"'{address}' is no http or https address, e.g. http://localhost:5080/mcp.", [nameof(Endpoint)]);
        }

        foreach (var (name, server) in Servers)
        {
            foreach (var (setting, problem) in server.Problems(name))
            {
                yield return new ValidationResult(problem, [$"Servers:{name}{setting}"]);
            }
        }
    }

    internal string[] Addresses => Endpoint.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    internal static bool IsHttp(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0;
}

/// <summary>A server of somebody else's. What it says is data that nobody vouches for.</summary>
public sealed partial class ToolServerOptions
{
    /// <summary>Its Streamable HTTP address: https, or http.</summary>
    public string Endpoint { get; set; } = "";

    /// <summary>Sent as a bearer token; none is sent where it is not set.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Further headers to send.</summary>
    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The tools that may be offered, by the server's own names; it can have others that are not.</summary>
    public IList<string> Tools { get; } = [];

    /// <summary>How long connecting, and each call, may take: 0.1 to 60 seconds.</summary>
    public double TimeoutSeconds { get; set; } = 5;

    /// <summary>How many characters of a result a model is given; what is longer is cut off there.</summary>
    public int MaxResultCharacters { get; set; } = 6_000;

    internal IEnumerable<(string Setting, string Problem)> Problems(string name)
    {
        if (!ServerName().IsMatch(name))
        {
            yield return ("", "a server's name is 1 to 20 lower-case letters and digits, a letter first.");
        }

        if (!ToolsOptions.IsHttp(Endpoint))
        {
            yield return (":Endpoint", "must be an http or https address without a user name.");
        }

        if (Tools.Count == 0)
        {
            yield return (":Tools", "must list the tools that may be offered; none is otherwise.");
        }

        if (TimeoutSeconds is not (>= 0.1 and <= 60))
        {
            yield return (":TimeoutSeconds", "must be 0.1 to 60.");
        }

        if (MaxResultCharacters is < 100 or > 100_000)
        {
            yield return (":MaxResultCharacters", "must be 100 to 100,000.");
        }

        if (ApiKey is not null && (ApiKey.Length == 0 || ApiKey.AsSpan().ContainsAnyExceptInRange('!', '~')))
        {
            yield return (":ApiKey", "must be visible ASCII characters.");
        }

        if (Headers.Any(header => !HeaderName().IsMatch(header.Key) || header.Value.AsSpan().ContainsAnyExceptInRange(' ', '~')))
        {
            yield return (":Headers", "must be header names with values of visible ASCII characters.");
        }
    }

    [GeneratedRegex("^[a-z][a-z0-9]{0,19}$")]
    private static partial Regex ServerName();

    [GeneratedRegex("^[A-Za-z0-9-]{1,100}$")]
    private static partial Regex HeaderName();
}
