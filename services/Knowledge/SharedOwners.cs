namespace AspireCoach.Knowledge;

/// <summary>Owners of entries that are nobody's own. They are no users: nobody signs in as one, and none is ever erased.</summary>
public static class SharedOwners
{
    /// <summary>Of the catalogue's items, which everybody may recall.</summary>
    public static Guid Catalog { get; } = new("ca7a1090-0000-8000-8000-000000000001");
}
