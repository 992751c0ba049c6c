namespace AspireCoach.Data.Events;

/// <summary>An item of the catalogue is new, or has other values than before.</summary>
public sealed record CatalogItemChanged(Guid ItemId) : IEvent;
