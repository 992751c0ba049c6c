using System.ComponentModel.DataAnnotations;

namespace AspireCoach.Mcp;

/// <summary>Section <c>Mcp</c>, what the server keeps to.</summary>
public sealed class McpOptions : IValidatableObject
{
    public const string Section = "Mcp";

    /// <summary>How long a tool may take that a client calls; the agent has a deadline of its own.</summary>
    [Range(1, 120)]
    public int ToolSeconds { get; set; } = 10;

    /// <summary>How many characters a tool's result may have.</summary>
    [Range(1_000, 10_000_000)]
    public int MaxResultCharacters { get; set; } = 200_000;

    /// <summary>
    /// The names, without port, that clients reach <c>/mcp</c> by, separated by commas; <c>*</c> is any. This machine's own always are.
    /// </summary>
    public string AllowedHosts { get; set; } = "";

    /// <summary>Origins of web pages that may call <c>/mcp</c>, e.g. <c>https://app.example.org</c>, separated by commas; this machine's own always may.</summary>
    public string AllowedOrigins { get; set; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var host in CallerCheck.Split(AllowedHosts).Where(host => host != "*" && Uri.CheckHostName(host.Trim('[', ']')) == UriHostNameType.Unknown))
        {
            yield return new ValidationResult($"'{host}' is no host name; leave the port out.", [nameof(AllowedHosts)]);
        }

        foreach (var origin in CallerCheck.Split(AllowedOrigins).Where(origin => CallerCheck.ReadOrigin(origin) is null))
        {
            yield return new ValidationResult($"'{origin}' is no origin, e.g. https://app.example.org.", [nameof(AllowedOrigins)]);
        }
    }
}
