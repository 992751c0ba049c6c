namespace AspireCoach.Data.Jobs;

/// <summary>The kinds of job that this process runs.</summary>
internal sealed class JobHandlers
{
    private readonly Dictionary<string, IJobHandler> _byKind = new(StringComparer.Ordinal);

    public JobHandlers(IEnumerable<IJobHandler> handlers)
    {
        foreach (var handler in handlers)
        {
            if (!_byKind.TryAdd(handler.Kind, handler))
            {
                throw new InvalidOperationException($"Two handlers run jobs of kind '{handler.Kind}'.");
            }
        }
    }

    public IReadOnlyCollection<IJobHandler> All => _byKind.Values;

    public bool Has(string kind) => _byKind.ContainsKey(kind);

    public IJobHandler For(string kind) => _byKind[kind];
}
