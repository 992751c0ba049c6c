namespace AspireCoach.Catalog;

/// <summary>Section <c>Catalog</c>.</summary>
public sealed class CatalogOptions
{
    public const string Section = "Catalog";

    /// <summary>
    /// The operator's own folders of source files, beside the shipped one; a file of the same name stands in for the shipped one.
    /// </summary>
    public IList<string> Sources { get; } = [];
}
