using System.ComponentModel.DataAnnotations;

namespace AspireCoach.Memory;

/// <summary>Section <c>Memory</c>.</summary>
public sealed class MemoryOptions
{
    public const string Section = "Memory";

    /// <summary>Of how many users this process distils facts at once; 0 leaves it to others.</summary>
    [Range(0, 1_000)]
    public int ExtractionConcurrency { get; set; } = 4;

    /// <summary>How often an extraction is started before it fails.</summary>
    [Range(1, 20)]
    public int MaxAttempts { get; set; } = 5;

    /// <summary>How many turns of a conversation are read at once, and kept as read together.</summary>
    [Range(1, 200)]
    public int TurnsPerBatch { get; set; } = 20;

    /// <summary>The most characters of the users' messages that are read at once; one message is always read whole.</summary>
    [Range(1_000, 200_000)]
    public int BatchCharacters { get; set; } = 16_000;

    /// <summary>How many of the facts known, the latest, a reading is compared with.</summary>
    [Range(1, 5_000)]
    public int KnownFacts { get; set; } = 500;
}
