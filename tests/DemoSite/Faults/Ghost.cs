namespace AspireCoach.DemoSite.Faults;

/// <summary>What an address is that brands list as a device's and that is none.</summary>
public enum GhostKind
{
    NotFound,
    Gone,
    SoftNotFound,
    Challenge,
    Empty,

    /// <summary>256 MB of blanks in a gzip of 256 KB.</summary>
    Bomb,

    /// <summary>12 MB of text as it is.</summary>
    Huge,

    /// <summary>A redirect to itself by way of another.</summary>
    Loop,

    /// <summary>A chain of redirects that gets longer and longer.</summary>
    Chain,

    /// <summary>Redirects to another port of this machine.</summary>
    InwardsLoopback,

    /// <summary>Redirects to an address of cloud metadata.</summary>
    InwardsMetadata,

    /// <summary>Redirects to this machine as an IPv6-mapped address.</summary>
    InwardsMapped,

    /// <summary>Redirects to this machine by a name.</summary>
    InwardsName,

    /// <summary>Redirects to a path that robots.txt disallows.</summary>
    Disallowed,

    /// <summary>Redirects to what is no http address.</summary>
    OddScheme,

    /// <summary>An image's bytes.</summary>
    Picture,

    /// <summary>An image's bytes that say they are HTML.</summary>
    Binary,

    /// <summary>A page like a device's whose required fields are empty.</summary>
    Hollow,

    /// <summary>500 each time.</summary>
    Broken,

    /// <summary>Reset each time.</summary>
    Reset,

    /// <summary>Drips each time.</summary>
    SlowBody,
}

/// <summary>Sets of ghosts and their names in addresses.</summary>
public static class Ghost
{
    internal const string Prefix = "ghost-";

    /// <summary>Those that are answered at once.</summary>
    public static IReadOnlyList<GhostKind> Quick { get; } = [.. Enum.GetValues<GhostKind>().Where(kind => kind < GhostKind.Broken)];

    public static IReadOnlyList<GhostKind> All { get; } = Enum.GetValues<GhostKind>();

    internal static string Name(GhostKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>The kind of the ghost that a path names; null where it names none.</summary>
    internal static GhostKind? Of(string path) =>
        path.StartsWith($"/devices/{Prefix}", StringComparison.Ordinal) && Enum.TryParse<GhostKind>(path[(path.LastIndexOf('-') + 1)..], ignoreCase: true, out var kind)
            ? kind
            : null;
}
