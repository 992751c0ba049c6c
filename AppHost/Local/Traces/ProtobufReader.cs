using System.Buffers.Binary;
using System.Text;

namespace AspireCoach.AppHost.Local.Traces;

/// <summary>
/// Reads the fields of one protobuf message, one after another (protobuf.dev/programming-guides/encoding). Whatever the
/// bytes are, it ends: with the message, or with <see cref="InvalidDataException"/>.
/// </summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message)
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int Bytes = 2;
    private const int Fixed32 = 5;

    private ReadOnlySpan<byte> _left = message;
    private int _type;

    /// <summary>The number of the field whose value is next.</summary>
    public int Field { get; private set; }

    /// <summary>Goes on to the next field, past the value of this one where nobody has read it.</summary>
    /// <returns>False at the end of the message.</returns>
    public bool Next()
    {
        Skip();
        if (_left.IsEmpty)
        {
            return false;
        }

        var key = ReadRawVarint();
        (Field, _type) = ((int)(key >> 3), (int)(key & 7));
        return key <= uint.MaxValue && Field > 0 && _type is Varint or Fixed64 or Bytes or Fixed32
            ? true
            : throw new InvalidDataException("There is no field where one is to be.");
    }

    public ulong ReadVarint()
    {
        Expect(Varint);
        return ReadRawVarint();
    }

    public ulong ReadFixed64()
    {
        Expect(Fixed64);
        return BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));
    }

    public double ReadDouble() => BitConverter.UInt64BitsToDouble(ReadFixed64());

    /// <summary>The value of a field that is bytes, a text or a message.</summary>
    public ReadOnlySpan<byte> ReadBytes()
    {
        Expect(Bytes);
        var length = ReadRawVarint();
        return Take(length <= (ulong)_left.Length ? (int)length : throw Short());
    }

    /// <summary>A text, of which at most so many bytes are read; what is not UTF-8 becomes U+FFFD.</summary>
    public string ReadText(int mostBytes)
    {
        var bytes = ReadBytes();
        return Encoding.UTF8.GetString(bytes.Length > mostBytes ? bytes[..mostBytes] : bytes);
    }

    private void Skip()
    {
        switch (_type, Field)
        {
            case (_, 0):
                break;
            case (Varint, _):
                ReadVarint();
                break;
            case (Fixed64, _):
                ReadFixed64();
                break;
            case (Bytes, _):
                ReadBytes();
                break;
            default:
                Take(sizeof(uint));
                Field = 0;
                break;
        }
    }

    /// <summary>The value is read once; after it comes the next field.</summary>
    private void Expect(int type)
    {
        if (Field == 0 || _type != type)
        {
            throw new InvalidDataException($"Field {Field} is of another type.");
        }

        Field = 0;
    }

    private ulong ReadRawVarint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("A number does not end.");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _left.Length)
        {
            throw Short();
        }

        var taken = _left[..count];
        _left = _left[count..];
        return taken;
    }

    private static InvalidDataException Short() => new("The message ends too early.");
}
