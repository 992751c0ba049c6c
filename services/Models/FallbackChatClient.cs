using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace AspireCoach.Models;

/// <summary>
/// Asks the models of one use in turn until one answers; <see cref="ChatResponse.ModelId"/> says which did. Once a
/// model has begun to stream, its answer stands or fails.
/// </summary>
internal sealed partial class FallbackChatClient(IReadOnlyList<IChatClient> chain, ILogger logger) : IChatClient
{
    /// <exception cref="ModelUnavailableException">All have failed.</exception>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var conversation = messages as IReadOnlyCollection<ChatMessage> ?? [.. messages];
        List<ModelEndpointException> failures = [];
        foreach (var client in chain)
        {
            try
            {
                return await client.GetResponseAsync(conversation, options, cancellationToken);
            }
            catch (ModelEndpointException failure)
            {
                Note(client, failure, failures);
            }
        }

        throw Unavailable(failures);
    }

    /// <exception cref="ModelUnavailableException">All have failed, or the one that had begun to answer did.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var conversation = messages as IReadOnlyCollection<ChatMessage> ?? [.. messages];
        List<ModelEndpointException> failures = [];
        foreach (var client in chain)
        {
            await using var updates = client.GetStreamingResponseAsync(conversation, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
            if (await BeginAsync(updates, client, failures) is not { } any)
            {
                continue;
            }

            while (any)
            {
                yield return updates.Current;
                any = await GoOnAsync(updates, client, failures);
            }

            yield break;
        }

        throw Unavailable(failures);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : chain[0].GetService(serviceType, serviceKey);

    public void Dispose()
    {
    }

    private static ModelUnavailableException Unavailable(List<ModelEndpointException> failures) => new(
        "No language model is available at the moment.",
        failures.Min(failure => failure.RetryAfter),
        failures.Any(failure => !failure.Permanent),
        failures[^1]);

    /// <returns>Null where the model failed before it said anything.</returns>
    private async Task<bool?> BeginAsync(IAsyncEnumerator<ChatResponseUpdate> updates, IChatClient client, List<ModelEndpointException> failures)
    {
        try
        {
            return await updates.MoveNextAsync();
        }
        catch (ModelEndpointException failure)
        {
            Note(client, failure, failures);
            return null;
        }
    }

    private async Task<bool> GoOnAsync(IAsyncEnumerator<ChatResponseUpdate> updates, IChatClient client, List<ModelEndpointException> failures)
    {
        try
        {
            return await updates.MoveNextAsync();
        }
        catch (ModelEndpointException failure)
        {
            Note(client, failure, failures);
            throw new ModelUnavailableException("The language model broke off in the middle of its answer.", failure.RetryAfter, mayRetry: true, failure);
        }
    }

    private void Note(IChatClient client, ModelEndpointException failure, List<ModelEndpointException> failures)
    {
        failures.Add(failure);
        var model = client.GetService(typeof(ChatClientMetadata)) as ChatClientMetadata;
        LogFailed(model?.DefaultModelId, model?.ProviderUri?.Authority, failure.ErrorType, failure.Detail);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The model {Model} at {Server} failed: {ErrorType} {Detail}")]
    private partial void LogFailed(string? model, string? server, string errorType, string detail);
}
