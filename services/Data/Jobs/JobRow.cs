namespace AspireCoach.Data.Jobs;

/// <summary>A claimed row of <c>jobs.jobs</c>.</summary>
/// <param name="Problem">Why the attempt before failed.</param>
/// <param name="Waited">From the moment it could be claimed to the claim, by the database's clock.</param>
internal sealed record JobRow(
    long Id,
    string Kind,
    string? Lane,
    int Attempt,
    int MaxAttempts,
    long Fence,
    string Payload,
    string? TraceParent,
    string? Problem,
    TimeSpan Waited);

/// <summary>What came of ending a job.</summary>
/// <param name="LaneTaken">Nothing yet: somebody else holds its lane.</param>
/// <param name="Ready">The kind its lane made ready, an empty string, or null where the lease was lost.</param>
internal readonly record struct JobEnd(bool LaneTaken, string? Ready);
