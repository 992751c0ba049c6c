using AspireCoach.Media.Imaging.Vips;

namespace AspireCoach.Media.Imaging;

/// <summary>
/// Finds the lowest quality whose image is as alike to the original as is asked for. Encoding a photograph again and again
/// would cost more than all else: the search is done on a <see cref="Mosaic"/> of it, and only the result is made in full and
/// compared in full, unless the mosaic leaves no doubt; where it promised too much, the quality is raised until it is true.
/// </summary>
internal sealed class QualitySearch(double target)
{
    /// <summary>Below it flat skies show steps, and above it files grow without anything to see; SSIM is silent on both.</summary>
    public const int Lowest = 30, Highest = 95;

    // Mosaics and photographs differ by a few thousandths; so much more is asked of the mosaic, so that few are made twice.
    private const double Margin = 0.0015;
    private const double Near = 0.004;

    // More than any mosaic of some seventy photographs promised too much, at any quality.
    private const double Ample = 0.008;

    /// <summary>Encodes a still image.</summary>
    public ChosenImage Encode(VipsPixels pixels)
    {
        using var image = pixels.AsImage();
        var (quality, slope, mosaic, tried) = Search(pixels);
        if (mosaic.IsWhole && tried is not null)
        {
            return tried;
        }

        while (true)
        {
            var webp = WebP.Encode(image, quality);
            if (tried?.Quality == quality && tried.Similarity >= target + Ample && IsRepresented(tried.Bytes.Length, mosaic.PixelCount, webp.Length, (long)pixels.Width * pixels.Height))
            {
                return tried with { Bytes = webp };
            }

            using var decoded = WebP.Decode(webp);
            var similarity = StructuralSimilarity.Of(pixels, decoded);
            if (similarity >= target || quality == Highest)
            {
                return new(webp, quality, similarity);
            }

            quality = Math.Min(Highest, Math.Max(quality + 1, Better(quality, Badness(similarity), target, slope)));
        }
    }

    /// <summary>Encodes an animation, which is read once and never whole in memory, with the quality that some of its frames need.</summary>
    public ChosenImage Encode(VipsImage animation, IReadOnlyList<VipsPixels> samples)
    {
        var quality = samples.Max(frame => Search(frame).Quality);
        var webp = WebP.Encode(animation, quality);
        using var first = WebP.Decode(webp);
        return new(webp, quality, StructuralSimilarity.Of(samples[0], first));
    }

    /// <summary>
    /// The quality, by how much <see cref="Badness"/> falls with each step of <see cref="Fineness"/>, the mosaic, and what that
    /// becomes with the quality, where it was tried.
    /// </summary>
    private (int Quality, double Slope, Mosaic Mosaic, ChosenImage? Tried) Search(VipsPixels pixels)
    {
        var mosaic = Mosaic.Of(pixels);
        var wanted = target + Margin;
        int low = Lowest - 1, high = Highest;
        var quality = 50;
        var slope = 0.02;
        (int Quality, double Badness)? last = null;
        ChosenImage? best = null;
        while (low + 1 < high)
        {
            var tried = mosaic.At(quality);
            var similarity = tried.Similarity;
            var badness = Badness(similarity);
            if (last is { } before && before.Quality != quality && (before.Badness - badness) / (Fineness(quality) - Fineness(before.Quality)) is > 0.002 and var measured)
            {
                slope = measured;
            }

            last = (quality, badness);
            if (similarity >= wanted)
            {
                high = quality;
                best = tried;
                if (similarity - wanted < Near)
                {
                    break;
                }
            }
            else
            {
                low = quality;
            }

            quality = Math.Clamp(Better(quality, badness, wanted, slope), low + 1, Math.Max(low + 1, high - 1));
        }

        return (high, slope, mosaic, best);
    }

    /// <summary>Detail costs bytes: where the whole needs more of them for a pixel than the mosaic, there is more in it than the mosaic shows.</summary>
    private static bool IsRepresented(long mosaicBytes, long mosaicPixels, long bytes, long pixels) => bytes * mosaicPixels <= mosaicBytes * pixels;

    /// <summary>The quality at which what is seen with another one promises a similarity.</summary>
    private static int Better(int quality, double badness, double wanted, double slope)
    {
        var fineness = Fineness(quality) + ((badness - Badness(wanted)) / slope);
        return (int)Math.Ceiling(Math.Clamp(fineness < 50 ? fineness * 1.5 : (fineness + 100) / 2, 0, 100));
    }

    /// <summary>
    /// Each step of it takes about the same share off what is missing to 1. libwebp's quality does not: from 75 on its steps
    /// are three times as long (QualityToCompression in its quant_enc.c).
    /// </summary>
    private static double Fineness(int quality) => quality < 75 ? quality * 2 / 3.0 : (2 * quality) - 100;

    private static double Badness(double similarity) => Math.Log(Math.Max(1e-9, 1 - similarity));
}

/// <summary>An encoded image, its quality and how alike it, or its mosaic, is to what it was made from.</summary>
internal sealed record ChosenImage(byte[] Bytes, int Quality, double Similarity);
