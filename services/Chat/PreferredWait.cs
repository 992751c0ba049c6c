using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace AspireCoach.Chat;

/// <summary>Reads <c>Prefer: wait=N</c> (RFC 7240 §4.3); what is not understood is ignored, as the RFC wants.</summary>
internal static class PreferredWait
{
    /// <returns>How long to wait, at most <paramref name="mostSeconds"/>; null where the caller does not ask for it.</returns>
    public static TimeSpan? Read(StringValues header, int mostSeconds)
    {
        foreach (var value in header)
        {
            foreach (var range in value.AsSpan().Split(','))
            {
                var preference = value.AsSpan()[range];
                var parameters = preference.IndexOf(';');
                preference = (parameters < 0 ? preference : preference[..parameters]).Trim();
                var equals = preference.IndexOf('=');
                if (equals > 0
                    && preference[..equals].Trim().Equals("wait", StringComparison.OrdinalIgnoreCase)
                    && long.TryParse(preference[(equals + 1)..].Trim().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
                {
                    return TimeSpan.FromSeconds(Math.Min(seconds, mostSeconds));
                }
            }
        }

        return null;
    }
}
