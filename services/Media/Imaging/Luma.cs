using System.Runtime.Intrinsics;
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
        var done = bands == 3 ? WriteColours(pixels, target) : 0;
        for (int i = done, at = done * bands; i < target.Length; i++, at += bands)
        {
            var y = ((77 * pixels[at]) + (150 * pixels[at + 1]) + (29 * pixels[at + 2]) + 128) >> 8;
            target[i] = (byte)(bands == 3 ? y : ((y * pixels[at + 3]) + (255 * (255 - pixels[at + 3])) + 127) / 255);
        }
    }

    /// <summary>The same for sixteen pixels without alpha at a time; gives how many that were.</summary>
    private static int WriteColours(ReadOnlySpan<byte> pixels, Span<byte> target)
    {
        const byte No = 255;
        var done = 0;
        for (; done + Vector128<byte>.Count <= target.Length; done += Vector128<byte>.Count)
        {
            var start = Vector128.Create(pixels[(3 * done)..]);
            var middle = Vector128.Create(pixels[((3 * done) + 16)..]);
            var end = Vector128.Create(pixels[((3 * done) + 32)..]);
            var red = Vector128.Shuffle(start, Vector128.Create(0, 3, 6, 9, 12, 15, No, No, No, No, No, No, No, No, No, No))
                | Vector128.Shuffle(middle, Vector128.Create(No, No, No, No, No, No, 2, 5, 8, 11, 14, No, No, No, No, No))
                | Vector128.Shuffle(end, Vector128.Create(No, No, No, No, No, No, No, No, No, No, No, 1, 4, 7, 10, 13));
            var green = Vector128.Shuffle(start, Vector128.Create(1, 4, 7, 10, 13, No, No, No, No, No, No, No, No, No, No, No))
                | Vector128.Shuffle(middle, Vector128.Create(No, No, No, No, No, 0, 3, 6, 9, 12, 15, No, No, No, No, No))
                | Vector128.Shuffle(end, Vector128.Create(No, No, No, No, No, No, No, No, No, No, No, 2, 5, 8, 11, 14));
            var blue = Vector128.Shuffle(start, Vector128.Create(2, 5, 8, 11, 14, No, No, No, No, No, No, No, No, No, No, No))
                | Vector128.Shuffle(middle, Vector128.Create(No, No, No, No, No, 1, 4, 7, 10, 13, No, No, No, No, No, No))
                | Vector128.Shuffle(end, Vector128.Create(No, No, No, No, No, No, No, No, No, No, 0, 3, 6, 9, 12, 15));
            Vector128.Narrow(
                Bright(Vector128.WidenLower(red), Vector128.WidenLower(green), Vector128.WidenLower(blue)),
                Bright(Vector128.WidenUpper(red), Vector128.WidenUpper(green), Vector128.WidenUpper(blue))).CopyTo(target[done..]);
        }

        return done;
    }

    private static Vector128<ushort> Bright(Vector128<ushort> red, Vector128<ushort> green, Vector128<ushort> blue) =>
        ((red * 77) + (green * 150) + (blue * 29) + Vector128.Create((ushort)128)) >>> 8;
}
