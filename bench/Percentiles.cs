using System.Diagnostics;

namespace AspireCoach.Bench;

/// <summary>Durations, all of them kept, and their percentiles by nearest rank.</summary>
internal sealed class Percentiles
{
    private readonly List<long> _ticks = [];
    private bool _sorted;

    public int Count => _ticks.Count;

    /// <summary>Adds a duration in <see cref="Stopwatch"/> ticks.</summary>
    public void Add(long ticks)
    {
        _ticks.Add(ticks);
        _sorted = false;
    }

    /// <summary>Adds all of another's.</summary>
    public void Add(Percentiles other)
    {
        _ticks.AddRange(other._ticks);
        _sorted = false;
    }

    public void Add(TimeSpan duration) => Add((long)(duration.TotalSeconds * Stopwatch.Frequency));

    /// <summary>The smallest duration that <paramref name="share"/> of all do not exceed, in milliseconds.</summary>
    public double Milliseconds(double share)
    {
        if (_ticks.Count == 0)
        {
            throw new BenchException("Nothing was measured.");
        }

        if (!_sorted)
        {
            _ticks.Sort();
            _sorted = true;
        }

        var rank = Math.Clamp((int)Math.Ceiling(share * _ticks.Count), 1, _ticks.Count);
        return _ticks[rank - 1] * 1_000.0 / Stopwatch.Frequency;
    }

    public override string ToString() =>
        $"p50 {BenchRun.Number(Milliseconds(0.5))}, p99 {BenchRun.Number(Milliseconds(0.99))}, max {BenchRun.Number(Milliseconds(1))} ms";
}
