using AspireCoach.Media.Imaging.Vips;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AspireCoach.Media.Imaging;

/// <summary>
/// Makes of an uploaded image what is stored: upright, in sRGB, at most 2,048 pixels on the longer side, as small as it can be
/// without a visible loss, animated where it was, and without any metadata. Each call works for tens to hundreds of milliseconds
/// on the calling thread; how many run at once is the caller's to limit.
/// </summary>
internal sealed partial class ImageConverter(IOptions<MediaOptions> options, ILogger<ImageConverter> log)
{
    private readonly MediaOptions _options = options.Value;

    /// <summary>Whether images can be converted here.</summary>
    public bool IsAvailable => Libvips.TryLoad(_options.LibvipsPath);

    /// <summary>What an image's header says, without decoding it.</summary>
    /// <exception cref="ImageRefusedException">It is of no accepted kind, too large, or no header.</exception>
    /// <exception cref="ImagingUnavailableException">There is no libvips here.</exception>
    public ImageHeader Probe(ImageInput input)
    {
        RequireLibvips();
        return Refusing(() => ImageDecoder.Probe(input, _options));
    }

    /// <summary>Converts an image that was uploaded.</summary>
    /// <exception cref="ImageRefusedException">It is of no accepted kind, too large, or does not decode completely.</exception>
    /// <exception cref="ImagingUnavailableException">There is no libvips here.</exception>
    public ConvertedImage Convert(ImageInput input)
    {
        RequireLibvips();
        return Refusing(() =>
        {
            var header = ImageDecoder.Probe(input, _options);
            var encoded = Make(input, header, _options.MaxSide);
            return new ConvertedImage(encoded.Chosen.Bytes, encoded.Width, encoded.Height, header, encoded.Chosen.Quality, encoded.Chosen.Similarity);
        });
    }

    /// <summary>A smaller version of a stored image: WebP, at most so wide; a narrower one keeps its width.</summary>
    public byte[] Thumbnail(ImageInput stored, int width)
    {
        RequireLibvips();
        return Refusing(() =>
        {
            var header = ImageDecoder.Probe(stored, _options);
            var side = header.Width >= header.Height ? width : (int)Math.Ceiling((double)width * header.Height / header.Width);
            return Make(stored, header, side).Chosen.Bytes;
        });
    }

    private (ChosenImage Chosen, int Width, int Height) Make(ImageInput input, ImageHeader header, int side)
    {
        var deadline = Environment.TickCount64 + (_options.ConversionSeconds * 1_000L);
        var search = new QualitySearch(_options.Similarity);
        using var first = Decode(input, header, side, 0, deadline);
        if (header.Frames == 1)
        {
            return (search.Encode(first), first.Width, first.Height);
        }

        // Frames fade in: one in the middle says what the first one may not.
        using var middle = Decode(input, header, side, header.Frames / 2, deadline);
        using var source = input.Open();
        return Decoding(deadline, () =>
        {
            using var animation = ImageDecoder.Open(source, header, side, frame: null, deadline);
            return (search.Encode(animation, [first, middle]), first.Width, first.Height);
        });
    }

    private static VipsPixels Decode(ImageInput input, ImageHeader header, int side, int frame, long deadline) =>
        Decoding(deadline, () =>
        {
            try
            {
                return Pixels(input, header, side, frame, deadline, header.Kind == ImageKind.Jpeg ? FailOn.Warning : FailOn.Truncated);
            }
            catch (VipsException exception) when (header.Kind == ImageKind.Jpeg && JpegWarnings.AreHarmless(exception.Detail))
            {
                return Pixels(input, header, side, frame, deadline, FailOn.Truncated);
            }
        });

    private static VipsPixels Pixels(ImageInput input, ImageHeader header, int side, int frame, long deadline, FailOn failOn)
    {
        using var source = input.Open();
        using var image = ImageDecoder.Open(source, header, side, frame, deadline, failOn);
        return image.ToPixels();
    }

    private static T Decoding<T>(long deadline, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (VipsException exception)
        {
            throw new ImageRefusedException(
                ImageRefusal.Undecodable,
                Environment.TickCount64 > deadline ? "The image takes too long to be decoded." : "The image does not decode completely.",
                exception);
        }
    }

    private T Refusing<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (ImageRefusedException exception) when (exception.InnerException is VipsException native)
        {
            LogRefused(exception.Message, native.Detail);
            throw;
        }
    }

    private void RequireLibvips()
    {
        if (!IsAvailable)
        {
            throw new ImagingUnavailableException(string.IsNullOrWhiteSpace(_options.LibvipsPath)
                ? "There is no libvips 8.15 or newer on this machine. Install it (for example: apt install libvips42), start with AppHost, which fetches it with npm, or set Media:LibvipsPath."
                : "Media:LibvipsPath names no libvips 8.15 or newer that can be loaded.");
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "An image was refused: {Reason} libvips: {Detail}")]
    private partial void LogRefused(string reason, string detail);
}

/// <summary>An image as it is stored.</summary>
/// <param name="Bytes">WebP.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">Of one frame, in pixels.</param>
/// <param name="Original">What the original's header said.</param>
/// <param name="Quality">The quality it is encoded with, 0 to 100.</param>
/// <param name="Similarity">How alike it is to the original at its size, 1 for identical; by its mosaic where that left no doubt.</param>
internal sealed record ConvertedImage(byte[] Bytes, int Width, int Height, ImageHeader Original, int Quality, double Similarity);
