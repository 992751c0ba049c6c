namespace AspireCoach.Accounts;

/// <summary>An erasure that has begun.</summary>
/// <param name="ErasureId">Its id.</param>
/// <param name="StatusUrl">Where to ask how far it is.</param>
/// <param name="ErasureToken">What to send there as bearer token, since no session is left; told only here.</param>
public sealed record StartedErasure(Guid ErasureId, string StatusUrl, string ErasureToken);

/// <summary>How far an erasure is.</summary>
/// <param name="Status">Done once nothing is left in any store.</param>
/// <param name="Stores">The same for each store.</param>
/// <param name="FinishedAt">When the last module was done; null while it is running.</param>
public sealed record Erasure(ErasureStatus Status, ErasureStores Stores, DateTimeOffset? FinishedAt);

/// <summary>How far each store is.</summary>
public sealed record ErasureStores(StoreStatus Postgres, StoreStatus Vectors, StoreStatus Blobs, StoreStatus Cache);

public enum ErasureStatus
{
    Running,
    Done,
}

public enum StoreStatus
{
    Pending,
    Done,
}
