using System.ComponentModel.DataAnnotations;

namespace AspireCoach.Data.Cache.Redis;

/// <summary>Section <c>Redis</c>; the address itself is <c>ConnectionStrings:redis</c>.</summary>
internal sealed class RedisOptions
{
    public const string Section = "Redis";

    /// <summary>How long connecting may take, in milliseconds. Nobody waits for it.</summary>
    [Range(50, 60_000)]
    public int ConnectMilliseconds { get; set; } = 1_000;

    /// <summary>How long one operation may take, in milliseconds; a later one is made without Redis, and so are all others until it answers again.</summary>
    [Range(10, 10_000)]
    public int OperationMilliseconds { get; set; } = 400;

    /// <summary>How often Redis is looked at, whether it works or not, in milliseconds.</summary>
    [Range(20, 60_000)]
    public int ProbeMilliseconds { get; set; } = 1_000;
}
