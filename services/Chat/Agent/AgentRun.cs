using AspireCoach.Models.Photos;
using AspireCoach.Models.Safety;

namespace AspireCoach.Chat.Agent;

/// <summary>The state of the graph while it runs.</summary>
internal sealed class AgentRun(AgentTurn turn, ChatOptions options, TimeProvider time)
{
    private readonly TimeSpan _patience = TimeSpan.FromMilliseconds(options.ChunkMilliseconds);
    private long? _unsaved;

    public AgentTurn Turn => turn;

    public ReplyState Reply { get; set; } = turn.Reply;

    public AgentCheckpoint Checkpoint { get; set; } = turn.Checkpoint;

    /// <summary>What the model has written and what of it is not visible yet.</summary>
    public AnswerText Text { get; } = new(options.MaxReplyCharacters, TimeSpan.FromMilliseconds(options.ChunkMilliseconds), time);

    /// <summary>What is said before anything else; null where nothing calls for it.</summary>
    public SafetySignal? Signal { get; } = SafetySignal.Read(turn.Text, turn.TimeZone);

    /// <summary>
    /// What was recalled. No checkpoint holds it: whoever takes over asks again, so that what the user made forgotten
    /// meanwhile is used no more, and lies nowhere but in the store it was removed from.
    /// </summary>
    public Recalled Recalled { get; set; } = Recalled.Nothing;

    /// <summary>The message's photos; no checkpoint holds them either.</summary>
    public IReadOnlyList<GivenPhoto> Photos { get; set; } = [];

    /// <summary>The numbers of the recalled entries that the model was given or, where it says which, has used.</summary>
    public HashSet<int> Used { get; } = [];

    /// <summary>How long the next checkpoint may wait; null when everything is saved.</summary>
    public TimeSpan? Due =>
        _unsaved is not { } since ? null
        : _patience - time.GetElapsedTime(since) is var left && left > TimeSpan.Zero ? left
        : TimeSpan.Zero;

    /// <summary>Notes a finished step; it becomes visible with the next checkpoint.</summary>
    public void Took(ReplyStep step) => Show([.. Reply.Steps, step]);

    /// <summary>Notes a step that a worker before this one may have taken too: it stands in that one's place.</summary>
    public void TookAnew(ReplyStep step)
    {
        var before = Reply.Steps.TakeWhile(taken => taken.Name != step.Name).Count();
        Show([.. Reply.Steps.Take(before), step, .. Reply.Steps.Skip(before + 1)]);
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

    /// <summary>How long models and tools were waited for: the rest of a turn's time is the graph's own.</summary>
    public TimeSpan Elsewhere { get; private set; }

    /// <summary>Waits for a model or a tool.</summary>
    public async Task<T> ElsewhereAsync<T>(Task<T> work)
    {
        var started = time.GetTimestamp();
        try
        {
            return await work;
        }
        finally
        {
            Elsewhere += time.GetElapsedTime(started);
        }
    }

    private void Show(IReadOnlyList<ReplyStep> steps)
    {
        Reply = Reply with { Steps = steps, Sources = Checkpoint.Sources };
        _unsaved ??= time.GetTimestamp();
    }
}
