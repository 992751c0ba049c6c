using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using AspireCoach.Chat;

namespace AspireCoach.Host.Commands;

/// <summary>Talks to the platform as any client does: POST with a key until it is answered, then polls.</summary>
internal sealed class CoachClient(Uri address) : IDisposable
{
    private const int Tries = 5;
    private readonly HttpClient _http = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(40) };

    public async Task SignInAsync(string email, string password, CancellationToken cancel)
    {
        using var answer = await SendAsync(() => Post("/v1/sessions", new { email, password }), cancel);
        if (answer.StatusCode == HttpStatusCode.Unauthorized)
        {
            throw new CommandLineException($"There is no account {email} with this password. The demo account is made on the first start in Development.");
        }

        var session = await ReadAsync<JsonElement>(answer, cancel);
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.GetProperty("token").GetString());
    }

    public async Task<Guid> BeginConversationAsync(CancellationToken cancel)
    {
        using var answer = await SendAsync(() => Post("/v1/conversations", new { }), cancel);
        return (await ReadAsync<JsonElement>(answer, cancel)).GetProperty("id").GetGuid();
    }

    /// <summary>Sends a message; the reply's id.</summary>
    public async Task<Guid> SendAsync(Guid conversation, string text, CancellationToken cancel)
    {
        using var answer = await SendAsync(() => Post($"/v1/conversations/{conversation}/messages", new { text }), cancel);
        return (await ReadAsync<AcceptedMessage>(answer, cancel)).ReplyId;
    }

    /// <summary>Polls a reply until it has ended.</summary>
    public async IAsyncEnumerable<ReplyPoll> PollAsync(Guid reply, [EnumeratorCancellation] CancellationToken cancel)
    {
        long cursor = 0;
        string? tag = null;
        while (true)
        {
            using var answer = await SendAsync(
                () =>
                {
                    var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/replies/{reply}?cursor={cursor}");
                    request.Headers.Add("Prefer", "wait=20");
                    if (tag is not null)
                    {
                        request.Headers.TryAddWithoutValidation("If-None-Match", tag);
                    }

                    return request;
                },
                cancel);
            if (answer.StatusCode == HttpStatusCode.NotModified)
            {
                continue;
            }

            var poll = await ReadAsync<ReplyPoll>(answer, cancel);
            cursor = poll.Cursor;
            tag = answer.Headers.ETag?.ToString();
            yield return poll;
            if (poll.Status is "done" or "failed" or "cancelled")
            {
                yield break;
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage Post(string path, object body) => new(HttpMethod.Post, path) { Content = JsonContent.Create(body) };

    /// <summary>Sends until there is an answer: every try has the same key, so the platform does it once.</summary>
    private async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> create, CancellationToken cancel)
    {
        var key = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString();
        for (var attempt = 1; ; attempt++)
        {
            using var request = create();
            if (request.Method == HttpMethod.Post)
            {
                request.Headers.Add("Idempotency-Key", key);
            }

            try
            {
                var answer = await _http.SendAsync(request, cancel);
                if (attempt == Tries || answer.StatusCode is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests))
                {
                    return answer;
                }

                var wait = answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1);
                answer.Dispose();
                await Task.Delay(wait, TimeProvider.System, cancel);
            }
            catch (HttpRequestException) when (attempt < Tries)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200 * attempt), TimeProvider.System, cancel);
            }
        }
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage answer, CancellationToken cancel)
    {
        if (!answer.IsSuccessStatusCode)
        {
            var problem = await answer.Content.ReadAsStringAsync(cancel);
            throw new CommandLineException($"The platform answered {(int)answer.StatusCode}: {problem}");
        }

        return (await answer.Content.ReadFromJsonAsync<T>(JsonSerializerOptions.Web, cancel))!;
    }
}
