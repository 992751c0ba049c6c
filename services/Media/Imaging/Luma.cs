using AspireCoach.Media.Imaging.Vips;

namespace AspireCoach.Media.Imaging;

/// <summary>The brightness of a picture (BT.601, 0 to 255), row by row; what is transparent lies on white.</summary>
internal sealed class Luma(int width, int height)
{
    public int Width { get; } = width;

    public int Height { get; } = height;

    public byte[] Pixels { get; } = new byte[width * height];

    public static Luma Of(VipsPixels pixels) => Of(pixels.Span, pixels.Width, pixels.Height, pixels.Bands);

    /// <param name="pixels">Rows of red, green, blue and, where there are four bands, alpha.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="bands">3 or 4.</param>
    public static Luma Of(ReadOnlySpan<byte> pixels, int width, int height, int bands)
    {
        var luma = new Luma(width, height);
        Write(pixels, bands, luma.Pixels);
        return luma;
    }

    /// <summary>Takes that of as many rows of a picture of this width as it has itself.</summary>
    public void Read(VipsPixels picture, int top) =>
        Write(picture.Span.Slice(top * Width * picture.Bands, Pixels.Length * picture.Bands), picture.Bands, Pixels);

    private static void Write(ReadOnlySpan<byte> pixels, int bands, Span<byte> target)
    {
        for (int i = 0, at = 0; i < target.Length; i++, at += bands)
        {
            var y = ((77 * pixels[at]) + (150 * pixels[at + 1]) + (29 * pixels[at + 2]) + 128) >> 8;
            target[i] = (byte)(bands == 3 ? y : ((y * pixels[at + 3]) + (255 * (255 - pixels[at + 3])) + 127) / 255);
        }
    }
}
