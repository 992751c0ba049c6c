using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Chat;

/// <summary>Puts a reply together from polls as the contract tells a client to, and trusts nothing else.</summary>
internal sealed class Reader(HttpClient client, string replyId)
{
    private readonly StringBuilder _text = new();
    private long _cursor;

    public string Text => _text.ToString();

    public string Status { get; private set; } = "";

    public JsonElement Last { get; private set; }

    /// <summary>Every cursor seen, in order.</summary>
    public List<long> Cursors { get; } = [0];

    /// <summary>The statuses seen, in order, each once as long as it lasted.</summary>
    public List<string> Statuses { get; } = [];

    public int Attempt => Last.GetProperty("attempt").GetInt32();

    public IReadOnlyList<string> Steps => [.. Last.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("name").GetString()!)];

    /// <summary>What a poll from any cursor answers; asks nothing of the reader's own state and leaves it alone.</summary>
    public Task<Answer> FromAsync(long cursor, CancellationToken cancel) =>
        client.GetJsonAsync(string.Create(CultureInfo.InvariantCulture, $"/v1/replies/{replyId}?cursor={cursor}"), cancel);

    /// <summary>Polls until the text is this.</summary>
    public Task UntilTextAsync(string text, CancellationToken cancel) => Eventually.TrueAsync(
        async () =>
        {
            await PollAsync(cancel, wait: 5);
            return Text == text;
        },
        $"the reply's text is {text}",
        cancel);

    /// <summary>Polls until the reply has ended; an unreachable or refusing server is asked again.</summary>
    public async Task<Reader> ToEndAsync(CancellationToken cancel, int wait = 5)
    {
        await Eventually.TrueAsync(
            async () =>
            {
                await PollAsync(cancel, wait);
                return Status is "done" or "failed" or "cancelled";
            },
            $"reply {replyId} has ended",
            cancel,
            TimeSpan.FromSeconds(120));
        return this;
    }

    /// <summary>One poll; false when there was no answer.</summary>
    public async Task<bool> PollAsync(CancellationToken cancel, int wait = 0)
    {
        try
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"/v1/replies/{replyId}?cursor={_cursor}"));
            if (wait > 0)
            {
                request.Headers.Add("Prefer", $"wait={wait}");
            }

            using var message = await client.SendAsync(request, cancel);
            if (message.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                return false;
            }

            message.StatusCode.ShouldBe(HttpStatusCode.OK);
            var poll = JsonSerializer.Deserialize<JsonElement>(await message.Content.ReadAsByteArrayAsync(cancel));
            Take(poll);
            return true;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return false;
        }
    }

    private void Take(JsonElement poll)
    {
        if (poll.GetProperty("reset").GetBoolean())
        {
            _text.Clear();
        }

        _text.Append(poll.GetProperty("text").GetString());
        var cursor = poll.GetProperty("cursor").GetInt64();
        cursor.ShouldBeGreaterThanOrEqualTo(_cursor);
        _cursor = cursor;
        Cursors.Add(cursor);
        Status = poll.GetProperty("status").GetString()!;
        if (Statuses.LastOrDefault() != Status)
        {
            Statuses.Add(Status);
        }

        Last = poll;
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text))).ShouldBe(poll.GetProperty("digest").GetString());
    }
}
