namespace AspireCoach.Data.Jobs;

/// <summary>Another worker has taken the job over: this worker's transaction must not commit.</summary>
public sealed class LeaseLostException(long jobId) : Exception($"The lease on job {jobId} was lost to another worker.");
