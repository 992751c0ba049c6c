using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;

namespace AspireCoach.Models;

/// <summary>
/// Model calls as OpenTelemetry's semantic conventions for generative AI clients name them, with their prescribed
/// buckets. Labels come from the configuration and from fixed sets: nothing that grows with users or answers.
/// </summary>
internal sealed class ModelMetrics
{
    public const string Name = "AspireCoach.Models";

    public static readonly ActivitySource Activities = new(Name);

    private readonly Histogram<double> _duration;
    private readonly Histogram<long> _tokens;

    public ModelMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        _duration = meter.CreateHistogram(
            "gen_ai.client.operation.duration",
            "s",
            "Duration of a call to a model, with its retries.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92] });
        _tokens = meter.CreateHistogram(
            "gen_ai.client.token.usage",
            "{token}",
            "Tokens used by a call to a model.",
            advice: new InstrumentAdvice<long> { HistogramBucketBoundaries = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864] });
    }

    /// <param name="model">Which model was called.</param>
    /// <param name="duration">How long it took.</param>
    /// <param name="errorType">Null where it succeeded.</param>
    /// <param name="usage">Null where the endpoint did not say.</param>
    /// <param name="operation">What was asked for, as the conventions name it.</param>
    public void Record(ChatClientMetadata model, TimeSpan duration, string? errorType, UsageDetails? usage, string operation = "chat")
    {
        var tags = Tags(model, operation);
        if (usage?.InputTokenCount is { } input)
        {
            _tokens.Record(input, [.. tags, new("gen_ai.token.type", "input")]);
        }

        if (usage?.OutputTokenCount is { } output)
        {
            _tokens.Record(output, [.. tags, new("gen_ai.token.type", "output")]);
        }

        if (errorType is not null)
        {
            tags = [.. tags, new("error.type", errorType)];
        }

        _duration.Record(duration.TotalSeconds, tags);
    }

    /// <summary>What spans and metrics of a call have in common.</summary>
    public static KeyValuePair<string, object?>[] Tags(ChatClientMetadata model, string operation = "chat") =>
    [
        new("gen_ai.operation.name", operation),
        new("gen_ai.provider.name", model.ProviderName),
        new("gen_ai.request.model", model.DefaultModelId),
    ];
}
