using System.Net.ServerSentEvents;
using Microsoft.Extensions.AI;

namespace AspireCoach.Models.OpenAICompatible;

/// <summary>The server-sent events of one streamed answer.</summary>
internal sealed class ChatEventStream(Stream body, long limit, CancellationToken cancel) : IAsyncDisposable
{
    private readonly IAsyncEnumerator<SseItem<string>> _events =
        SseParser.Create(new BoundedStream(body, limit)).EnumerateAsync(cancel).GetAsyncEnumerator(cancel);

    /// <summary>Reads on until something came; empty contents are a fragment of a tool call.</summary>
    /// <returns>Null at the end of the answer.</returns>
    /// <exception cref="ModelEndpointException">It broke off, is no such stream, or reports a failure.</exception>
    public async Task<IList<AIContent>?> NextAsync(ChatReply reply)
    {
        while (await MoveAsync(reply))
        {
            var data = _events.Current.Data;
            if (data == "[DONE]")
            {
                return null;
            }

            if (data.Length > 0 && reply.AddChunk(data) is { } contents)
            {
                return contents;
            }
        }

        return reply.IsFinished ? null : throw ModelEndpointException.StreamBroken();
    }

    public ValueTask DisposeAsync() => _events.DisposeAsync();

    private async Task<bool> MoveAsync(ChatReply reply)
    {
        try
        {
            return await _events.MoveNextAsync();
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return reply.IsFinished ? false : throw ModelEndpointException.StreamBroken(e);
        }
    }
}
