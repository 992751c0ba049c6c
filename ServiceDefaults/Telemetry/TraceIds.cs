using System.Diagnostics;

namespace AspireCoach.ServiceDefaults.Telemetry;

/// <summary>
/// Gives every request and every job of ours a trace id for logs and <c>traceresponse</c>, recorded or not. The
/// cheapest kind of listener: nothing but the ids is kept.
/// </summary>
internal sealed class TraceIds : IDisposable
{
    private readonly ActivityListener _listener = new()
    {
        ShouldListenTo = static source => IsOurs(source.Name),
        Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
    };

    public TraceIds() => ActivitySource.AddActivityListener(_listener);

    public void Dispose() => _listener.Dispose();

    private static bool IsOurs(string source) =>
        source == "Microsoft.AspNetCore" || source.StartsWith("AspireCoach.", StringComparison.Ordinal);
}
