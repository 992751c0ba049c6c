namespace AspireCoach.AppHost.Local.Traces;

/// <summary>What a span is of, by the numbers of OTLP.</summary>
internal enum SpanKind
{
    Unspecified,
    Internal,
    Server,
    Client,
    Producer,
    Consumer,
}

/// <summary>A finished span as the page needs it.</summary>
/// <param name="TraceId">32 hex digits.</param>
/// <param name="Id">16 hex digits.</param>
/// <param name="ParentId">That of the span it is part of; null for the first one.</param>
/// <param name="Service">The program, and which of several: <c>agent</c>, <c>5f3c…</c>.</param>
/// <param name="Instance">Which of several processes of it.</param>
/// <param name="Start">Nanoseconds since 1970.</param>
/// <param name="End">Nanoseconds since 1970; never before the start.</param>
/// <param name="Details">The attributes that are kept.</param>
internal sealed record TraceSpan(
    string TraceId,
    string Id,
    string? ParentId,
    string Service,
    string Instance,
    string Source,
    string Name,
    SpanKind Kind,
    long Start,
    long End,
    bool Failed,
    IReadOnlyDictionary<string, string> Details)
{
    public string? Detail(string name) => Details.GetValueOrDefault(name);
}
