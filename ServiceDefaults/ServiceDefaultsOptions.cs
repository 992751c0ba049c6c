using System.ComponentModel.DataAnnotations;

namespace AspireCoach.ServiceDefaults;

/// <summary>What every process keeps to; configuration section <c>Service</c>. A value out of range stops the start.</summary>
public sealed class ServiceDefaultsOptions
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
    /// process. Unset: all of them in Development, one in ten elsewhere.
    /// </summary>
    [Range(0.0, 1.0)]
    public double? TraceRatio { get; set; }
}
