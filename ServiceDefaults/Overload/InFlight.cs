using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;

namespace AspireCoach.ServiceDefaults.Overload;

/// <summary>
/// Counts the requests in work, so that more than the process can carry are refused before they cost anything. An
/// endpoint that only waits (a long poll) hands its place back for the time being:
/// <code>using (inFlight.Pause()) { await signal; }</code>
/// </summary>
public sealed class InFlight
{
    private readonly int _max;
    private readonly Counter<long> _refused;
    private int _count;

    public InFlight(IOptions<ServiceDefaultsOptions> options, IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(meters);
        _max = options.Value.MaxInFlight;
        var meter = meters.Create("AspireCoach.ServiceDefaults");
        meter.CreateObservableUpDownCounter("coach.requests.in_flight", () => Count, "{request}", "Requests in work, without polls that wait.");
        meter.CreateObservableUpDownCounter("coach.requests.limit", () => _max, "{request}", "Requests in work at once before further ones are refused.");
        _refused = meter.CreateCounter<long>("coach.requests.refused", "{request}", "Requests refused before any work because too many were in work.");
    }

    /// <summary>Requests in work now.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The share of the places that is taken: 1 when the next request is refused.</summary>
    public double Load => (double)Count / _max;

    /// <summary>Gives the caller's place back until the result is disposed, for as long as it only waits.</summary>
    public Paused Pause()
    {
        Interlocked.Decrement(ref _count);
        return new Paused(this);
    }

    internal bool TryEnter()
    {
        if (Interlocked.Increment(ref _count) <= _max)
        {
            return true;
        }

        Interlocked.Decrement(ref _count);
        _refused.Add(1);
        return false;
    }

    internal void Leave() => Interlocked.Decrement(ref _count);

    /// <summary>A wait during which the request does not count; dispose once, when the work goes on.</summary>
    public readonly struct Paused(InFlight owner) : IDisposable, IEquatable<Paused>
    {
        private readonly InFlight _owner = owner;

        /// <summary>Counts again, even above the limit: the request was admitted already.</summary>
        public void Dispose() => Interlocked.Increment(ref _owner._count);

        public bool Equals(Paused other) => ReferenceEquals(_owner, other._owner);

        public override bool Equals(object? obj) => obj is Paused other && Equals(other);

        public override int GetHashCode() => _owner.GetHashCode();

        public static bool operator ==(Paused left, Paused right) => left.Equals(right);

        public static bool operator !=(Paused left, Paused right) => !left.Equals(right);
    }
}
