using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using AspireCoach.Models;
using Microsoft.Extensions.DependencyInjection;

namespace AspireCoach.Unit.Models;

public sealed class ModelTelemetryTests
{
    [Fact]
    public async Task Duration_and_tokens_are_metered_with_the_conventions_names_labels_and_buckets()
    {
        await using var server = await ChatServer.StartAsync(Replies.Events(Replies.Stream), Replies.Refuse(400));
        using var coach = Coach.With(new ManualTime(), Coach.Only(server));
        var meters = coach.Services.GetRequiredService<IMeterFactory>();
        ConcurrentQueue<string> seen = new();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == ModelsModule.Telemetry && instrument.Meter.Scope == meters)
            {
                listener.EnableMeasurementEvents(instrument);
                seen.Enqueue($"{instrument.Name} {instrument.Unit} {Buckets(instrument)}");
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => seen.Enqueue($"{instrument.Name}={value} {Text(tags)}"));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => seen.Enqueue($"{instrument.Name} {Text(tags)}"));
        listener.Start();

        await coach.StreamToEndAsync();
        await Should.ThrowAsync<ModelUnavailableException>(() => coach.AskAsync());

        const string Labels = "gen_ai.operation.name=chat gen_ai.provider.name=openai_compatible gen_ai.request.model=small";
        seen.ShouldBe(
            [
                "gen_ai.client.operation.duration s 14: 0.01 to 81.92",
                "gen_ai.client.token.usage {token} 14: 1 to 67108864",
                $"gen_ai.client.token.usage=12 {Labels} gen_ai.token.type=input",
                $"gen_ai.client.token.usage=3 {Labels} gen_ai.token.type=output",
                $"gen_ai.client.operation.duration {Labels}",
                $"gen_ai.client.operation.duration {Labels} error.type=400",
            ],
            ignoreOrder: true);
    }

    [Fact]
    public async Task A_call_is_traced_under_its_callers_span_without_a_word_of_what_was_said()
    {
        await using var server = await ChatServer.StartAsync(Replies.Events(Replies.Stream));
        using var coach = Coach.With(new ManualTime(), Coach.Only(server));
        using var parent = new Activity("test").Start();
        ConcurrentQueue<Activity> ended = new();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ModelsModule.Telemetry,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == parent.TraceId)
                {
                    ended.Enqueue(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);

        await foreach (var _ in coach.Stream("my secret diary"))
        {
            Activity.Current.ShouldBe(parent);
        }

        var span = ended.ShouldHaveSingleItem();
        span.DisplayName.ShouldBe("chat small");
        span.ParentSpanId.ShouldBe(parent.SpanId);
        span.GetTagItem("gen_ai.response.model").ShouldBe("small-1");
        span.GetTagItem("gen_ai.usage.input_tokens").ShouldBe(12L);
        span.GetTagItem("gen_ai.usage.output_tokens").ShouldBe(3L);
        span.GetTagItem("gen_ai.response.finish_reasons").ShouldBe(new[] { "stop" });
        span.TagObjects.ShouldAllBe(tag => !$"{tag.Value}".Contains("diary") && !$"{tag.Value}".Contains("Well"));
    }

    private static string Text(ReadOnlySpan<KeyValuePair<string, object?>> tags) => string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"));

    private static string Buckets(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } b } => FormattableString.Invariant($"{b.Count}: {b[0]} to {b[^1]}"),
        Histogram<long> { Advice.HistogramBucketBoundaries: { } b } => FormattableString.Invariant($"{b.Count}: {b[0]} to {b[^1]}"),
        _ => "none",
    };
}
