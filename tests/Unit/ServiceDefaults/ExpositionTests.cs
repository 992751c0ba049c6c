using System.Diagnostics.Metrics;
using System.Text;
using AspireCoach.ServiceDefaults.Metrics;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace AspireCoach.Unit.ServiceDefaults;

public sealed class ExpositionTests
{
    [Fact]
    public void A_counter_is_written_to_the_letter()
    {
        using var meter = new Meter("exact");
        var exact = Scrape(meter, () => meter.CreateCounter<long>("coach.jobs.done", "{job}", "Jobs that ended.").Add(3, new KeyValuePair<string, object?>("kind", "chat.answer")));

        exact.ShouldContain(
            "# HELP coach_jobs_done_total Jobs that ended.\n# TYPE coach_jobs_done_total counter\n"
            + "coach_jobs_done_total{kind=\"chat.answer\",otel_scope_name=\"exact\"} 3\n");
    }

    [Fact]
    public void A_histogram_has_cumulative_buckets_up_to_infinity_a_sum_and_a_count()
    {
        using var meter = new Meter("histogram");
        var family = ExpositionParser.Parse(Scrape(meter, () =>
        {
            var histogram = meter.CreateHistogram("coach.wait", "s", "Wait.", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1, 2.5] });
            foreach (var value in (double[])[0.05, 0.1, 0.5, 2, 99])
            {
                histogram.Record(value);
            }
        }))["coach_wait_seconds"];

        family.Type.ShouldBe("histogram");
        family.Value(("le", "0.1")).ShouldBe(2);
        family.Value(("le", "1")).ShouldBe(3);
        family.Value(("le", "2.5")).ShouldBe(4);
        family.Value(("le", "+Inf")).ShouldBe(5);
        family.Samples.Single(s => s.Name == "coach_wait_seconds_sum").Value.ShouldBe(101.65, 1e-9);
        family.Samples.Single(s => s.Name == "coach_wait_seconds_count").Value.ShouldBe(5);
    }

    [Fact]
    public void An_up_down_counter_and_the_runtimes_mistyped_levels_are_gauges()
    {
        using var meter = new Meter("levels");
        var families = ExpositionParser.Parse(Scrape(meter, () =>
        {
            meter.CreateUpDownCounter<long>("coach.open", "{thing}").Add(-2);
            _ = meter.CreateObservableCounter("dotnet.thread_pool.thread.count", () => 7L, "{thread}");
            _ = meter.CreateObservableCounter("dotnet.thread_pool.queue.length", () => 5L, "{work_item}");
        }));

        families["coach_open"].ShouldSatisfyAllConditions(f => f.Type.ShouldBe("gauge"), f => f.Value().ShouldBe(-2));
        families["dotnet_thread_pool_thread_count"].ShouldSatisfyAllConditions(f => f.Type.ShouldBe("gauge"), f => f.Value().ShouldBe(7));
        families["dotnet_thread_pool_queue_length"].Type.ShouldBe("gauge");
    }

    [Fact]
    public void One_name_in_several_meters_is_one_family_and_another_type_is_left_out()
    {
        using var first = new Meter("first");
        using var second = new Meter("second");
        using var third = new Meter("third");
        var families = ExpositionParser.Parse(Scrape([first, second, third], () =>
        {
            first.CreateCounter<long>("coach.shared", null, "Shared.").Add(1);
            second.CreateCounter<double>("coach.shared").Add(2.5);
            third.CreateHistogram<double>("coach.shared.total").Record(1);
        }));

        families["coach_shared_total"].Samples.Count.ShouldBe(2);
        families["coach_shared_total"].Help.ShouldBe("Shared.");
        families["coach_shared_total"].Value(("otel_scope_name", "second")).ShouldBe(2.5);
    }

    [Fact]
    public void The_target_says_what_the_process_is() =>
        ExpositionParser.Parse(Scrape([], () => { }))["target_info"].Value(("service_name", "tested")).ShouldBe(1);

    [Fact]
    public void Attributes_that_become_one_label_are_joined_and_empty_ones_left_out() =>
        ExpositionWriter.Labels([new("b", ""), new("a.x", "2"), new("a-x", "1"), new("le", 1.5), new("flag", true), new("null", null)])
            .ShouldBe("a_x=\"1;2\",exported_le=\"1.5\",flag=\"true\"");

    [Fact]
    public void Whatever_names_labels_and_values_come_every_line_can_be_read_back()
    {
        var text = ArbMap.Default.GeneratorFor<string?>().Select(s => s ?? "");
        var nasty = Gen.OneOf(text, Gen.Elements("\\", "\"", "\n", "\\n", "a\"b\\\nc", "ä", "\ud800", "}", ",x=\"1\"", "\r", " "));
        var sample = from name in nasty
                     from help in nasty
                     from value in ArbMap.Default.GeneratorFor<double>()
                     from labels in Gen.Choose(0, 5).SelectMany(n => Gen.ListOf(nasty.Zip(nasty), n))
                     select (name, help, value, labels);

        Prop.ForAll(sample.ToArbitrary(), s =>
        {
            var writer = new ExpositionWriter();
            var name = PrometheusName.Family(s.name, null, FamilyKind.Gauge);
            writer.Family(name, s.help, FamilyKind.Gauge);
            writer.Sample(name, "", ExpositionWriter.Labels(s.labels.Select(l => KeyValuePair.Create(l.Item1, (object?)l.Item2))), s.value);

            var family = ExpositionParser.Parse(Encoding.UTF8.GetString(writer.ToUtf8())).Values.Single();

            family.Help.ShouldBe(Utf8(s.help));
            family.Samples.Single().Value.ShouldBe(s.value);
            if (s.labels.Count == 1 && s.labels[0].Item2.Length > 0)
            {
                family.Samples.Single().Labels.Values.Single().ShouldBe(Utf8(s.labels[0].Item2));
            }
        }).QuickCheckThrowOnFailure();
    }

    private static string Utf8(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static string Scrape(Meter meter, Action measure) => Scrape([meter], measure);

    private static string Scrape(Meter[] meters, Action measure)
    {
        using var exporter = new PrometheusExporter(NullLogger<PrometheusExporter>.Instance);
        using var provider = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(r => r.Clear().AddService("tested", autoGenerateServiceInstanceId: false))
            .AddMeter([.. meters.Select(m => m.Name)])
            .AddReader(new BaseExportingMetricReader(exporter))
            .Build();
        measure();
        return Encoding.UTF8.GetString(exporter.Scrape(TimeSpan.FromSeconds(5)).ShouldNotBeNull());
    }
}
