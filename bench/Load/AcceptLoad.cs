using System.Diagnostics;

namespace AspireCoach.Bench.Load;

/// <summary>Closed loop: every connection sends a message, and the next one when that is answered.</summary>
/// <param name="firstKey">Where a conversation's keys begin: those of an earlier load would be answered as before.</param>
internal sealed class AcceptLoad(IReadOnlyList<BenchConversation> conversations, int connections, TimeSpan warmUp, TimeSpan measured, long firstKey = 0) : ILoad
{
    private readonly MessageRequest[] _requests =
        [.. conversations.Select((conversation, i) => new MessageRequest(conversation, $"Went for a run before breakfast and felt good about it, note {i}."))];

    private readonly long _from = Stopwatch.GetTimestamp() + Ticks(warmUp);
    private readonly long _until = Stopwatch.GetTimestamp() + Ticks(warmUp + measured);
    private long _next;

    public int Connections => connections;

    /// <summary>Answers 202, in all and within the measured time.</summary>
    public long Accepted { get; private set; }

    public long AcceptedInTime { get; private set; }

    public Percentiles Latency { get; } = new();

    public bool IsOver(long now) => now >= _until;

    public bool TryStart(LoadConnection connection, long now)
    {
        connection.Since = now;
        connection.Begin(_requests[_next % _requests.Length].WithKey(firstKey + _next));
        _next++;
        return true;
    }

    public void Answered(LoadConnection connection, in HttpAnswer answer, long now)
    {
        if (answer.Status != 202)
        {
            throw new BenchException($"A message was answered {answer.ToString()}");
        }

        Accepted++;
        if (now >= _from && now < _until)
        {
            AcceptedInTime++;
            Latency.Add(now - connection.Since);
        }
    }

    internal static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);
}
