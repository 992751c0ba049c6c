using System.Diagnostics;
using System.Text;

namespace AspireCoach.Bench.Load;

/// <summary>
/// Open loop: at a constant rate one in five requests sends a message, one polls an earlier reply, one polls with a wait, and
/// two read. Latencies count from when a request was due. What is not answered as it should be is counted, not thrown.
/// </summary>
internal sealed class MixedLoad(IReadOnlyList<BenchConversation> conversations, int rate) : ILoad
{
    private const int MostConnections = 512;
    private const int Kinds = 5;
    private const int Waiting = 2;
    private const int KeptReplies = 200;

    private readonly MessageRequest[] _messages =
        [.. conversations.Select(conversation => new MessageRequest(conversation, "How am I doing with my morning run this week?"))];

    private readonly List<(string Location, string Token)> _replies = [];
    private readonly long _start = Stopwatch.GetTimestamp();
    private volatile bool _finished;
    private long _next;

    public int Connections => MostConnections;

    public long Accepted { get; private set; }

    public long Answered { get; private set; }

    /// <summary>What was answered with an unexpected status, each kind of it once.</summary>
    public Dictionary<string, int> Failures { get; } = new(StringComparer.Ordinal);

    /// <summary>Of all but the polls that are to wait.</summary>
    public Percentiles Latency { get; } = new();

    public void Finish() => _finished = true;

    public bool IsOver(long now) => _finished;

    public bool TryStart(LoadConnection connection, long now)
    {
        var due = _start + _next * Stopwatch.Frequency / rate;
        if (now < due)
        {
            return false;
        }

        var kind = (int)(_next % Kinds);
        var conversation = conversations[(int)(_next / Kinds % conversations.Count)];
        connection.Since = due;
        connection.Subject = kind;
        connection.Location = conversation.Token;
        var (location, token) = _replies.Count > 0 ? _replies[(int)(_next % _replies.Count)] : ("/v1/me", conversation.Token);
        connection.Begin(kind switch
        {
            0 => _messages[(int)(_next / Kinds % _messages.Length)].WithKey(_next),
            1 => Get(location, token),
            Waiting => Get(location, token, "Prefer: wait=2\r\n"),
            3 => Get("/v1/habits", conversation.Token),
            _ => Get($"/v1/conversations/{conversation.Id}/messages", conversation.Token),
        });
        _next++;
        return true;
    }

    void ILoad.Answered(LoadConnection connection, in HttpAnswer answer, long now)
    {
        Answered++;
        if (connection.Subject != Waiting)
        {
            Latency.Add(now - connection.Since);
        }

        if (answer.Status != (connection.Subject == 0 ? 202 : 200))
        {
            var failure = answer.ToString()[..Math.Min(120, answer.ToString().Length)].ReplaceLineEndings(" ");
            Failures[failure] = Failures.GetValueOrDefault(failure) + 1;
        }
        else if (connection.Subject == 0)
        {
            Accepted++;
            _replies.Add((Encoding.ASCII.GetString(answer.Header("Location"u8)), connection.Location));
            if (_replies.Count > KeptReplies)
            {
                _replies.RemoveAt(0);
            }
        }
    }

    private static byte[] Get(string path, string token, string headers = "") =>
        Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n{headers}\r\n");
}
