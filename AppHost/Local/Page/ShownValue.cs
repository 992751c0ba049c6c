using System.Data.Common;
using System.Text.RegularExpressions;

namespace AspireCoach.AppHost.Local.Page;

/// <summary>
/// What may be shown of a variable's value. Of connection strings only what is known to be harmless is kept, of addresses
/// neither user nor query; whatever is called a key, a token, a password or the like is not shown at all.
/// </summary>
internal static partial class ShownValue
{
    public const string Mask = "••••••";

    private static readonly HashSet<string> Harmless = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Server", "Port", "Database", "Username", "User Id", "Endpoint", "Region", "Bucket", "Pooling", "Timeout", "Command Timeout",
        "Maximum Pool Size", "Minimum Pool Size", "SSL Mode", "Target Session Attributes", "ForcePathStyle", "Application Name", "ssl", "defaultDatabase",
    };

    /// <summary>The value as it may be shown, and whether anything of it was hidden.</summary>
    public static (string Text, bool Hidden) Of(string name, string value, bool isSecret = false)
    {
        if (value.Length == 0)
        {
            return ("", false);
        }

        var shown = isSecret || SecretName().IsMatch(name) ? Mask
            : name.StartsWith("ConnectionStrings", StringComparison.OrdinalIgnoreCase) ? OfConnection(value)
            : OfAddresses(value);
        return (shown, shown != value);
    }

    private static string OfConnection(string value)
    {
        // StackExchange.Redis separates with commas and begins with addresses; nothing else has no '=' there.
        if (RedisAddress().IsMatch(value.Split(',')[0]))
        {
            var parts = value.Split(',');
            return string.Join(',', parts.Select(part => RedisAddress().IsMatch(part) ? part : OfPair(part)));
        }

        try
        {
            var pairs = new DbConnectionStringBuilder { ConnectionString = value };
            if (pairs.Keys!.Cast<string>().Any(key => key.Contains("://", StringComparison.Ordinal)))
            {
                // An address with a '=' in it: what follows may be anything.
                return Mask;
            }

            return string.Join(';', pairs.Keys!.Cast<string>().Select(key => Pair(key, $"{pairs[key]}")));
        }
        catch (ArgumentException)
        {
            return Mask;
        }
    }

    private static string OfPair(string part)
    {
        var at = part.IndexOf('=', StringComparison.Ordinal);
        return at < 0 ? Mask : Pair(part[..at], part[(at + 1)..]);
    }

    private static string Pair(string key, string value) => $"{key}={(Harmless.Contains(key.Trim()) ? OfAddresses(value) : Mask)}";

    private static string OfAddresses(string value) => Query().Replace(UserInfo().Replace(value, $"$1{Mask}@"), $"$1?{Mask}");

    [GeneratedRegex("key|token|secret|passw|pwd|credential|auth|headers|cookie|private|salt|webhook|sas", RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();

    [GeneratedRegex(@"^[\w.\-\[\]:]+:\d+$")]
    private static partial Regex RedisAddress();

    [GeneratedRegex(@"([a-z][a-z0-9+.\-]*://)[^/?#\s]*@", RegexOptions.IgnoreCase)]
    private static partial Regex UserInfo();

    [GeneratedRegex(@"([a-z][a-z0-9+.\-]*://[^?#\s]*)\?[^#\s]*", RegexOptions.IgnoreCase)]
    private static partial Regex Query();
}
