namespace AspireCoach.Catalog.Sources;

/// <summary>The source files of all folders of <c>Catalog:Sources</c>, read at start and again when they change.</summary>
internal sealed class SourceCatalog
{
    /// <summary>The sources in force, by name.</summary>
    public IReadOnlyList<SourceDefinition> All => throw new NotImplementedException();

    /// <summary>What is wrong with files at this moment.</summary>
    public IReadOnlyList<SourceProblem> Problems => throw new NotImplementedException();

    public SourceDefinition? Find(string name) => All.FirstOrDefault(source => source.Name == name);
}
