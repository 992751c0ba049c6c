using System.Runtime.CompilerServices;
using AspireCoach.Models.Safety;
using Microsoft.Extensions.AI;

namespace AspireCoach.Models.Offline;

/// <summary>
/// The embedded default model: rules that call tools and put an answer together from what those returned, so that the
/// platform works with no key and no network. The same messages give the same answer. It starts from the
/// <see cref="QuestionContext"/> block in the first system message that has one; what tools return is data to it.
/// </summary>
public sealed class OfflineCoach : IChatClient
{
    /// <summary>The model id that every answer carries.</summary>
    public const string ModelId = "offline-coach";

    private static readonly ChatClientMetadata s_metadata = new("offline", null, ModelId);

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        cancellationToken.ThrowIfCancellationRequested();
        var (calls, text, used) = Reply(messages, options);
        var message = new ChatMessage(ChatRole.Assistant, calls.Count > 0 ? [.. calls] : [new TextContent(text)]);
        return Task.FromResult(new ChatResponse(message)
        {
            ModelId = ModelId,
            AdditionalProperties = used,
            FinishReason = calls.Count > 0 ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
        });
    }

    /// <summary>The calls of a round in one update; an answer in pieces of about a word.</summary>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var (calls, text, used) = Reply(messages, options);
        if (calls.Count > 0)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, [.. calls]) { ModelId = ModelId, AdditionalProperties = used, FinishReason = ChatFinishReason.ToolCalls };
            yield break;
        }

        yield return new ChatResponseUpdate(ChatRole.Assistant, []) { ModelId = ModelId, AdditionalProperties = used };
        for (var start = 0; start < text.Length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var end = PieceEnd(text, start);
            yield return new ChatResponseUpdate(ChatRole.Assistant, text[start..end])
            {
                ModelId = ModelId,
                FinishReason = end == text.Length ? ChatFinishReason.Stop : null,
            };
            start = end;
        }

        await Task.CompletedTask;
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? s_metadata
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    public void Dispose()
    {
    }

    private static (IReadOnlyList<AIContent> Calls, string Text, AdditionalPropertiesDictionary Used) Reply(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        var turn = OfflineTurn.Read(messages, options);
        if (SafetySignal.Read(turn.UserText, turn.Context?.TimeZone) is { } signal && (signal.IsUrgent || !turn.IsWarned || !turn.IsOfRecord))
        {
            return ([], turn.IsWarned ? "" : signal.Text, Used(turn));
        }

        var calls = OfflinePlan.Next(turn);
        return (calls, calls.Count > 0 ? "" : OfflineAnswer.Compose(turn), Used(turn));
    }

    private static AdditionalPropertiesDictionary Used(OfflineTurn turn) => new() { [RecalledMemory.UsedKey] = turn.Used.ToArray() };

    private static int PieceEnd(string text, int start)
    {
        var end = start;
        while (end < text.Length && !char.IsWhiteSpace(text[end]))
        {
            end++;
        }

        while (end < text.Length && char.IsWhiteSpace(text[end]))
        {
            end++;
        }

        return end;
    }
}
