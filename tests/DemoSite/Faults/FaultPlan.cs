using System.Collections.Concurrent;

namespace AspireCoach.DemoSite.Faults;

/// <summary>Says which fault an answer has; counts the requests of each path.</summary>
internal sealed class FaultPlan(int seed)
{
    private readonly ConcurrentDictionary<(Fault, string), int> _times = new();
    private volatile IReadOnlyList<Fault> _faults = [];

    /// <summary>Other faults from now on; what has been counted is forgotten.</summary>
    public void Set(IReadOnlyList<Fault> faults)
    {
        _faults = faults;
        _times.Clear();
    }

    /// <summary>The first fault that befalls this request; null where it is answered as it should be.</summary>
    public Fault? Next(string path)
    {
        foreach (var fault in _faults)
        {
            if (path.StartsWith(fault.Prefix, StringComparison.Ordinal)
                && Dice.Of(path, seed + ((int)fault.Kind * 31)).NextShare() < fault.Share
                && _times.AddOrUpdate((fault, path), 1, (_, before) => before + 1) <= fault.Times)
            {
                return fault;
            }
        }

        return null;
    }
}
