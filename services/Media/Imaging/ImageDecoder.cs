using AspireCoach.Media.Imaging.Vips;

namespace AspireCoach.Media.Imaging;

/// <summary>Opens encoded images: what they are is known from their header, and what is too large is refused before it is decoded.</summary>
internal static class ImageDecoder
{
    /// <summary>What a file's header says, without decoding it.</summary>
    /// <exception cref="ImageRefusedException">It is of no accepted kind, has too many pixels or frames, or no header that can be read.</exception>
    public static ImageHeader Probe(ImageInput input, MediaOptions options)
    {
        var kind = input.Kind()
            ?? throw new ImageRefusedException(ImageRefusal.Unsupported, "The file is no JPEG, PNG, WebP, GIF or HEIC image.");
        if (kind == ImageKind.Gif)
        {
            using var file = input.OpenRead();
            if (!GifBlocks.AreComplete(file))
            {
                throw new ImageRefusedException(ImageRefusal.Undecodable, "The image is not complete.");
            }
        }

        try
        {
            using var source = input.Open();
            using var image = Load(source, kind);
            var frames = kind is ImageKind.Gif or ImageKind.WebP ? image.Pages : 1;
            var header = new ImageHeader(kind, image.Width, image.PageHeight, frames, image.Orientation, ExifDate.Read(image.Blob("exif-data")));
            return header.Pixels > options.MaxMegapixels * 1_000_000L
                ? throw new ImageRefusedException(ImageRefusal.TooLarge, $"The image has {header.Pixels:#,0} pixels in all; at most {options.MaxMegapixels} million are accepted.")
                : frames > options.MaxFrames
                ? throw new ImageRefusedException(ImageRefusal.TooLarge, $"The animation has {frames:#,0} frames; at most {options.MaxFrames:#,0} are accepted.")
                : header;
        }
        catch (VipsException exception)
        {
            throw new ImageRefusedException(ImageRefusal.Undecodable, "The image's header cannot be read.", exception);
        }
    }

    /// <summary>
    /// The image upright, in sRGB, a byte a band, with 3 or 4 bands, within a square. Its pixels are made when they are
    /// asked for; then a file that is truncated, or takes until the deadline, ends with a <see cref="VipsException"/>.
    /// </summary>
    /// <param name="source">Must be held for as long as the image.</param>
    /// <param name="header">What <see cref="Probe"/> said of it.</param>
    /// <param name="side">The square's, in pixels; smaller images keep their size, and larger JPEGs come within 5 % of it.</param>
    /// <param name="frame">Which one of an animation, from 0; null for all, below one another.</param>
    /// <param name="deadline">A value of <see cref="Environment.TickCount64"/>.</param>
    /// <param name="failOn">What the decoder ends at: of a JPEG that ends early and says so, it only warns.</param>
    public static VipsImage Open(VipsSource source, ImageHeader header, int side, int? frame, long deadline, FailOn failOn = FailOn.Truncated)
    {
        // A JPEG may come out a twentieth smaller than the square: of a phone's 12 megapixels, 4032 wide, half is 2016, for half the work.
        var shrink = Math.Max(header.Width, header.Height) / (double)side * (header.Kind == ImageKind.Jpeg ? 1.05 : 1);
        using var loaded = Load(source, header.Kind, frame, (int)shrink, failOn);
        loaded.StopAfter(deadline);
        using var fit = VipsOperation.Of("thumbnail_image").With("in", loaded).With("width", side).With("height", side).With("size", "down");
        using var fitted = fit.ToImage();
        return ToBytes(ToSrgb(fitted));
    }

    private static VipsImage ToSrgb(VipsImage image)
    {
        if (image.Blob("icc-profile-data") is { } profile && !IccProfile.IsSrgb(profile))
        {
            try
            {
                using var transform = VipsOperation.Of("icc_transform").With("in", image).With("output-profile", "srgb").With("embedded", true);
                return transform.ToImage();
            }
            catch (VipsException)
            {
                // A profile that does not fit its image is ignored, as browsers do.
            }
        }

        using var convert = VipsOperation.Of("colourspace").With("in", image).With("space", "srgb");
        return convert.ToImage();
    }

    private static VipsImage ToBytes(VipsImage image)
    {
        if (image.IsBytes)
        {
            return image;
        }

        using (image)
        {
            using var cast = VipsOperation.Of("cast").With("in", image).With("format", "uchar");
            return cast.ToImage();
        }
    }

    private static VipsImage Load(VipsSource source, ImageKind kind, int? frame = 0, int shrink = 1, FailOn failOn = FailOn.Truncated)
    {
        var loader = kind switch
        {
            ImageKind.Jpeg => "jpegload_source",
            ImageKind.Png => "pngload_source",
            ImageKind.WebP => "webpload_source",
            ImageKind.Gif => "gifload_source",
            _ => "heifload_source",
        };
        using var load = VipsOperation.Of(loader).With("source", source).With("access", "sequential")
            .With("fail-on", failOn == FailOn.Warning ? "warning" : "truncated");
        if (kind is ImageKind.WebP or ImageKind.Gif)
        {
            load.With("page", frame ?? 0).With("n", frame is null ? -1 : 1);
        }

        // These decoders can leave out what would be averaged away: a half, a quarter or an eighth of the size for a fraction of the work.
        if (kind == ImageKind.Jpeg && shrink >= 2)
        {
            load.With("shrink", shrink >= 8 ? 8 : shrink >= 4 ? 4 : 2);
        }
        else if (kind == ImageKind.WebP && shrink >= 2 && frame is not null)
        {
            load.With("scale", shrink >= 8 ? "0.125" : shrink >= 4 ? "0.25" : "0.5");
        }

        return load.ToImage();
    }
}

/// <summary>How much a decoder puts up with.</summary>
internal enum FailOn
{
    Truncated,
    Warning,
}

/// <summary>What an image's header says.</summary>
/// <param name="Kind">By content.</param>
/// <param name="Width">In pixels, as stored: before the orientation is applied.</param>
/// <param name="Height">Of one frame, likewise.</param>
/// <param name="Frames">1 unless it is an animation.</param>
/// <param name="Orientation">EXIF's, 1 to 8.</param>
/// <param name="TakenAt">When it was taken, where it says so.</param>
internal sealed record ImageHeader(ImageKind Kind, int Width, int Height, int Frames, int Orientation, TakenAt? TakenAt)
{
    /// <summary>Of all frames.</summary>
    public long Pixels => (long)Width * Height * Frames;
}
