using AspireCoach.Media.Imaging.Vips;

namespace AspireCoach.Media.Imaging;

/// <summary>
/// Finds the lowest quality whose image is as alike to the original as is asked for. Encoding a photograph again and again
/// would cost more than all else: the search is done on a <see cref="Mosaic"/> of it, and only the result is made in full and
/// compared in full; where the mosaic promised too much, the quality is raised until it is true.
/// </summary>
internal sealed class QualitySearch(double target)
{
    /// <summary>Below it flat skies show steps, and above it files grow without anything to see; SSIM is silent on both.</summary>
    public const int Lowest = 30, Highest = 95;

    // Mosaics and photographs differ by a few thousandths; so much more is asked of the mosaic, so that few are made twice.
    private const double Margin = 0.0015;
    private const double Near = 0.003;

    /// <summary>Encodes a still image.</summary>
    public ChosenImage Encode(VipsPixels pixels)
    {
        using var image = pixels.AsImage();
        var (quality, slope, whole) = Search(pixels);
        if (whole is not null)
        {
            return whole;
        }

        while (true)
        {
            var webp = WebP.Encode(image, quality);
            using var decoded = WebP.Decode(webp);
            var similarity = StructuralSimilarity.Of(pixels, decoded);
            if (similarity >= target || quality == Highest)
            {
                return new(webp, quality, similarity);
            }

            quality = Math.Min(Highest, quality + Math.Max(1, (int)Math.Ceiling((Badness(similarity) - Badness(target)) / slope)));
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
    /// The quality, by how much <see cref="Badness"/> falls with each step of it, and the image where it is small enough to have
    /// been encoded whole.
    /// </summary>
    private (int Quality, double Slope, ChosenImage? Whole) Search(VipsPixels pixels)
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
            if (last is { } before && before.Quality != quality && (before.Badness - badness) / (quality - before.Quality) is > 0.002 and var measured)
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

            // Each step of quality takes about the same share off what is missing to 1.
            var guess = quality + (int)Math.Ceiling((badness - Badness(wanted)) / slope);
            quality = Math.Clamp(guess, low + 1, Math.Max(low + 1, high - 1));
        }

        return (high, slope, mosaic.IsWhole ? best : null);
    }

    private static double Badness(double similarity) => Math.Log(Math.Max(1e-9, 1 - similarity));
}

/// <summary>An encoded image, its quality and how alike it is to what it was made from.</summary>
internal sealed record ChosenImage(byte[] Bytes, int Quality, double Similarity);
