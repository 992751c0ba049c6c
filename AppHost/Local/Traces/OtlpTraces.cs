using System.Globalization;

namespace AspireCoach.AppHost.Local.Traces;

/// <summary>
/// Reads the spans of an <c>ExportTraceServiceRequest</c> (opentelemetry-proto 1.x, collector/trace/v1), those of its fields
/// that are shown. What is kept of a span is bounded, whatever was sent.
/// </summary>
internal static class OtlpTraces
{
    public const int MostSpans = 10_000;

    private const int MostDetails = 24;
    private const int MostNameBytes = 200;
    private const int MostValueBytes = 400;

    /// <summary>What begins with one of these is kept: nothing else is shown.</summary>
    private static readonly string[] Kept =
        ["coach.", "gen_ai.", "http.", "error.", "mcp.", "db.query.text", "db.system", "db.operation.name", "db.response.", "server.address"];

    /// <exception cref="InvalidDataException">It is not such a request.</exception>
    public static IReadOnlyList<TraceSpan> Read(ReadOnlySpan<byte> request)
    {
        List<TraceSpan> spans = [];
        var reader = new ProtobufReader(request);
        while (reader.Next())
        {
            if (reader.Field == 1)
            {
                ReadResourceSpans(reader.ReadBytes(), spans);
            }
        }

        return spans;
    }

    private static void ReadResourceSpans(ReadOnlySpan<byte> message, List<TraceSpan> spans)
    {
        // The resource may stand behind what it is about.
        var (service, instance) = ("", "");
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            if (reader.Field == 1)
            {
                var resource = new ProtobufReader(reader.ReadBytes());
                while (resource.Next())
                {
                    if (resource.Field == 1 && ReadAttribute(resource.ReadBytes()) is var (name, value))
                    {
                        service = name == "service.name" ? value : service;
                        instance = name == "service.instance.id" ? value : instance;
                    }
                }
            }
        }

        reader = new ProtobufReader(message);
        while (reader.Next())
        {
            if (reader.Field == 2)
            {
                ReadScopeSpans(reader.ReadBytes(), service, instance, spans);
            }
        }
    }

    private static void ReadScopeSpans(ReadOnlySpan<byte> message, string service, string instance, List<TraceSpan> spans)
    {
        var source = "";
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            if (reader.Field == 1)
            {
                var scope = new ProtobufReader(reader.ReadBytes());
                while (scope.Next())
                {
                    source = scope.Field == 1 ? scope.ReadText(MostNameBytes) : source;
                }
            }
        }

        reader = new ProtobufReader(message);
        while (reader.Next())
        {
            if (reader.Field != 2)
            {
                continue;
            }

            if (spans.Count == MostSpans)
            {
                throw new InvalidDataException($"There are more than {MostSpans} spans in one request.");
            }

            spans.Add(ReadSpan(reader.ReadBytes(), service, instance, source));
        }
    }

    private static TraceSpan ReadSpan(ReadOnlySpan<byte> message, string service, string instance, string source)
    {
        string traceId = "", id = "", name = "";
        string? parent = null;
        var kind = SpanKind.Unspecified;
        ulong start = 0, end = 0;
        var failed = false;
        var details = new Dictionary<string, string>(StringComparer.Ordinal);
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    traceId = ReadId(reader.ReadBytes(), 16);
                    break;
                case 2:
                    id = ReadId(reader.ReadBytes(), 8);
                    break;
                case 4 when reader.ReadBytes() is { IsEmpty: false } bytes:
                    parent = ReadId(bytes, 8);
                    break;
                case 5:
                    name = reader.ReadText(MostNameBytes);
                    break;
                case 6 when reader.ReadVarint() is <= (ulong)SpanKind.Consumer and var number:
                    kind = (SpanKind)number;
                    break;
                case 7:
                    start = reader.ReadFixed64();
                    break;
                case 8:
                    end = reader.ReadFixed64();
                    break;
                case 9 when ReadAttribute(reader.ReadBytes()) is var (key, value) && details.Count < MostDetails && IsKept(key):
                    details[key] = value;
                    break;
                case 15:
                    failed = IsError(reader.ReadBytes());
                    break;
            }
        }

        // Past the year 2262 there is no long for it.
        if (traceId.Length == 0 || id.Length == 0 || start == 0 || start > long.MaxValue || end > long.MaxValue)
        {
            throw new InvalidDataException("A span lacks its ids or its times.");
        }

        return new TraceSpan(traceId, id, parent, service, instance, source, name, kind, (long)start, (long)Math.Max(start, end), failed, details);
    }

    private static bool IsKept(string key) => Kept.Any(start => key.StartsWith(start, StringComparison.Ordinal));

    private static bool IsError(ReadOnlySpan<byte> message)
    {
        var code = 0ul;
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            code = reader.Field == 3 ? reader.ReadVarint() : code;
        }

        return code == 2;
    }

    private static string ReadId(ReadOnlySpan<byte> bytes, int length) => bytes.Length == length && bytes.ContainsAnyExcept((byte)0)
        ? Convert.ToHexStringLower(bytes)
        : throw new InvalidDataException($"An id has {bytes.Length} bytes instead of {length}, or says nothing.");

    /// <summary>A KeyValue whose value is a text or a number; null for what is more than that.</summary>
    private static (string Name, string Value)? ReadAttribute(ReadOnlySpan<byte> message)
    {
        var name = "";
        string? value = null;
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    name = reader.ReadText(MostNameBytes);
                    break;
                case 2:
                    value = ReadValue(reader.ReadBytes());
                    break;
            }
        }

        return value is null ? null : (name, value);
    }

    private static string? ReadValue(ReadOnlySpan<byte> message)
    {
        string? value = null;
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            value = reader.Field switch
            {
                1 => reader.ReadText(MostValueBytes),
                2 => reader.ReadVarint() == 0 ? "false" : "true",
                3 => ((long)reader.ReadVarint()).ToString(CultureInfo.InvariantCulture),
                4 => reader.ReadDouble().ToString("R", CultureInfo.InvariantCulture),
                _ => value,
            };
        }

        return value;
    }
}
