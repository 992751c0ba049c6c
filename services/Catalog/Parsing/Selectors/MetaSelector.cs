namespace AspireCoach.Catalog.Parsing.Selectors;

/// <summary><c>meta:og:title</c>: the content of a <c>meta</c> by its name, property, itemprop or http-equiv, wherever it is.</summary>
internal sealed class MetaSelector(string name) : Selector
{
    public override IEnumerable<Candidate> Find(PageContext page) => page.Metas(name).Select(content => new Candidate(VisibleText.Clean(content)) { IsMachine = true });
}
