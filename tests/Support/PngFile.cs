using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace AspireCoach.Support;

/// <summary>PNG files, written by hand (RFC 2083).</summary>
internal static class PngFile
{
    public const int Grey = 0, Rgb = 2, RgbWithAlpha = 6;

    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="depth">Bits a sample: 1, 8 or 16.</param>
    /// <param name="colours">One of the constants.</param>
    /// <param name="row">The bytes of a row.</param>
    /// <param name="chunks">More chunks, before the pixels.</param>
    public static byte[] Of(int width, int height, int depth, int colours, Func<int, byte[]> row, params (string Type, byte[] Data)[] chunks)
    {
        using var file = new MemoryStream();
        file.Write([0x89, .. "PNG"u8, 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = ((byte)depth, (byte)colours);
        Chunk(file, "IHDR", header);
        foreach (var (type, data) in chunks)
        {
            Chunk(file, type, data);
        }

        using var pixels = new MemoryStream();
        using (var deflated = new ZLibStream(pixels, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var y = 0; y < height; y++)
            {
                deflated.WriteByte(0);
                deflated.Write(row(y));
            }
        }

        Chunk(file, "IDAT", pixels.ToArray());
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>Eight bits of red, green and blue a pixel.</summary>
    public static byte[] Of(int width, int height, Func<int, int, (byte R, byte G, byte B)> colour, params (string Type, byte[] Data)[] chunks) =>
        Of(width, height, 8, Rgb, y => [.. Enumerable.Range(0, width).SelectMany(x => { var (r, g, b) = colour(x, y); return new[] { r, g, b }; })], chunks);

    private static void Chunk(Stream file, string type, byte[] data)
    {
        byte[] checkedBytes = [.. Encoding.ASCII.GetBytes(type), .. data];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(checkedBytes);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(checkedBytes));
        file.Write(number);
    }

    private static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
            }
        }

        return ~crc;
    }
}
