using AspireCoach.Catalog.Sources;

namespace AspireCoach.Catalog.Parsing;

/// <summary>Reads pages by a source's matrix. Stateless towards pages: the same page gives the same record, on any thread.</summary>
internal sealed class PageParser
{
    /// <summary>Prepares the selectors of a source once.</summary>
    public PageParser(SourceDefinition source) => throw new NotImplementedException();

    /// <summary>Reads an item's page.</summary>
    public ParsedPage Parse(string html, Uri url) => throw new NotImplementedException();

    /// <summary>Reads an index page.</summary>
    public IndexLinks Links(string html, Uri url) => throw new NotImplementedException();
}
