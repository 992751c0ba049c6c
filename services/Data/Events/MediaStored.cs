namespace AspireCoach.Data.Events;

/// <summary>A user has a new photo.</summary>
public sealed record MediaStored(Guid UserId, Guid MediaId) : IEvent;
