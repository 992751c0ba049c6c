using AspireCoach.Media.Imaging.Vips;

namespace AspireCoach.Media.Imaging;

/// <summary>WebP as it is stored: lossy, without any metadata.</summary>
internal static class WebP
{
    /// <summary>
    /// Of libwebp's methods 0 to 6 the last that does without rate-distortion optimization: files are 4 % larger than with
    /// the default 4 in 40 % of the time, which pays for choosing the quality.
    /// </summary>
    public const int Effort = 2;

    /// <param name="image">With 3 or 4 bands; of an animation all frames.</param>
    /// <param name="quality">0 to 100.</param>
    public static byte[] Encode(VipsImage image, int quality)
    {
        using var save = VipsOperation.Of("webpsave_buffer").With("in", image).With("Q", quality).With("effort", Effort).With("keep", "none");
        return save.ToBytes();
    }

    /// <summary>The pixels of an image made by <see cref="Encode"/>, or of one of its frames.</summary>
    public static VipsPixels Decode(ReadOnlyMemory<byte> webp, int frame = 0)
    {
        using var source = VipsSource.Open(webp);
        using var load = VipsOperation.Of("webpload_source").With("source", source).With("page", frame);
        using var image = load.ToImage();
        return image.ToPixels();
    }
}
