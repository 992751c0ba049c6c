using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace AspireCoach.Bench.Load;

/// <summary>
/// A phone on a bad network: repeats a message with its key until it is accepted, by whichever process answers, and polls
/// until the reply has ended. What it was shown must be what the digest says.
/// </summary>
internal sealed class PatientUser(IReadOnlyList<HttpClient> servers)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private readonly ConcurrentDictionary<long, long> _open = [];
    private long _next;
    private long _accepted;
    private long _answered;
    private long _repeated;

    public long Accepted => Volatile.Read(ref _accepted);

    public long Answered => Volatile.Read(ref _answered);

    /// <summary>Requests that failed and were sent again.</summary>
    public long Repeated => Volatile.Read(ref _repeated);

    /// <summary>What was wrong, each kind of it with its number.</summary>
    public ConcurrentDictionary<string, int> Faults { get; } = new(StringComparer.Ordinal);

    /// <summary>How long the oldest message has been waiting for the end of its answer.</summary>
    public TimeSpan OldestWait => _open.IsEmpty ? TimeSpan.Zero : Stopwatch.GetElapsedTime(_open.Values.DefaultIfEmpty(Stopwatch.GetTimestamp()).Min());

    /// <summary>Sends a message and reads its answer to the end.</summary>
    public async Task TalkAsync(BenchConversation conversation, string text, CancellationToken cancel)
    {
        var number = Interlocked.Increment(ref _next);
        _open[number] = Stopwatch.GetTimestamp();
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            patience.CancelAfter(Patience);
            var reply = (await AskAsync(() => Post(conversation, text, number), HttpStatusCode.Accepted, patience.Token)).GetProperty("replyId").GetGuid();
            Interlocked.Increment(ref _accepted);
            await ReadAsync(conversation, reply, patience.Token);
            Interlocked.Increment(ref _answered);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            Fault($"not answered within {Patience.TotalSeconds} s");
        }
        finally
        {
            _open.TryRemove(number, out _);
        }
    }

    private async Task ReadAsync(BenchConversation conversation, Guid reply, CancellationToken cancel)
    {
        var text = new StringBuilder();
        for (long cursor = 0; ;)
        {
            var from = cursor;
            var poll = await AskAsync(() => Get(conversation, $"/v1/replies/{reply}?cursor={from}"), HttpStatusCode.OK, cancel);
            if (poll.GetProperty("reset").GetBoolean())
            {
                text.Clear();
            }

            text.Append(poll.GetProperty("text").GetString());
            var next = poll.GetProperty("cursor").GetInt64();
            if (next < cursor)
            {
                Fault("a cursor went back");
            }

            cursor = next;
            if (poll.GetProperty("status").GetString() is "done" or "failed" or "cancelled")
            {
                Check(poll, text.ToString());
                return;
            }
        }
    }

    private void Check(JsonElement poll, string text)
    {
        if (poll.GetProperty("status").GetString() is not "done")
        {
            Fault($"a reply {poll.GetProperty("status")}");
        }
        else if (poll.GetProperty("digest").GetString() != Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))))
        {
            Fault("a digest that is not that of what was shown");
        }
    }

    private async Task<JsonElement> AskAsync(Func<HttpRequestMessage> request, HttpStatusCode wanted, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                using var message = request();
                var server = servers[(int)((uint)Interlocked.Increment(ref _next) % (uint)servers.Count)];
                using var answer = await server.SendAsync(message, cancel);
                if (answer.StatusCode == wanted)
                {
                    return await answer.Content.ReadFromJsonAsync<JsonElement>(cancel);
                }

                if (answer.StatusCode is not HttpStatusCode.ServiceUnavailable)
                {
                    Fault($"{message.Method} answered {(int)answer.StatusCode}");
                }
            }
            catch (HttpRequestException)
            {
                // A broken connection says nothing about what was done: the same again.
            }

            Interlocked.Increment(ref _repeated);
            await Task.Delay(Pause, TimeProvider.System, cancel);
        }
    }

    private static HttpRequestMessage Post(BenchConversation conversation, string text, long number)
    {
        var request = Authorized(HttpMethod.Post, $"/v1/conversations/{conversation.Id}/messages", conversation);
        request.Content = JsonContent.Create(new { text });
        request.Headers.Add("Idempotency-Key", $"message-{number}");
        return request;
    }

    private static HttpRequestMessage Get(BenchConversation conversation, string path)
    {
        var request = Authorized(HttpMethod.Get, path, conversation);
        request.Headers.Add("Prefer", "wait=10");
        return request;
    }

    private static HttpRequestMessage Authorized(HttpMethod method, string path, BenchConversation conversation) =>
        new(method, path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", conversation.Token) } };

    private void Fault(string what) => Faults.AddOrUpdate(what, 1, (_, count) => count + 1);
}
