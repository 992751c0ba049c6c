using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;

namespace AspireCoach.ServiceDefaults.Telemetry;

/// <summary>
/// Which instruments leave this process, and with which labels. Every label here has few values: routes, methods,
/// statuses. A path, a peer's address or a connection string never becomes one.
/// </summary>
internal static class Instruments
{
    /// <summary>Ours, and of the built-in ones those that somebody looks at.</summary>
    public static readonly string[] Meters =
    [
        "AspireCoach.*",
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "Microsoft.AspNetCore.Diagnostics",
        "System.Net.Http",
        "System.Runtime",
        "Npgsql",
    ];

    // Half of the conventions' buckets: each one is a series for every route and status there is.
    private static readonly MetricStreamConfiguration Request = new ExplicitBucketHistogramConfiguration
    {
        TagKeys = ["http.request.method", "http.route", "http.response.status_code", "error.type"],
        Boundaries = [0.005, 0.01, 0.025, 0.1, 0.25, 1, 5],
    };

    private static readonly MetricStreamConfiguration NoLabels = Only();

    private static readonly MetricStreamConfiguration Client =
        Only("http.request.method", "http.response.status_code", "error.type");

    // Leaves out the data source's name, which is its connection string, and the server's address.
    private static readonly MetricStreamConfiguration Database =
        Only("db.client.connection.state", "db.operation.name", "db.response.status_code", "error.type");

    /// <summary>The view of an instrument; null leaves it as it is.</summary>
    public static MetricStreamConfiguration? View(Instrument instrument) => instrument.Meter.Name switch
    {
        "Npgsql" => Database,
        _ => instrument.Name switch
        {
            "http.server.request.duration" => Request,
            "http.server.active_requests" => Only("http.request.method"),
            "http.client.request.duration" or "http.client.active_requests" => Client,
            "http.client.open_connections" or "http.client.connection.duration" or "http.client.request.time_in_queue"
                => MetricStreamConfiguration.Drop,
            "kestrel.active_connections" or "kestrel.rejected_connections" or "kestrel.queued_connections" => NoLabels,
            var name when name.StartsWith("kestrel.", StringComparison.Ordinal) => MetricStreamConfiguration.Drop,
            _ => null,
        },
    };

    private static MetricStreamConfiguration Only(params string[] labels) => new() { TagKeys = labels };
}
