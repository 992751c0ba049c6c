using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace AspireCoach.Bench.Load;

/// <summary>
/// Open loop: messages are due at a constant rate whatever the answers do, and latencies count from when a message was
/// due, so that a stall is charged to every message it delays (Tene, coordinated omission). Behind each 202 a poll
/// with <c>Prefer: wait</c> brings the first words.
/// </summary>
/// <param name="firstKey">Where a conversation's keys begin: those of an earlier load would be answered as before.</param>
internal sealed class FirstWordsLoad(IReadOnlyList<BenchConversation> conversations, int rate, TimeSpan warmUp, TimeSpan measured, long firstKey = 0) : ILoad
{
    private const int MostConnections = 512;

    private readonly MessageRequest[] _requests =
        [.. conversations.Select(conversation => new MessageRequest(conversation, "How am I doing with my morning run this week?"))];

    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly long _warm = (long)(rate * warmUp.TotalSeconds);
    private readonly long _all = (long)(rate * (warmUp + measured).TotalSeconds);
    private long _next;

    public int Connections => MostConnections;

    public Percentiles ToAccepted { get; } = new();

    public Percentiles FromAcceptedToWords { get; } = new();

    public Percentiles ToWords { get; } = new();

    /// <summary>What the model took of it, as the reply's own steps say.</summary>
    public Percentiles Model { get; } = new();

    public bool IsOver(long now) => _next >= _all;

    public bool TryStart(LoadConnection connection, long now)
    {
        var due = _start + _next * Stopwatch.Frequency / rate;
        if (now < due)
        {
            return false;
        }

        connection.Since = due;
        connection.Accepted = 0;
        connection.Subject = (int)_next;
        connection.Begin(_requests[_next % _requests.Length].WithKey(firstKey + _next));
        _next++;
        return true;
    }

    public void Answered(LoadConnection connection, in HttpAnswer answer, long now)
    {
        if (connection.Accepted == 0)
        {
            if (answer.Status != 202)
            {
                throw new BenchException($"A message was answered {answer.ToString()}");
            }

            connection.Accepted = now;
            connection.Location = Encoding.ASCII.GetString(answer.Header("Location"u8));
            Poll(connection);
            return;
        }

        var poll = answer.Status == 200 ? JsonSerializer.Deserialize<JsonElement>(answer.Body) : default;
        if (poll.ValueKind != JsonValueKind.Object || poll.GetProperty("status").GetString() is "failed" or "cancelled")
        {
            throw new BenchException($"A poll was answered {answer.ToString()}");
        }

        if (poll.GetProperty("text").GetString() is not { Length: > 0 })
        {
            // The longest wait is over and the coach is still at it: what it takes counts in full.
            Poll(connection);
            return;
        }

        if (connection.Subject >= _warm)
        {
            ToAccepted.Add(connection.Accepted - connection.Since);
            FromAcceptedToWords.Add(now - connection.Accepted);
            ToWords.Add(now - connection.Since);
            foreach (var step in poll.GetProperty("steps").EnumerateArray().Where(step => step.GetProperty("name").GetString() == "answer"))
            {
                Model.Add(TimeSpan.FromMilliseconds(step.GetProperty("ms").GetInt32()));
            }
        }
    }

    private void Poll(LoadConnection connection)
    {
        var token = conversations[connection.Subject % conversations.Count].Token;
        connection.Begin(Encoding.ASCII.GetBytes(
            $"GET {connection.Location}?cursor=0 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nPrefer: wait=25\r\n\r\n"));
    }
}
