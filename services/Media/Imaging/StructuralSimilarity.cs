using System.Runtime.Intrinsics;

namespace AspireCoach.Media.Imaging;

/// <summary>
/// How alike two pictures look: the mean SSIM of Wang, Bovik, Sheikh and Simoncelli (2004) of their brightness, 1 for
/// identical ones. The windows are 8 × 8 pixels, four apart, evenly weighted, as in x264 and ffmpeg's ssim filter, instead
/// of Gaussian ones of 11 × 11 at every pixel: the same within a few thousandths for photographs, at a tenth of the cost.
/// </summary>
internal static class StructuralSimilarity
{
    private const int Block = 4;
    private const int WindowPixels = 4 * Block * Block;

    // (0.01 · 255)² and (0.03 · 255)², for sums over a window instead of means.
    private const double C1 = 0.01 * 0.01 * 255 * 255 * WindowPixels * WindowPixels;
    private const double C2 = 0.03 * 0.03 * 255 * 255 * WindowPixels * (WindowPixels - 1);

    /// <summary>The similarity of two planes of one size; what is left over at the right and bottom is not looked at.</summary>
    /// <remarks>Smaller than a window they are alike (1) or not (0).</remarks>
    /// <param name="one">One plane.</param>
    /// <param name="other">The other.</param>
    /// <param name="seam">Windows across its multiples, in pixels, are left out; 0 leaves out none. A multiple of 4.</param>
    public static double Of(Luma one, Luma other, int seam = 0)
    {
        // The windows that begin in the block before a seam lie across it.
        var across = seam == 0 ? int.MaxValue : seam / Block;
        if (one.Width != other.Width || one.Height != other.Height)
        {
            throw new ArgumentException("The pictures differ in size.", nameof(other));
        }

        int columns = one.Width / Block, rows = one.Height / Block;
        if (columns < 2 || rows < 2)
        {
            return one.Pixels.AsSpan().SequenceEqual(other.Pixels) ? 1 : 0;
        }

        var above = new Sums[columns];
        var below = new Sums[columns];
        var total = 0.0;
        var windows = 0;
        SumRow(one, other, 0, above);
        for (var row = 1; row < rows; row++)
        {
            SumRow(one, other, row, below);
            for (var column = 1; column < columns; column++)
            {
                if (column % across == 0 || row % across == 0)
                {
                    continue;
                }

                windows++;
                total += Similarity(above[column - 1], above[column], below[column - 1], below[column]);
            }

            (above, below) = (below, above);
        }

        return total / windows;
    }

    private static double Similarity(in Sums a, in Sums b, in Sums c, in Sums d)
    {
        double first = a.First + b.First + c.First + d.First, second = a.Second + b.Second + c.Second + d.Second;
        double squares = a.Squares + b.Squares + c.Squares + d.Squares, products = a.Products + b.Products + c.Products + d.Products;
        var variances = (squares * WindowPixels) - (first * first) - (second * second);
        var covariance = (products * WindowPixels) - (first * second);
        return ((2 * first * second) + C1) * ((2 * covariance) + C2) / (((first * first) + (second * second) + C1) * (variances + C2));
    }

    /// <summary>The sums of each block of 4 × 4 pixels in a row of blocks.</summary>
    private static void SumRow(Luma one, Luma other, int row, Sums[] sums)
    {
        for (var column = 0; column < sums.Length; column++)
        {
            Vector128<int> first = default, second = default, squares = default, products = default;
            for (var y = row * Block; y < (row + 1) * Block; y++)
            {
                var a = Four(one, column * Block, y);
                var b = Four(other, column * Block, y);
                first += a;
                second += b;
                squares += (a * a) + (b * b);
                products += a * b;
            }

            sums[column] = new(Vector128.Sum(first), Vector128.Sum(second), Vector128.Sum(squares), Vector128.Sum(products));
        }
    }

    private static Vector128<int> Four(Luma plane, int x, int y)
    {
        var bytes = Vector128.CreateScalar(BitConverter.ToUInt32(plane.Pixels.AsSpan((y * plane.Width) + x, 4))).AsByte();
        return Vector128.WidenLower(Vector128.WidenLower(bytes)).AsInt32();
    }

    private readonly record struct Sums(int First, int Second, int Squares, int Products);
}
