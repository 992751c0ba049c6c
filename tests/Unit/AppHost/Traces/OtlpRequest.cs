using System.Buffers.Binary;
using System.Text;

namespace AspireCoach.Unit.AppHost.Traces;

/// <summary>
/// Writes an ExportTraceServiceRequest by the field numbers of the published opentelemetry-proto, independently of what
/// reads it.
/// </summary>
internal sealed class OtlpRequest
{
    private readonly List<byte> _bytes = [];

    public byte[] Bytes => [.. _bytes];

    /// <summary>One resource with one scope and these spans.</summary>
    public static byte[] Of(string service, string scope, params OtlpRequest[] spans) => new OtlpRequest()
        .Message(1, new OtlpRequest()
            .Message(1, new OtlpRequest().Message(1, Attribute("service.name", Text(service))).Message(1, Attribute("service.instance.id", Text("i-1"))))
            .Message(2, spans.Aggregate(new OtlpRequest().Message(1, new OtlpRequest().String(1, scope)), (inScope, span) => inScope.Message(2, span))))
        .Bytes;

    public static OtlpRequest Span(string traceId, string id, string? parent, string name, ulong kind, ulong start, ulong end, params OtlpRequest[] attributes)
    {
        var span = new OtlpRequest().Data(1, Convert.FromHexString(traceId)).Data(2, Convert.FromHexString(id)).String(3, "state=1");
        if (parent is not null)
        {
            span.Data(4, Convert.FromHexString(parent));
        }

        span.String(5, name).Number(6, kind).Fixed64(7, start).Fixed64(8, end);
        foreach (var attribute in attributes)
        {
            span.Message(9, attribute);
        }

        return span.Fixed32(16, 0x101);
    }

    public static OtlpRequest Attribute(string key, OtlpRequest value) => new OtlpRequest().String(1, key).Message(2, value);

    public static OtlpRequest Text(string value) => new OtlpRequest().String(1, value);

    public OtlpRequest Number(uint field, ulong value) => Key(field, 0).Varint(value);

    public OtlpRequest Fixed64(uint field, ulong value)
    {
        Key(field, 1);
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        _bytes.AddRange(bytes);
        return this;
    }

    public OtlpRequest Fixed32(uint field, uint value)
    {
        Key(field, 5);
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        _bytes.AddRange(bytes);
        return this;
    }

    public OtlpRequest Data(uint field, byte[] value)
    {
        Key(field, 2).Varint((ulong)value.Length);
        _bytes.AddRange(value);
        return this;
    }

    public OtlpRequest String(uint field, string value) => Data(field, Encoding.UTF8.GetBytes(value));

    public OtlpRequest Message(uint field, OtlpRequest value) => Data(field, value.Bytes);

    private OtlpRequest Key(uint field, uint type) => Varint((field << 3) | type);

    private OtlpRequest Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            _bytes.Add((byte)(value | 0x80));
        }

        _bytes.Add((byte)value);
        return this;
    }
}
