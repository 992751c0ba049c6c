using AspireCoach.DemoSite.Faults;

namespace AspireCoach.DemoSite;

/// <summary>What a demo site shows and how it misbehaves.</summary>
public sealed record SiteOptions
{
    /// <summary>The port that the shipped source file names.</summary>
    public const int DefaultPort = 8717;

    /// <summary>0 takes a free one.</summary>
    public int Port { get; init; }

    public int Devices { get; init; } = 5_000;

    /// <summary>1 to 40.</summary>
    public int Brands { get; init; } = 40;

    /// <summary>Another one makes other devices.</summary>
    public int Seed { get; init; } = 1;

    public IReadOnlyList<Fault> Faults { get; init; } = [];

    /// <summary>Addresses that brands list as devices and that are none.</summary>
    public IReadOnlyList<GhostKind> Ghosts { get; init; } = [];

    /// <summary>Every tenth device page is in an odd charset.</summary>
    public bool Charsets { get; init; }
}
