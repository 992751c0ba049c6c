using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;

namespace AspireCoach.ServiceDefaults;

/// <summary>What every process keeps to; configuration section <c>Service</c>. A value out of range stops the start.</summary>
public sealed class ServiceDefaultsOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Service";

    /// <summary>Requests in work at once before further ones are refused with 503; waiting polls do not count.</summary>
    [Range(1, 1_000_000)]
    public int MaxInFlight { get; set; } = 2_000;

    /// <summary>What a refused caller is told in <c>Retry-After</c>, in seconds.</summary>
    [Range(1, 300)]
    public int RetryAfterSeconds { get; set; } = 1;

    /// <summary>Open connections at once; further ones are closed at once.</summary>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 20_000;

    /// <summary>The largest request body in bytes, where an endpoint does not say otherwise.</summary>
    [Range(1_024, 1_073_741_824)]
    public long MaxBodyBytes { get; set; } = 1_048_576;

    /// <summary>How long a caller may take to send its headers, in seconds.</summary>
    [Range(1, 120)]
    public int HeadersTimeoutSeconds { get; set; } = 10;

    /// <summary>
    /// How long the process goes on accepting after SIGTERM, in seconds, while <c>/health</c> already answers 503
    /// and every answer asks its connection to be closed. Behind a load balancer: longer than the period of its probe.
    /// </summary>
    [Range(0.0, 60.0)]
    public double DrainSeconds { get; set; }

    /// <summary>How long requests and jobs may take to finish once draining is over, in seconds.</summary>
    [Range(1, 120)]
    public int ShutdownSeconds { get; set; } = 8;

    /// <summary>
    /// The share of traces recorded when OTLP is configured, 0 to 1, decided by the trace id and so alike in every
    /// process. Unset: all of them in Development, one in twenty elsewhere, since recording a trace takes processor time.
    /// </summary>
    [Range(0.0, 1.0)]
    public double? TraceRatio { get; set; }

    /// <summary>
    /// Whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are believed: addresses and networks
    /// (<c>10.0.0.0/8</c>), separated by commas, of the proxies in front. This machine's own always are.
    /// </summary>
    public string KnownProxies { get; set; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Proxies.Where(text => !TryParse(text, out _))
            .Select(text => new ValidationResult($"'{text}' is neither an address nor a network.", [nameof(KnownProxies)]));

    private string[] Proxies => KnownProxies.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    internal void Apply(ForwardedHeadersOptions headers)
    {
        // One proxy's word: what stands further left in the header the caller may have written.
        headers.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        headers.ForwardLimit = 1;
        foreach (var text in Proxies)
        {
            if (TryParse(text, out var network))
            {
                headers.KnownIPNetworks.Add(network);
            }
        }
    }

    private static bool TryParse(string text, out System.Net.IPNetwork network)
    {
        if (IPAddress.TryParse(text, out var address))
        {
            network = new(address, address.GetAddressBytes().Length * 8);
            return true;
        }

        return System.Net.IPNetwork.TryParse(text, out network);
    }
}
