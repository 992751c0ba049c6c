namespace AspireCoach.Chat.Agent;

/// <summary>The state of the graph while it runs.</summary>
internal sealed class AgentRun(AgentTurn turn, TimeSpan patience, TimeProvider time)
{
    private long? _unsaved;

    public AgentTurn Turn => turn;

    public ReplyState Reply { get; set; } = turn.Reply;

    public AgentCheckpoint Checkpoint { get; set; } = turn.Checkpoint;

    /// <summary>How long the next checkpoint may wait; null when everything is saved.</summary>
    public TimeSpan? Due =>
        _unsaved is not { } since ? null
        : patience - time.GetElapsedTime(since) is var left && left > TimeSpan.Zero ? left
        : TimeSpan.Zero;

    /// <summary>Notes a finished step; it becomes visible with the next checkpoint.</summary>
    public void Took(ReplyStep step)
    {
        Reply = Reply with { Steps = [.. Reply.Steps, step], Sources = Checkpoint.Sources };
        _unsaved ??= time.GetTimestamp();
    }

    public void Saved(long version)
    {
        Reply = Reply with { Version = version };
        _unsaved = null;
    }

    /// <summary>What <c>get_habits</c> answered in the rewrite step; null where another worker ran that.</summary>
    public string? Habits { get; set; }

    /// <summary>The model that answers, as it names itself.</summary>
    public string Model { get; set; } = "unknown";
}
