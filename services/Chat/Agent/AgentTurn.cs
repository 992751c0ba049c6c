using AspireCoach.Chat.Agent.Rewrite;

namespace AspireCoach.Chat.Agent;

/// <summary>A message to answer, as the worker took it on.</summary>
/// <param name="Reply">The reply's state as of now.</param>
/// <param name="Number">The turn's number within its conversation.</param>
/// <param name="Text">The user's message.</param>
/// <param name="At">When it was accepted.</param>
/// <param name="TimeZone">The user's time zone then.</param>
/// <param name="Checkpoint">Where to go on from.</param>
/// <param name="Fence">The job's fencing number: what every write is guarded by.</param>
/// <param name="History">The messages before it, oldest first.</param>
/// <param name="MediaIds">The photos that came with it.</param>
internal sealed record AgentTurn(
    ReplyState Reply,
    int Number,
    string Text,
    DateTimeOffset At,
    string TimeZone,
    AgentCheckpoint Checkpoint,
    long Fence,
    IReadOnlyList<EarlierMessage> History,
    IReadOnlyList<Guid> MediaIds);

/// <summary>The reply was cancelled, erased or taken over: what is being written is not wanted any more.</summary>
internal sealed class ReplyEndedException() : Exception("The reply has ended or is written by another worker.");
