using AspireCoach.Media.Imaging.Vips;

namespace AspireCoach.Support;

/// <summary>Images in the formats that are not written by hand: libvips writes them.</summary>
internal static class EncodedImages
{
    /// <summary>What another encoder makes of a PNG file, e.g. <c>jpegsave_buffer</c>.</summary>
    /// <param name="png">The pixels.</param>
    /// <param name="saver">The operation.</param>
    /// <param name="space">The colours are converted to this space first, e.g. <c>cmyk</c>.</param>
    /// <param name="arguments">The operation's, e.g. <c>Q=80</c>.</param>
    public static byte[] Of(byte[] png, string saver, string? space = null, params string[] arguments)
    {
        using var source = VipsSource.Open(png);
        using var load = VipsOperation.Of("pngload_source").With("source", source);
        using var image = load.ToImage();
        using var convert = VipsOperation.Of("colourspace").With("in", image).With("space", space ?? "srgb");
        using var converted = convert.ToImage();
        return Save(converted, saver, arguments);
    }

    public static byte[] Jpeg(byte[] png, params string[] arguments) => Of(png, "jpegsave_buffer", null, ["Q=90", .. arguments]);

    public static byte[] WebP(byte[] png) => Of(png, "webpsave_buffer", null, "Q=80");

    /// <summary>A HEIF file whose picture is coded with AV1, with the brand of those that are coded with HEVC.</summary>
    public static byte[] Heif(byte[] png)
    {
        var file = Of(png, "heifsave_buffer", null, "compression=av1", "Q=60", "effort=0");
        "heic"u8.CopyTo(file.AsSpan(8));
        return file;
    }

    /// <summary>An animated WebP of a GIF file's frames.</summary>
    public static byte[] AnimatedWebP(byte[] gif)
    {
        using var source = VipsSource.Open(gif);
        using var load = VipsOperation.Of("gifload_source").With("source", source).With("n", -1);
        using var image = load.ToImage();
        return Save(image, "webpsave_buffer", ["Q=80"]);
    }

    private static byte[] Save(VipsImage image, string saver, string[] arguments)
    {
        using var save = VipsOperation.Of(saver).With("in", image);
        foreach (var argument in arguments)
        {
            var at = argument.IndexOf('=', StringComparison.Ordinal);
            save.With(argument[..at], argument[(at + 1)..]);
        }

        return save.ToBytes();
    }
}
