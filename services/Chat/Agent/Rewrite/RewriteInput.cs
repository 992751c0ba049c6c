using AspireCoach.Models;

namespace AspireCoach.Chat.Agent.Rewrite;

/// <summary>A message and what it may refer to.</summary>
/// <param name="Message">The user's text, at most 8,000 characters are read.</param>
/// <param name="At">When the user sent it: what "yesterday" counts from, however late the answer is made.</param>
/// <param name="TimeZone">The user's IANA time zone.</param>
/// <param name="Habits">The user's habits that are not archived.</param>
/// <param name="History">The messages before this one, oldest first; the last ten are read.</param>
public sealed record RewriteInput(
    string Message, DateTimeOffset At, string TimeZone, IReadOnlyList<HabitReference> Habits, IReadOnlyList<EarlierMessage> History);

/// <summary>A message of the conversation.</summary>
/// <param name="IsUser">True for the user's, false for the coach's.</param>
/// <param name="Text">Its text.</param>
/// <param name="At">When it was sent: a date in it counts from then.</param>
/// <param name="Id">The message's id; empty where it has none.</param>
public sealed record EarlierMessage(bool IsUser, string Text, DateTimeOffset At, Guid Id = default);
