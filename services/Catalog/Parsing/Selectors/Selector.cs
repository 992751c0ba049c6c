namespace AspireCoach.Catalog.Parsing.Selectors;

/// <summary>A prepared selector: gives what it finds on a page, in the page's order. Knows nothing of any page; used by any thread.</summary>
internal abstract class Selector
{
    /// <summary>
    /// Whether a later find may speak where the first does not fit: a page may have a heading twice, "Battery: 5 stars" among its
    /// reviews. Otherwise the first speaks, as what comes after may be about something else.
    /// </summary>
    public virtual bool IsPatient => false;

    public abstract IEnumerable<Candidate> Find(PageContext page);
}
