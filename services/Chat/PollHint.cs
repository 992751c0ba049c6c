namespace AspireCoach.Chat;

/// <summary>When the next poll is worth while, in milliseconds: short while text flows, longer in the queue.</summary>
internal static class PollHint
{
    public const int Queued = 250;

    public static int For(ReplyStatus status) => status switch
    {
        ReplyStatus.Queued => Queued,
        ReplyStatus.Working => 200,
        ReplyStatus.Streaming => 150,
        _ => 0,
    };
}
