namespace AspireCoach.Media.Imaging;

/// <summary>
/// Walks a GIF file from block to block (GIF89a). Its decoder shows what there is of a file that breaks off: that there is
/// something missing is seen here only.
/// </summary>
internal static class GifBlocks
{
    private const int Extension = 0x21, Picture = 0x2C;

    /// <summary>Whether the file ends where a block ends, with or without the trailer.</summary>
    public static bool AreComplete(Stream gif)
    {
        using var file = new BufferedStream(gif, 64 * 1_024);
        Span<byte> header = stackalloc byte[13];
        if (file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length || !Skip(file, ColourTable(header[10])))
        {
            return false;
        }

        while (true)
        {
            switch (file.ReadByte())
            {
                case Extension when file.ReadByte() >= 0 && SkipSubBlocks(file):
                    continue;
                case Picture when SkipPicture(file):
                    continue;
                case Extension or Picture:
                    return false;
                default:
                    // The trailer, the end, or what is no part of the picture.
                    return true;
            }
        }
    }

    private static bool SkipPicture(Stream file)
    {
        Span<byte> description = stackalloc byte[9];
        return file.ReadAtLeast(description, description.Length, throwOnEndOfStream: false) == description.Length
            && Skip(file, ColourTable(description[8]) + 1)
            && SkipSubBlocks(file);
    }

    private static bool SkipSubBlocks(Stream file)
    {
        int length;
        while ((length = file.ReadByte()) > 0)
        {
            if (!Skip(file, length))
            {
                return false;
            }
        }

        return length == 0;
    }

    private static int ColourTable(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);

    private static bool Skip(Stream file, int count)
    {
        Span<byte> skipped = stackalloc byte[768 + 1];
        return file.ReadAtLeast(skipped[..count], count, throwOnEndOfStream: false) == count;
    }
}
