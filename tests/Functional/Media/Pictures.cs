using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace AspireCoach.Functional.Media;

/// <summary>Images to upload: small ones of each kind, and others made as they are needed.</summary>
internal static class Pictures
{
    /// <summary>96 × 64 pixels.</summary>
    public static byte[] Jpeg { get; } = Convert.FromBase64String(
        "/9j/2wBDAAoHBwgHBgoICAgLCgoLDhgQDg0NDh0VFhEYIx8lJCIfIiEmKzcvJik0KSEiMEExNDk7Pj4+JS5ESUM8SDc9Pjv/2wBDAQoLCw4NDhwQEBw7KCIo"
        + "Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozv/wAARCABAAGADASIAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAA"
        + "AAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6"
        + "Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl"
        + "5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEI"
        + "FEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOk"
        + "paanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwDzKODHapxHgVOI8Chhiv0+dWGHgefTqNsr"
        + "sMVEwqwwpmzNfF5lmjk2kz1aLK+zNSpDk9KnSHParcVv7V42HpTrzuz0I1rEEVv7Vcjgx2qxHBjtU4jwK+0weFjSjdmirXIBHikK4qwVxUTCsMfmUaUbJnbR"
        + "lcgYUzZmp9makSHJ6V8JicXOvOyPWpTsZ7DFRMKnYU3ZmvfzLNHJtJn5XRZX2ZNSpDntU6Q5PSrcVv7V42HpTrzuz0I1rEEVv7Vcjt8dqsRwY7VOI8V9ng8L"
        + "GlG7NFWuVxHgUFcVYK4qJhWOPzKNKNkztoyuV2FM2ZqxsyakSHPavg8Ti5152R61KdiukOe1W4rf2qeK39quxW+O1erl+BcndnT7c5DZmpUhz2qdIc9qtxW/"
        + "tXBh6U687s/Mo1rEEVv7Vcjgx2qeODHarCx4FfaYPCxpRuzRVrlcR4FDLirBXFRMKxx+ZRpRsmdtGVyuwpmzNWNmakSHPavg8Ti5152R61KdiukOe1W4rf2q"
        + "eK39quxQY7V6mX4Fyd2dPtyvFb47VYWLAqwsWKCuK+pc4YeBrCpc5iK39quR2+O1TxwY7VYEeO1Z4PCxpRuz8xVa5XEeKCuKsFcVEwrHH5lGlGyZ20ZXK7Cm"
        + "bM1Y2ZqRIc9q+ExOLnXnZHrUp2K6Q57Vbit/ap4rf2q7Fb47V6mX4Fyd2dPtyvHb47VYWLFTrFgUpXFfUucMPA1hUbZXK4qNhU7CmbM18fmeattpM9Siz//Z");

    /// <summary>96 × 64 pixels.</summary>
    public static byte[] WebP { get; } = Convert.FromBase64String(
        "UklGRuoBAABXRUJQVlA4IN4BAABQDACdASpgAEAAPqlCm0m/o68osV2MW/AVCWwAnTLxwJ/H/kR+N3ygVl+5fhvfVjJdyjBdGgFP/3KCe4tZVwfHnDFGp7Z7"
        + "/S1frZ3uhrQR81iRFIg4OUJpQkKP80R3V+QYv2VWcp5XdZ3GAAD+8O5ruzqcOSNf+hYT97lv6Ba2Rv9tgoHMWOjBKi1up/tSRenFzO5dy0dTyik8EeurU/Ed"
        + "t16NCDjOslvshyx0fvwCp267z4N3Cc9ALkPFY0knQ/fHqYmIFUd1up4r9fPYWvRZ14vdx6LQxF7lYJmM1w+ae8d33mz6uHobuQKTbaZq9znPm2oOqgmZWI7m"
        + "Wq97pvouTm7A20DHccUqDHAxc/TYiVET8oDDPClbBGlvvJ6xrOAMlT9+QsauXoyq1gU9vKG7FnUnWq2HxQaR0r4n0kTvfxCBh614NTfVYOuDy07EyoSgnF83"
        + "Jzw74gxRLbbI64R0hb51M9iVMMnShuG1MwqkrWCPIq3A5zi49OHyJq0XNttQgJZrkwnZWZp9MOyE6q0bahKEzWiOHG67iHvwJJwgD/moYtQLt+erIF86meqx"
        + "89I7NjteA2uW7l8S3kQU5DYAt4nF8l1iTMEqQrXzj0VhfY5FQuUUnLbahynIyAAA");

    /// <summary>16 × 16 pixels, two frames.</summary>
    public static byte[] Gif { get; } = Convert.FromBase64String(
        "R0lGODlhEAAQAPEAAAAAAP8AAAD/AAAA/yH/C05FVFNDQVBFMi4wAwEAAAAh+QQECgAAACwAAAAAEAAQAAACkQQIMGFCiRI3bgQIMGFCiRI3bgQIMGFCiRI3"
        + "bgQIMGFCiRI3bkyYUKLEjRsBAkyYUKLEjRsBAkyYUKLEjRsBAkyYUKLEjRsBApQoceNGgAATJpQoceNGgAATJpQoceNGgAATJpQoceNGgAATJty4ESDAhAkl"
        + "Sty4ESDAhAklSty4ESDAhAklSty4ESDAhAklSgUAIfkEBAoAAAAsAAAAABAAEAAAApFMmFCixI0bAQJMmFCixI0bAQJMmFCixI0bAQJMmFCixI0bAQKUKHHj"
        + "RoAAEyaUKHHjRoAAEyaUKHHjRoAAEyaUKHHjRoAAEybcuBEgwIQJJUrcuBEgwIQJJUrcuBEgwIQJJUrcuBEgwIQJJUoECDBhQokSN24ECDBhQokSN24ECDBh"
        + "QokSN24ECDBhQokSN24FADs=");

    /// <summary>Soft colours; another seed is another picture.</summary>
    public static byte[] Png(int width, int height, int seed)
    {
        using var rows = new MemoryStream();
        using (var compressed = new ZLibStream(rows, CompressionLevel.Fastest, leaveOpen: true))
        {
            var row = new byte[1 + (width * 3)];
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    row[1 + (x * 3)] = (byte)((x * 255 / width) + seed);
                    row[2 + (x * 3)] = (byte)((y * 255 / height) + (seed * 7));
                    row[3 + (x * 3)] = (byte)(((x + y) / 8 * 13) + (seed * 31));
                }

                compressed.Write(row);
            }
        }

        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        return [0x89, .. "PNG\r\n\x1a\n"u8, .. Chunk("IHDR", header), .. Chunk("IDAT", rows.ToArray()), .. Chunk("IEND", [])];
    }

    /// <summary>A header that promises so many pixels, and nothing of them.</summary>
    public static byte[] PngBomb(int width, int height)
    {
        var png = Png(8, 8, 0);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), height);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), Crc(png.AsSpan(12, 17)));
        return png;
    }

    /// <summary>The JPEG with EXIF that says when it was taken: <c>2024:05:06 07:08:09</c>, and where the offset is given, <c>+02:00</c>.</summary>
    public static byte[] JpegTaken(string at, string? offset = null)
    {
        byte[] tiff =
        [
            .. "MM\0*"u8, 0, 0, 0, 8,
            0, 1, .. Entry(0x8769, 4, 1, 26), 0, 0, 0, 0,
            0, 2, .. Entry(0x9003, 2, 20, 56), .. Entry(0x9011, 2, 7, 76), 0, 0, 0, 0,
            .. Encoding.ASCII.GetBytes(at.PadRight(20, '\0')), .. Encoding.ASCII.GetBytes((offset ?? "").PadRight(8, '\0')),
        ];
        byte[] segment = [.. "Exif\0\0"u8, .. tiff];
        return [0xFF, 0xD8, 0xFF, 0xE1, (byte)((segment.Length + 2) >> 8), (byte)(segment.Length + 2), .. segment, .. Jpeg[2..]];
    }

    private static byte[] Entry(ushort tag, ushort type, int count, int value)
    {
        var entry = new byte[12];
        BinaryPrimitives.WriteUInt16BigEndian(entry, tag);
        BinaryPrimitives.WriteUInt16BigEndian(entry.AsSpan(2), type);
        BinaryPrimitives.WriteInt32BigEndian(entry.AsSpan(4), count);
        BinaryPrimitives.WriteInt32BigEndian(entry.AsSpan(8), value);
        return entry;
    }

    private static byte[] Chunk(string type, byte[] data)
    {
        byte[] named = [.. Encoding.ASCII.GetBytes(type), .. data];
        var length = new byte[4];
        var check = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(check, Crc(named));
        return [.. length, .. named, .. check];
    }

    /// <summary>The CRC of PNG (annex D).</summary>
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
            }
        }

        return ~crc;
    }
}
