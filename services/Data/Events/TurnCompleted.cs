namespace AspireCoach.Data.Events;

/// <summary>A message was answered. <c>chat.turn(ReplyId)</c> gives both texts, for as long as they exist.</summary>
public sealed record TurnCompleted(Guid UserId, Guid ReplyId) : IEvent;
