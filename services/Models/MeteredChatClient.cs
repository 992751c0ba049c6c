using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace AspireCoach.Models;

/// <summary>Traces and meters the calls to one model; records no word of what was said.</summary>
internal sealed class MeteredChatClient(IChatClient inner, ChatClientMetadata model, ModelMetrics metrics, TimeProvider time)
    : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var call = new Call(model, options, metrics, time);
        try
        {
            var response = await base.GetResponseAsync(messages, options, cancellationToken);
            response.ModelId ??= model.DefaultModelId;
            call.Succeed(response.ResponseId, response.ModelId, response.FinishReason, response.Usage);
            return response;
        }
        catch (Exception e)
        {
            call.Fail(e);
            throw;
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var call = new Call(model, options, metrics, time);
        await using var updates = base.GetStreamingResponseAsync(messages, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        UsageDetails? usage = null;
        ChatResponseUpdate? last = null;
        while (await MoveAsync(updates, call))
        {
            last = updates.Current;
            last.ModelId ??= model.DefaultModelId;
            usage = last.Contents.OfType<UsageContent>().LastOrDefault()?.Details ?? usage;
            yield return last;
            // The reader's activity is current again after a yield (dotnet/runtime#47802).
            call.Resume();
        }

        call.Succeed(last?.ResponseId, last?.ModelId, last?.FinishReason, usage);
    }

    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(ChatClientMetadata) ? model : base.GetService(serviceType, serviceKey);

    private static async Task<bool> MoveAsync(IAsyncEnumerator<ChatResponseUpdate> updates, Call call)
    {
        try
        {
            return await updates.MoveNextAsync();
        }
        catch (Exception e)
        {
            call.Fail(e);
            throw;
        }
    }

    /// <summary>The span and the measurements of one call.</summary>
    private sealed class Call : IDisposable
    {
        private readonly Activity? _activity;
        private readonly ModelMetrics _metrics;
        private readonly ChatClientMetadata _model;
        private readonly long _start;
        private readonly TimeProvider _time;
        // A reader that leaves the stream before its end cancels the call.
        private string? _errorType = "cancelled";
        private UsageDetails? _usage;

        public Call(ChatClientMetadata model, ChatOptions? options, ModelMetrics metrics, TimeProvider time)
        {
            (_model, _metrics, _time) = (model, metrics, time);
            _start = time.GetTimestamp();
            _activity = ModelMetrics.Activities.StartActivity($"chat {model.DefaultModelId}", ActivityKind.Client, default(ActivityContext), ModelMetrics.Tags(model));
            if (_activity is { IsAllDataRequested: true })
            {
                _activity.SetTag("server.address", model.ProviderUri?.Host);
                _activity.SetTag("server.port", model.ProviderUri?.Port);
                _activity.SetTag("gen_ai.request.max_tokens", options?.MaxOutputTokens);
                _activity.SetTag("gen_ai.request.temperature", options?.Temperature);
            }
        }

        public void Resume()
        {
            if (_activity is not null)
            {
                Activity.Current = _activity;
            }
        }

        public void Succeed(string? responseId, string? responseModel, ChatFinishReason? finish, UsageDetails? usage)
        {
            (_errorType, _usage) = (null, usage);
            _activity?.SetTag("gen_ai.response.id", responseId);
            _activity?.SetTag("gen_ai.response.model", responseModel);
            _activity?.SetTag("gen_ai.response.finish_reasons", finish is { } reason ? new[] { reason.Value } : null);
            _activity?.SetTag("gen_ai.usage.input_tokens", usage?.InputTokenCount);
            _activity?.SetTag("gen_ai.usage.output_tokens", usage?.OutputTokenCount);
        }

        public void Fail(Exception e) => _errorType = e switch
        {
            ModelEndpointException failure => failure.ErrorType,
            OperationCanceledException => "cancelled",
            _ => e.GetType().Name,
        };

        public void Dispose()
        {
            _metrics.Record(_model, _time.GetElapsedTime(_start), _errorType, _usage);
            if (_errorType is not null)
            {
                _activity?.SetTag("error.type", _errorType);
                _activity?.SetStatus(ActivityStatusCode.Error);
            }

            _activity?.Dispose();
        }
    }
}
