using System.Diagnostics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace AspireCoach.Models;

/// <summary>
/// Embeddings of one endpoint in requests of a bounded number of texts, each with time-out, retries and circuit breaker,
/// traced and metered. Throws <see cref="ModelUnavailableException"/> where the endpoint fails.
/// </summary>
internal sealed partial class ResilientEmbeddings(
    IEmbeddingGenerator<string, Embedding<float>> inner, EndpointAttempts attempts, int batch, ModelMetrics metrics, TimeProvider time, ILogger logger)
    : DelegatingEmbeddingGenerator<string, Embedding<float>>(inner)
{
    private const string Operation = "embeddings";

    private readonly EmbeddingGeneratorMetadata _metadata = (EmbeddingGeneratorMetadata)inner.GetService(typeof(EmbeddingGeneratorMetadata))!;

    public override async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        GeneratedEmbeddings<Embedding<float>> all = [];
        foreach (var texts in values.Chunk(batch))
        {
            all.AddRange(await RequestAsync(texts, options, cancellationToken));
        }

        return all;
    }

    private async Task<GeneratedEmbeddings<Embedding<float>>> RequestAsync(string[] texts, EmbeddingGenerationOptions? options, CancellationToken cancel)
    {
        var model = new ChatClientMetadata(_metadata.ProviderName, _metadata.ProviderUri, options?.ModelId ?? _metadata.DefaultModelId);
        using var activity = ModelMetrics.Activities.StartActivity(
            $"{Operation} {model.DefaultModelId}", ActivityKind.Client, default(ActivityContext), ModelMetrics.Tags(model, Operation));
        var started = time.GetTimestamp();
        var errorType = "cancelled";
        UsageDetails? usage = null;
        try
        {
            var embeddings = await attempts.RunAsync(token => base.GenerateAsync(texts, options, token), cancel);
            (errorType, usage) = (null, embeddings.Usage);
            activity?.SetTag("gen_ai.usage.input_tokens", usage?.InputTokenCount);
            return embeddings;
        }
        catch (ModelEndpointException failure)
        {
            errorType = failure.ErrorType;
            activity?.SetTag("error.type", errorType);
            activity?.SetStatus(ActivityStatusCode.Error);
            LogFailed(logger, model.DefaultModelId, model.ProviderUri?.Authority, failure.ErrorType, failure.Detail);
            throw new ModelUnavailableException("The embedding model is not available at the moment.", failure.RetryAfter, !failure.Permanent, failure)
            {
                RequestRefused = !failure.CountsAgainstEndpoint,
            };
        }
        finally
        {
            metrics.Record(model, time.GetElapsedTime(started), errorType, usage, Operation);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The embedding model {Model} at {Server} failed: {ErrorType} {Detail}")]
    private static partial void LogFailed(ILogger logger, string? model, string? server, string errorType, string detail);
}
