using System.Diagnostics;
using System.Text;

namespace AspireCoach.Bench.Load;

/// <summary>A reply to poll.</summary>
/// <param name="Streams">True while it is being written.</param>
internal sealed record PolledReply(Guid Id, string Token, bool Streams);

/// <summary>Closed loop: every connection polls one reply after another, each from its beginning.</summary>
internal sealed class PollLoad(IReadOnlyList<PolledReply> replies, int connections, TimeSpan warmUp, TimeSpan measured) : ILoad
{
    private readonly byte[][] _requests =
        [.. replies.Select(reply => Encoding.ASCII.GetBytes($"GET /v1/replies/{reply.Id}?cursor=0 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {reply.Token}\r\n\r\n"))];

    private readonly long _from = Stopwatch.GetTimestamp() + AcceptLoad.Ticks(warmUp);
    private readonly long _until = Stopwatch.GetTimestamp() + AcceptLoad.Ticks(warmUp + measured);
    private int _next;

    public int Connections => connections;

    public long AnsweredInAll { get; private set; }

    public long AnsweredInTime { get; private set; }

    /// <summary>Polls that found a reply streaming, and bytes of bodies; both within the measured time.</summary>
    public long Streaming { get; private set; }

    public long Bytes { get; private set; }

    public Percentiles Latency { get; } = new();

    public bool IsOver(long now) => now >= _until;

    public bool TryStart(LoadConnection connection, long now)
    {
        connection.Since = now;
        connection.Subject = _next;
        connection.Begin(_requests[_next]);
        _next = (_next + 1) % _requests.Length;
        return true;
    }

    public void Answered(LoadConnection connection, in HttpAnswer answer, long now)
    {
        var wanted = replies[connection.Subject].Streams ? "\"status\":\"streaming\""u8 : "\"status\":\"done\""u8;
        if (answer.Status != 200 || answer.Body.IndexOf(wanted) < 0)
        {
            throw new BenchException($"A poll was answered {answer.ToString()}");
        }

        AnsweredInAll++;
        if (now >= _from && now < _until)
        {
            AnsweredInTime++;
            Streaming += replies[connection.Subject].Streams ? 1 : 0;
            Bytes += answer.Body.Length;
            Latency.Add(now - connection.Since);
        }
    }
}
