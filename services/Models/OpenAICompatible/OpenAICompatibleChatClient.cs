using System.ClientModel;
using System.ClientModel.Primitives;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace AspireCoach.Models.OpenAICompatible;

/// <summary>
/// One attempt at one endpoint, through the official SDK's pipeline and its protocol methods: the SDK's own types
/// refuse values that compatible servers send. Fails with <see cref="ModelEndpointException"/>. An update without
/// contents and finish reason is a sign of life: the model is writing a tool call.
/// </summary>
internal sealed class OpenAICompatibleChatClient : IChatClient
{
    private readonly ChatClient _client;
    private readonly ModelEndpoint _endpoint;
    private readonly ChatClientMetadata _metadata;
    private readonly TimeProvider _time;

    public OpenAICompatibleChatClient(ModelEndpoint endpoint, HttpClient http, TimeProvider time)
    {
        _endpoint = endpoint;
        _time = time;
        _metadata = new ChatClientMetadata(endpoint.Provider, endpoint.Address, endpoint.Model);
#pragma warning disable OPENAI001 // The constructor for endpoints without a key is marked experimental.
        _client = new ChatClient(endpoint.Model, ProviderCall.Authentication(endpoint), ProviderCall.Options(endpoint, http));
#pragma warning restore OPENAI001
    }

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var response = await SendAsync(messages, options, stream: false, cancellationToken);
        var reply = new ChatReply(_endpoint, _time);
        var contents = await ReadWholeAsync(response, reply, cancellationToken);
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, contents) { MessageId = reply.Id })
        {
            ResponseId = reply.Id,
            ModelId = reply.ModelId,
            CreatedAt = reply.CreatedAt,
            FinishReason = reply.FinishReason,
            Usage = reply.Usage,
        };
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var response = await SendAsync(messages, options, stream: true, cancellationToken);
        var reply = new ChatReply(_endpoint, _time);
        List<AIContent> last = [];
        if (ProviderCall.MediaType(response) == "application/json")
        {
            // A server that cannot stream answers in one piece.
            last = await ReadWholeAsync(response, reply, cancellationToken);
        }
        else
        {
            await using var events = new ChatEventStream(response.ContentStream!, ProviderCall.LargestAnswer, cancellationToken);
            while (await events.NextAsync(reply) is { } contents)
            {
                yield return Update(reply, contents);
            }

            last.AddRange(reply.TakeCalls());
        }

        if (reply.Usage is { } usage)
        {
            last.Add(new UsageContent(usage));
        }

        var end = Update(reply, last);
        end.FinishReason = reply.FinishReason;
        yield return end;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? _metadata
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    public void Dispose()
    {
    }

    private static ChatResponseUpdate Update(ChatReply reply, IList<AIContent> contents) => new(ChatRole.Assistant, contents)
    {
        ResponseId = reply.Id,
        MessageId = reply.Id,
        ModelId = reply.ModelId,
        CreatedAt = reply.CreatedAt,
    };

    private static async Task<List<AIContent>> ReadWholeAsync(PipelineResponse response, ChatReply reply, CancellationToken cancel)
    {
        try
        {
            using var completion = await JsonDocument.ParseAsync(new BoundedStream(response.ContentStream!, ProviderCall.LargestAnswer), default, cancel);
            return [.. reply.AddWhole(completion.RootElement), .. reply.TakeCalls()];
        }
        catch (JsonException e)
        {
            throw ModelEndpointException.Invalid("no JSON", e);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw ModelEndpointException.Connection(e);
        }
    }

    private async Task<PipelineResponse> SendAsync(IEnumerable<ChatMessage> messages, ChatOptions? options, bool stream, CancellationToken cancel)
    {
        using var content = BinaryContent.Create(ChatRequestWriter.Write(messages, options, _endpoint, stream));
        return await ProviderCall.SendAsync(async call => (await _client.CompleteChatAsync(content, call)).GetRawResponse(), _time, cancel);
    }
}
