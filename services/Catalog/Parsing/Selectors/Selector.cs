namespace AspireCoach.Catalog.Parsing.Selectors;

/// <summary>A prepared selector: gives what it finds on a page, in the page's order. Knows nothing of any page; used by any thread.</summary>
internal abstract class Selector
{
    public abstract IEnumerable<Candidate> Find(PageContext page);
}
