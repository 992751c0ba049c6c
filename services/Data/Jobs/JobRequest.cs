namespace AspireCoach.Data.Jobs;

/// <summary>Work to be done later, enqueued in the transaction that makes it necessary.</summary>
/// <param name="Kind">Which handler runs it, e.g. <c>chat.answer</c>.</param>
/// <param name="Payload">Its arguments as JSON; ids, never texts, so that erasing a user's rows leaves nothing here.</param>
public sealed record JobRequest(string Kind, string Payload)
{
    /// <summary>Jobs of one lane run one after another in the order they were enqueued; null runs freely.</summary>
    public string? Lane { get; init; }

    /// <summary>Not before then; null is at once.</summary>
    public DateTimeOffset? RunAt { get; init; }

    /// <summary>How often it may be started before it is dead-lettered, 1 to 100.</summary>
    public int MaxAttempts { get; init; } = 5;
}
