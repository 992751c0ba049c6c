using System.Collections.Frozen;

namespace AspireCoach.Catalog.Fetching;

/// <summary>
/// The parameters of a query that say who follows a link and from where, never which page it leads to: marks of campaigns
/// and clicks, and ids of sessions. A name belongs here only if no site means a page by it: <c>id</c>, <c>page</c>,
/// <c>ref</c>, <c>sid</c>, <c>source</c> and <c>lang</c> do not.
/// </summary>
internal static class SessionParameters
{
    private static readonly string[] Prefixes = ["utm_", "aspsessionid"];

    private static readonly FrozenSet<string> Names = new[]
    {
        // Clicks on advertisements: Google, Microsoft, Meta, Yandex, X, TikTok, LinkedIn.
        "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "srsltid", "msclkid", "fbclid", "igshid", "igsh", "yclid", "ysclid", "twclid", "ttclid", "li_fat_id",

        // Analytics and mailings: Google, Mailchimp, HubSpot, Marketo, Openstat.
        "_ga", "_gl", "mc_cid", "mc_eid", "_hsenc", "_hsmi", "__hstc", "__hssc", "__hsfp", "mkt_tok", "_openstat",

        "phpsessid", "jsessionid",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The query without them and without empty parameters; the rest as it was, in its order.</summary>
    /// <param name="query">Without its question mark.</param>
    public static string Without(string query) => string.Join('&', query.Split('&', StringSplitOptions.RemoveEmptyEntries).Where(Counts));

    private static bool Counts(string parameter)
    {
        var name = parameter.Split('=', 2)[0];
        return !Names.Contains(name) && !Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
    }
}
