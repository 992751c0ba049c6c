using System.ComponentModel.DataAnnotations;

namespace AspireCoach.Data.Limits;

/// <summary>Section <c>RateLimits</c>: requests a second, and how many may come at once. 0 a second does not limit.</summary>
internal sealed class RateLimitsOptions
{
    public const string Section = "RateLimits";

    /// <summary>Requests a second of a user, from all devices.</summary>
    [Range(0.0, 1_000_000.0)]
    public double PerUser { get; set; } = 50;

    /// <summary>How many of them may come at once.</summary>
    [Range(1, 1_000_000)]
    public int UserBurst { get; set; } = 500;

    /// <summary>Requests a second from a network address (IPv6: a /64), which all customers of a mobile carrier may share.</summary>
    [Range(0.0, 1_000_000.0)]
    public double PerAddress { get; set; } = 1_000;

    /// <summary>How many of them may come at once.</summary>
    [Range(1, 1_000_000)]
    public int AddressBurst { get; set; } = 10_000;
}
