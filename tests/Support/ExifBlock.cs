using System.Buffers.Binary;
using System.Text;

namespace AspireCoach.Support;

/// <summary>EXIF, written by hand (TIFF 6.0, CIPA DC-008), in either byte order.</summary>
internal static class ExifBlock
{
    private const int Short = 3, Long = 4, Ascii = 2, Rational = 5, Undefined = 7;

    /// <param name="orientation">1 to 8.</param>
    /// <param name="taken">DateTimeOriginal as it is written.</param>
    /// <param name="offset">OffsetTimeOriginal as it is written.</param>
    /// <param name="gps">With a place on Earth.</param>
    /// <param name="note">The bytes of a maker's note.</param>
    /// <param name="bigEndian">Motorola's order instead of Intel's.</param>
    public static byte[] Of(int orientation = 1, string? taken = null, string? offset = null, bool gps = false, int note = 0, bool bigEndian = false)
    {
        List<(int Tag, int Type, int Count, byte[] Value)> exif = [], place = [];
        if (taken is not null)
        {
            exif.Add((0x9003, Ascii, taken.Length + 1, Text(taken)));
        }

        if (offset is not null)
        {
            exif.Add((0x9011, Ascii, offset.Length + 1, Text(offset)));
        }

        if (note > 0)
        {
            exif.Add((0x927C, Undefined, note, new byte[note]));
        }

        if (gps)
        {
            place.Add((0x0001, Ascii, 2, Text("N")));
            place.Add((0x0002, Rational, 3, [.. Number32(52), .. Number32(1), .. Number32(31), .. Number32(1), .. Number32(12), .. Number32(1)]));
        }

        // The folders follow one another, each with the values that do not fit into its entries.
        var main = 3 * 12 + 6;
        var exifAt = 8 + main;
        var exifBytes = Folder(exif, exifAt);
        var placeAt = exifAt + exifBytes.Length;
        var mainBytes = Folder(
            [(0x0112, Short, 1, Number16(orientation)), (0x8769, Long, 1, Number32(exifAt)), (0x8825, Long, 1, Number32(placeAt))], 8);
        return [.. bigEndian ? "MM\0*"u8 : "II*\0"u8, .. Number32(8), .. mainBytes, .. exifBytes, .. Folder(place, placeAt)];

        byte[] Folder(List<(int Tag, int Type, int Count, byte[] Value)> entries, int at)
        {
            List<byte> bytes = [.. Number16(entries.Count)], values = [];
            foreach (var (tag, type, count, value) in entries)
            {
                bytes.AddRange([.. Number16(tag), .. Number16(type), .. Number32(count)]);
                if (value.Length <= 4)
                {
                    bytes.AddRange([.. value, .. new byte[4 - value.Length]]);
                }
                else
                {
                    bytes.AddRange(Number32(at + 6 + (12 * entries.Count) + values.Count));
                    values.AddRange(value);
                }
            }

            return [.. bytes, .. Number32(0), .. values];
        }

        byte[] Number16(int value)
        {
            var bytes = new byte[2];
            if (bigEndian)
            {
                BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)value);
            }
            else
            {
                BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)value);
            }

            return bytes;
        }

        byte[] Number32(int value)
        {
            var bytes = new byte[4];
            if (bigEndian)
            {
                BinaryPrimitives.WriteInt32BigEndian(bytes, value);
            }
            else
            {
                BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
            }

            return bytes;
        }
    }

    /// <summary>A JPEG file with EXIF in front of everything else, split over as many segments as it needs.</summary>
    public static byte[] In(byte[] jpeg, byte[] exif)
    {
        List<byte> file = [0xFF, 0xD8];
        foreach (var part in exif.Chunk(65_000))
        {
            var length = part.Length + 8;
            file.AddRange([0xFF, 0xE1, (byte)(length >> 8), (byte)length, .. "Exif\0\0"u8, .. part]);
        }

        file.AddRange(jpeg.AsSpan(2));
        return [.. file];
    }

    private static byte[] Text(string text) => [.. Encoding.ASCII.GetBytes(text), 0];
}
