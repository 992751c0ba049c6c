namespace AspireCoach.Catalog.SourceFiles;

/// <summary>One source file: where a kind of item is found, and which selectors give its fields. The configuration matrix.</summary>
internal sealed record SourceDefinition
{
    /// <summary>1 to 64 of <c>a-z 0-9 -</c>; unique over all folders.</summary>
    public required string Name { get; init; }

    /// <summary>What its items are, e.g. <c>phone</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The fields that together are an item's identity, in order. Each of them is required.</summary>
    public required IReadOnlyList<string> Identity { get; init; }

    public required IReadOnlyList<FieldRule> Fields { get; init; }

    public IndexRules Index { get; init; } = new();

    public Politeness Politeness { get; init; } = new();

    /// <summary>A cron expression of five fields, in UTC; null runs on demand only.</summary>
    public string? Schedule { get; init; }

    /// <summary><c>host:port</c> that would otherwise be refused as internal: for tests and for an operator's own network.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>A CSS selector that all selectors of fields are read within; null is the whole page.</summary>
    public string? Scope { get; init; }

    /// <summary>The file it was read from.</summary>
    public required string File { get; init; }

    /// <summary>SHA-256 in lower-case hex of what decides how a page is read (scope, identity, fields): another one means that pages are parsed anew though they are not modified.</summary>
    public required string MatrixHash { get; init; }
}

/// <summary>Where the items of a source are listed.</summary>
internal sealed record IndexRules
{
    /// <summary>Where the index begins; none for a source that only <c>try</c> reads.</summary>
    public IReadOnlyList<Uri> Start { get; init; } = [];

    /// <summary>CSS selectors of links to further index pages.</summary>
    public IReadOnlyList<string> Follow { get; init; } = [];

    /// <summary>CSS selectors of links to items.</summary>
    public IReadOnlyList<string> Items { get; init; } = [];

    /// <summary>Items are also those of the site's sitemap (<c>sitemap</c> among the items), those that <see cref="SitemapPattern"/> matches.</summary>
    public bool Sitemap { get; init; }

    /// <summary>A regular expression that a sitemap's address must match to be an item; null takes all.</summary>
    public string? SitemapPattern { get; init; }
}

/// <summary>How much is asked of a host, by all processes together.</summary>
/// <param name="Rate">Requests a second, above 0.</param>
/// <param name="Burst">How many may follow each other at once, at least 1.</param>
/// <param name="Concurrency">How many may be open at once, at least 1.</param>
internal sealed record Politeness(double Rate = 5, int Burst = 5, int Concurrency = 2);

/// <summary>One field: its selectors in order of preference, and what its value has to be.</summary>
internal sealed record FieldRule
{
    public required string Name { get; init; }

    /// <summary>As written, in order. The first that gives a value that fits the type wins.</summary>
    public required IReadOnlyList<string> From { get; init; }

    public FieldType Type { get; init; } = FieldType.Text;

    public bool Required { get; init; }

    /// <summary>All values that the selector gives instead of the first; the value is then a list.</summary>
    public bool Many { get; init; }

    /// <summary>The unit of a quantity, which values are converted to.</summary>
    public string? Unit { get; init; }

    /// <summary>The least and the greatest value of a number, a quantity or an amount of money.</summary>
    public (decimal Least, decimal Greatest)? Range { get; init; }
}

internal enum FieldType
{
    Text,
    Number,
    Quantity,
    Money,
    Date,
    Url,
    List,
}
