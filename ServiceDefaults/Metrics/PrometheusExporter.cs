using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace AspireCoach.ServiceDefaults.Metrics;

/// <summary>
/// The pull exporter behind <c>/metrics</c>: cumulative values, one family per name over all meters, no series twice.
/// Runs under the reader's lock, one collection at a time.
/// </summary>
[ExportModes(ExportModes.Pull)]
internal sealed partial class PrometheusExporter(ILogger<PrometheusExporter> logger) : BaseExporter<Metric>, IPullMetricExporter
{
    private const string TargetInfo = "target_info";

    /// <summary>The runtime publishes these levels as counters (dotnet/runtime, RuntimeMetrics); they go up and down.</summary>
    private static readonly HashSet<string> GaugesInDisguise = ["dotnet.thread_pool.thread.count", "dotnet.thread_pool.queue.length"];

    private readonly HashSet<string> _reported = [];
    private readonly ExpositionWriter _writer = new();
    private byte[] _text = [];

    public Func<int, bool>? Collect { get; set; }

    /// <summary>Collects everything now; null when the collection failed or took too long.</summary>
    public byte[]? Scrape(TimeSpan timeout) => Collect?.Invoke((int)timeout.TotalMilliseconds) == true ? _text : null;

    public override ExportResult Export(in Batch<Metric> batch)
    {
        _writer.Clear();
        WriteTarget();
        foreach (var (name, family) in Families(batch))
        {
            Write(name, family);
        }

        _text = _writer.ToUtf8();
        return ExportResult.Success;
    }

    /// <summary>Groups metrics by family, in the order of their first appearance.</summary>
    private Dictionary<string, List<(FamilyKind Kind, Metric Metric)>> Families(in Batch<Metric> batch)
    {
        var families = new Dictionary<string, List<(FamilyKind, Metric)>>();
        foreach (var metric in batch)
        {
            if (KindOf(metric) is not { } kind)
            {
                ReportOnce(metric.Name, "its type has no text form");
                continue;
            }

            var name = PrometheusName.Family(metric.Name, metric.Unit, kind);
            if (!families.TryGetValue(name, out var family))
            {
                families[name] = [(kind, metric)];
            }
            else if (name != TargetInfo && family[0].Item1 == kind)
            {
                family.Add((kind, metric));
            }
            else
            {
                ReportOnce(metric.Name, "another meter has the name with another type");
            }
        }

        return families;
    }

    private void Write(string name, List<(FamilyKind Kind, Metric Metric)> family)
    {
        _writer.Family(name, Help(family), family[0].Kind);
        var series = new HashSet<string>();
        foreach (var (kind, metric) in family)
        {
            foreach (ref readonly var point in metric.GetMetricPoints())
            {
                var labels = Labels(metric, point);
                if (!series.Add(labels))
                {
                    ReportOnce(metric.Name, "a series of it exists twice");
                }
                else if (kind == FamilyKind.Histogram)
                {
                    WriteHistogram(name, labels, point);
                }
                else
                {
                    _writer.Sample(name, "", labels, Value(metric.MetricType, point));
                }
            }
        }
    }

    private void WriteHistogram(string name, string labels, in MetricPoint point)
    {
        var count = 0L;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            count += bucket.BucketCount;
            _writer.Sample(name, "_bucket", labels, count, bucket.ExplicitBound);
        }

        _writer.Sample(name, "_sum", labels, point.GetHistogramSum());
        _writer.Sample(name, "_count", labels, count);
    }

    /// <summary>What this process is, once, in place of labels on every series.</summary>
    private void WriteTarget()
    {
        var attributes = ParentProvider?.GetResource().Attributes ?? [];
        _writer.Family(TargetInfo, "What this process is.", FamilyKind.Gauge);
        _writer.Sample(TargetInfo, "", ExpositionWriter.Labels(attributes.Select(a => KeyValuePair.Create(a.Key, (object?)a.Value))), 1);
    }

    private static string Labels(Metric metric, in MetricPoint point)
    {
        var attributes = new List<KeyValuePair<string, object?>> { new("otel.scope.name", metric.MeterName) };
        foreach (var tag in point.Tags)
        {
            // The scope's own label wins, as the specification says.
            if (PrometheusName.Label(tag.Key) != "otel_scope_name")
            {
                attributes.Add(tag);
            }
        }

        return ExpositionWriter.Labels(attributes);
    }

    private static string Help(List<(FamilyKind, Metric Metric)> family)
    {
        foreach (var (_, metric) in family)
        {
            if (!string.IsNullOrEmpty(metric.Description))
            {
                return metric.Description;
            }
        }

        return family[0].Metric.Name;
    }

    private static FamilyKind? KindOf(Metric metric) => metric.MetricType switch
    {
        MetricType.LongSum or MetricType.DoubleSum =>
            GaugesInDisguise.Contains(metric.Name) ? FamilyKind.Gauge : FamilyKind.Counter,
        MetricType.LongSumNonMonotonic or MetricType.DoubleSumNonMonotonic => FamilyKind.Gauge,
        MetricType.LongGauge or MetricType.DoubleGauge => FamilyKind.Gauge,
        MetricType.Histogram => FamilyKind.Histogram,
        _ => null,
    };

    private static double Value(MetricType type, in MetricPoint point) => type switch
    {
        MetricType.LongSum or MetricType.LongSumNonMonotonic => point.GetSumLong(),
        MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic => point.GetSumDouble(),
        MetricType.LongGauge => point.GetGaugeLastValueLong(),
        _ => point.GetGaugeLastValueDouble(),
    };

    private void ReportOnce(string metric, string reason)
    {
        if (_reported.Add(metric))
        {
            LogLeftOut(metric, reason);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Metric {Metric} is left out of /metrics, wholly or in part: {Reason}")]
    private partial void LogLeftOut(string metric, string reason);
}
