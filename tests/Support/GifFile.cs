namespace AspireCoach.Support;

/// <summary>Animated GIF files, written by hand (GIF89a): no compression, 128 colours.</summary>
internal static class GifFile
{
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="frames">Of each its pixels, 0 to 127, and how long it is shown in hundredths of a second.</param>
    /// <param name="repeat">How often it is repeated; 0 is for ever.</param>
    public static byte[] Of(int width, int height, IEnumerable<(byte[] Pixels, int Delay)> frames, int repeat = 0)
    {
        using var file = new MemoryStream();
        file.Write("GIF89a"u8);
        file.Write([(byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8), 0xF6, 0, 0]);
        for (var i = 0; i < 128; i++)
        {
            var (r, g, b) = Colour(i);
            file.Write([r, g, b]);
        }

        file.Write([0x21, 0xFF, 11, .. "NETSCAPE2.0"u8, 3, 1, (byte)repeat, (byte)(repeat >> 8), 0]);
        foreach (var (pixels, delay) in frames)
        {
            file.Write([0x21, 0xF9, 4, 0, (byte)delay, (byte)(delay >> 8), 0, 0]);
            file.Write([0x2C, 0, 0, 0, 0, (byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8), 0, 7]);

            // Codes stay eight bits wide where the table is cleared before it grows.
            byte[] codes = [.. pixels.Chunk(100).SelectMany(part => part.Prepend((byte)128)), 129];
            foreach (var block in codes.Chunk(255))
            {
                file.WriteByte((byte)block.Length);
                file.Write(block);
            }

            file.WriteByte(0);
        }

        file.WriteByte(0x3B);
        return file.ToArray();
    }

    /// <summary>The colour of a pixel's number.</summary>
    public static (byte R, byte G, byte B) Colour(int number) => ((byte)((number >> 4) * 36), (byte)(((number >> 2) & 3) * 85), (byte)((number & 3) * 85));
}
