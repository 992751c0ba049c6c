using System.ClientModel.Primitives;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace AspireCoach.Models.OpenAICompatible;

/// <summary>What an endpoint's refusal says, as far as it may be logged and obeyed.</summary>
internal static class ProviderError
{
    private const int LongestBody = 16 * 1024;
    private const int LongestDetail = 200;
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    /// <summary>Makes a failure of a refused request; reads no more than a bounded part of its body.</summary>
    public static async Task<ModelEndpointException> ReadAsync(PipelineResponse response, TimeProvider time, CancellationToken cancel)
    {
        var detail = "";
        try
        {
            using var body = await JsonDocument.ParseAsync(new BoundedStream(response.ContentStream ?? Stream.Null, LongestBody), default, cancel);
            detail = Describe(response.Status, body.RootElement.Member("error"));
        }
        catch (Exception e) when (e is JsonException or IOException or InvalidOperationException or ModelEndpointException)
        {
            detail = "the body is no error of the protocol";
        }

        return ModelEndpointException.Status(response.Status, RetryAfter(response.Headers, time), detail);
    }

    /// <summary>
    /// Code and type; the message only for statuses that cannot quote the conversation. Bounded, one line, keys masked.
    /// </summary>
    public static string Describe(int? status, JsonElement error)
    {
        string?[] parts = [error.Text("code"), error.Text("type"), status is 401 or 403 or 404 or 429 ? error.Text("message") : null];
        var text = string.Join(": ", parts.OfType<string>());
        text = string.Create(CultureInfo.InvariantCulture, $"{new string([.. text.Take(LongestDetail).Select(c => char.IsControl(c) ? ' ' : c)])}");
        return string.Join(' ', text.Split(' ').Select(word => word.Contains("sk-", StringComparison.Ordinal) ? "***" : word));
    }

    /// <summary>The header Retry-After as seconds or as a date (RFC 9110, 10.2.3); null where it is missing or unreadable.</summary>
    private static TimeSpan? RetryAfter(PipelineResponseHeaders headers, TimeProvider time)
    {
        if (!headers.TryGetValue("Retry-After", out var value) || !RetryConditionHeaderValue.TryParse(value, out var condition))
        {
            return null;
        }

        var wait = condition.Delta ?? condition.Date - time.GetUtcNow();
        return wait is null ? null : TimeSpan.FromTicks(Math.Clamp(wait.Value.Ticks, 0, LongestWait.Ticks));
    }
}
