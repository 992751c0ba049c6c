using System.ComponentModel.DataAnnotations;

namespace AspireCoach.Catalog;

/// <summary>Section <c>Catalog</c>.</summary>
public sealed class CatalogOptions
{
    public const string Section = "Catalog";

    /// <summary>
    /// The operator's own folders of source files, beside the shipped one; a file of the same name stands in for the shipped one.
    /// </summary>
    public IList<string> Sources { get; } = [];

    /// <summary>An address of web or mail that sites are told, by which their owners find whom to talk to.</summary>
    [RegularExpression("^[!-'*-\\[\\]-~]+$", ErrorMessage = "must be an address of web or mail, in ASCII, without blanks and parentheses.")]
    public string? Contact { get; set; }

    /// <summary>How many pages a process works on at once; each host's own limit counts besides.</summary>
    [Range(1, 256)]
    public int Workers { get; set; } = 8;

    /// <summary>How long a worker that stopped renewing keeps its pages.</summary>
    [Range(1, 300)]
    public int LeaseSeconds { get; set; } = 15;

    /// <summary>After how many failed attempts a page is given up.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 5;

    /// <summary>How many pages in a row may be nothing (failed, empty, without what every item has) before a run is stopped.</summary>
    [Range(1, 10_000)]
    public int MaxBadPages { get; set; } = 30;

    /// <summary>How many pages a run may queue: what never ends is a trap.</summary>
    [Range(1, 10_000_000)]
    public int MaxPages { get; set; } = 2_000_000;

    /// <summary>The first delay after a failure, of a page or of a host that says "not now" and not for how long; each further one doubles it.</summary>
    [Range(1, 60_000)]
    public int RetryMilliseconds { get; set; } = 2_000;

    /// <summary>The longest that is backed off without having been told for how long. What a host asks for itself is not limited.</summary>
    [Range(1, 86_400)]
    public int MaxBackoffSeconds { get; set; } = 300;

    /// <summary>For how long a robots.txt is taken for current (RFC 9309: 24 hours at most).</summary>
    [Range(1, 24)]
    public int RobotsHours { get; set; } = 24;

    /// <summary>How often schedules and ends of runs are looked at, in milliseconds.</summary>
    [Range(50, 60_000)]
    public int UpkeepMilliseconds { get; set; } = 1_000;
}
