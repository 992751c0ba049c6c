using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace AspireCoach.Bench.Load;

/// <summary>The bytes of POST …/messages, with a new Idempotency-Key each time.</summary>
internal sealed class MessageRequest
{
    private const string Prefix = "bench-";
    private const int Digits = 12;
    private readonly byte[] _bytes;
    private readonly int _key;

    public MessageRequest(BenchConversation conversation, string text)
    {
        var body = JsonSerializer.Serialize(new { text });
        var request =
            $"POST /v1/conversations/{conversation.Id}/messages HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {conversation.Token}\r\n"
            + $"Idempotency-Key: {Prefix}{new string('0', Digits)}\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";
        _bytes = Encoding.UTF8.GetBytes(request);
        _key = request.IndexOf(Prefix, StringComparison.Ordinal) + Prefix.Length;
    }

    /// <summary>Valid until the next call.</summary>
    public ReadOnlySpan<byte> WithKey(long key)
    {
        Utf8Formatter.TryFormat(key, _bytes.AsSpan(_key, Digits), out _, new System.Buffers.StandardFormat('D', Digits));
        return _bytes;
    }
}
