namespace AspireCoach.Data.Events;

/// <summary>A user asked for erasure: every module removes what it holds, then publishes <see cref="ModuleErased"/>.</summary>
public sealed record AccountErased(Guid UserId, Guid ErasureId) : IEvent;

/// <summary>A module holds nothing about the user any more. <paramref name="Module"/> is the subscriber's name.</summary>
public sealed record ModuleErased(Guid ErasureId, string Module) : IEvent;
