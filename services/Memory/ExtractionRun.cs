using System.ComponentModel;

namespace AspireCoach.Memory;

/// <summary>How far an extraction is.</summary>
public sealed record ExtractionRun
{
    public required Guid Id { get; init; }

    public required ExtractionStatus Status { get; init; }

    [Description("How many turns, a message and its answer, were read.")]
    public required int TurnsRead { get; init; }

    [Description("How many facts are new.")]
    public required int Added { get; init; }

    [Description("How many facts took the place of another.")]
    public required int Superseded { get; init; }

    [Description("How many statements were known already, had been forgotten, or were refused.")]
    public required int Ignored { get; init; }
}

/// <summary>How an extraction stands.</summary>
public enum ExtractionStatus
{
    Queued = 0,
    Running = 1,
    Done = 2,

    /// <summary>What it has not read is read the next night, or by the next one that is asked for.</summary>
    Failed = 3,
}

/// <summary>An extraction that was asked for.</summary>
/// <param name="Id">Its id.</param>
/// <param name="StatusUrl">Where to ask how far it is.</param>
public sealed record StartedExtraction(Guid Id, string StatusUrl);
