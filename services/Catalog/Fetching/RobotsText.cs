using System.Globalization;
using System.Text;

namespace AspireCoach.Catalog.Fetching;

/// <summary>A site's robots.txt (RFC 9309).</summary>
internal sealed class RobotsText
{
    /// <summary>The product token that rules name us by, and the first word of our User-Agent.</summary>
    public const string Agent = "AspireCoach";

    // The size that RFC 9309 §2.5 asks for at least.
    private const int MostBytes = 500 * 1024;

    private const int MostSitemaps = 1_000;

    private readonly RobotsRule[] _rules;

    private RobotsText(IEnumerable<RobotsRule> rules, IReadOnlyList<Uri> sitemaps, TimeSpan? crawlDelay)
    {
        // The longest match counts, and Allow wins a tie: so the first that matches decides.
        _rules = [.. rules.OrderByDescending(rule => rule.Length).ThenByDescending(rule => rule.IsAllowed)];
        Sitemaps = sitemaps;
        CrawlDelay = crawlDelay;
    }

    /// <summary>The sitemaps that it names.</summary>
    public IReadOnlyList<Uri> Sitemaps { get; }

    /// <summary>How long to leave between two requests, at most a day; null where it does not say. No part of RFC 9309, but asked for by many: whichever is slower, it or our own rate, is right.</summary>
    public TimeSpan? CrawlDelay { get; }

    /// <summary>Reads a robots.txt; at most 500 KiB of it count.</summary>
    public static RobotsText Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var named = new Group();
        var anyone = new Group();
        var sitemaps = new List<Uri>();
        var current = new HashSet<Group>();
        var inRules = false;
        foreach (var (key, value) in Lines(text))
        {
            switch (key)
            {
                case "user-agent":
                    if (inRules)
                    {
                        current.Clear();
                        inRules = false;
                    }

                    if (GroupOf(value, named, anyone) is { } group)
                    {
                        group.IsThere = true;
                        current.Add(group);
                    }

                    break;
                case "allow" or "disallow":
                    inRules = true;
                    foreach (var each in value.Length > 0 ? current : [])
                    {
                        each.Rules.Add(new RobotsRule(value, key == "allow"));
                    }

                    break;
                case "crawl-delay" when decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds):
                    foreach (var each in current)
                    {
                        each.Delay = Math.Max(each.Delay ?? 0, Math.Min(seconds, 86_400));
                    }

                    break;
                case "sitemap" when sitemaps.Count < MostSitemaps && Uri.TryCreate(value, UriKind.Absolute, out var url) && CanonicalUrl.Resolve(url, value) is { } sitemap && !sitemaps.Contains(sitemap):
                    sitemaps.Add(sitemap);
                    break;
            }
        }

        var ours = named.IsThere ? named : anyone;
        return new RobotsText(ours.Rules, sitemaps, ours.Delay is { } delay ? TimeSpan.FromSeconds((double)delay) : null);
    }

    /// <summary>
    /// What a fetch of robots.txt means: 4xx allows everything; 5xx, 429, no answer, and an answer that cannot be read or
    /// was refused disallow everything. Of a fetch without validators: <see cref="FetchOutcome.NotModified"/> tells nothing by itself.
    /// </summary>
    public static RobotsText From(FetchResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result switch
        {
            { Outcome: FetchOutcome.Fetched } => Parse(result.Text ?? ""),
            { Outcome: FetchOutcome.Gone } or { Outcome: FetchOutcome.Refused, Status: >= 400 and < 500 } => new RobotsText([], [], null),
            _ => new RobotsText([new RobotsRule("/", isAllowed: false)], [], null),
        };
    }

    /// <summary>Whether our crawler may ask for the address: the longest match counts, and Allow wins a tie.</summary>
    public bool Allows(Uri url)
    {
        ArgumentNullException.ThrowIfNull(url);
        if (url.AbsolutePath == "/robots.txt")
        {
            return true;
        }

        var path = RobotsRule.Spelling(url.PathAndQuery);
        return Array.Find(_rules, rule => rule.Matches(path))?.IsAllowed ?? true;
    }

    /// <summary>Keys in lower case and values, without comments.</summary>
    private static IEnumerable<(string Key, string Value)> Lines(string text)
    {
        var left = MostBytes;
        text = text.TrimStart('\uFEFF');
        foreach (var line in text[..Math.Min(text.Length, MostBytes + 1)].Split('\r', '\n'))
        {
            // A rule that is cut off would be another rule.
            left -= Encoding.UTF8.GetByteCount(line);
            if (left-- < 0)
            {
                yield break;
            }

            var end = line.IndexOf('#', StringComparison.Ordinal);
            var pair = (end < 0 ? line : line[..end]).Split(':', 2, StringSplitOptions.TrimEntries);
            if (pair.Length == 2)
            {
                yield return (pair[0].ToLowerInvariant(), pair[1]);
            }
        }
    }

    private static Group? GroupOf(string agent, Group named, Group anyone)
    {
        // "AspireCoach/1.0" means AspireCoach: a product token has letters, "_" and "-" only.
        var token = string.Concat(agent.TakeWhile(c => char.IsAsciiLetter(c) || c is '_' or '-'));
        return token.Equals(Agent, StringComparison.OrdinalIgnoreCase) ? named
            : agent.StartsWith('*') ? anyone
            : null;
    }

    private sealed class Group
    {
        public List<RobotsRule> Rules { get; } = [];

        public decimal? Delay { get; set; }

        public bool IsThere { get; set; }
    }
}
