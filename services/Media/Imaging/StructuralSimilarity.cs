using System.Runtime.Intrinsics;
using AspireCoach.Media.Imaging.Vips;

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
    private const double C1 = 0.01 * 0.01 * 255 * 255;
    private const double C2 = 0.03 * 0.03 * 255 * 255;

    /// <summary>The similarity of two planes of one size; what is left over at the right and bottom is not looked at.</summary>
    /// <remarks>Smaller than two blocks, they are one window.</remarks>
    /// <param name="one">One plane.</param>
    /// <param name="other">The other.</param>
    /// <param name="seam">Windows across its multiples, in pixels, are left out; 0 leaves out none. A multiple of 4.</param>
    public static double Of(Luma one, Luma other, int seam = 0)
    {
        if (one.Width != other.Width || one.Height != other.Height)
        {
            throw new ArgumentException("The pictures differ in size.", nameof(other));
        }

        int columns = one.Width / Block, rows = one.Height / Block;
        return columns < 2 || rows < 2
            ? OfWhole(one.Pixels, other.Pixels)
            : OfBlocks(columns, rows, seam, (row, sums) => SumRow(one, other, row, sums));
    }

    /// <summary>The similarity of two pictures of one size, whose brightness is never whole in memory.</summary>
    public static double Of(VipsPixels one, VipsPixels other)
    {
        int columns = one.Width / Block, rows = one.Height / Block;
        if (columns < 2 || rows < 2 || one.Width != other.Width || one.Height != other.Height)
        {
            return Of(Luma.Of(one), Luma.Of(other));
        }

        var (first, second) = (new Luma(one.Width, Block), new Luma(one.Width, Block));
        return OfBlocks(columns, rows, seam: 0, (row, sums) =>
        {
            first.Read(one, row * Block);
            second.Read(other, row * Block);
            SumRow(first, second, 0, sums);
        });
    }

    private static double OfBlocks(int columns, int rows, int seam, Action<int, Sums[]> sumRow)
    {
        // The windows that begin in the block before a seam lie across it.
        var across = seam == 0 ? int.MaxValue : seam / Block;
        var above = new Sums[columns];
        var below = new Sums[columns];
        var total = 0.0;
        var windows = 0;
        sumRow(0, above);
        for (var row = 1; row < rows; row++)
        {
            sumRow(row, below);
            for (var column = 1; column < columns; column++)
            {
                if (column % across == 0 || row % across == 0)
                {
                    continue;
                }

                windows++;
                total += Similarity(above[column - 1] + above[column] + below[column - 1] + below[column], WindowPixels);
            }

            (above, below) = (below, above);
        }

        return total / windows;
    }

    private static double OfWhole(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        var sums = default(Sums);
        for (var i = 0; i < one.Length; i++)
        {
            int a = one[i], b = other[i];
            sums += new Sums(a, b, (a * a) + (b * b), a * b);
        }

        return Similarity(sums, one.Length);
    }

    /// <summary>Equation 13 of the paper, of a window with so many pixels; variances are those of a sample.</summary>
    private static double Similarity(in Sums sums, double n)
    {
        double mean1 = sums.First / n, mean2 = sums.Second / n, degrees = Math.Max(1, n - 1);
        var variances = (sums.Squares - (n * mean1 * mean1) - (n * mean2 * mean2)) / degrees;
        var covariance = (sums.Products - (n * mean1 * mean2)) / degrees;
        return ((2 * mean1 * mean2) + C1) * ((2 * covariance) + C2) / (((mean1 * mean1) + (mean2 * mean2) + C1) * (variances + C2));
    }

    /// <summary>The sums of each block of 4 × 4 pixels in a row of blocks.</summary>
    private static void SumRow(Luma one, Luma other, int row, Sums[] sums)
    {
        var column = 0;
        for (; column + 4 <= sums.Length; column += 4)
        {
            SumFour(one, other, row, column, sums);
        }

        for (; column < sums.Length; column++)
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

    /// <summary>The same of four neighbours at once, which is as many pixels as there are bytes in a vector.</summary>
    private static void SumFour(Luma one, Luma other, int row, int column, Sums[] sums)
    {
        Vector256<ushort> first = default, second = default;
        Vector256<uint> squares1 = default, squares2 = default, products1 = default, products2 = default;
        for (var y = row * Block; y < (row + 1) * Block; y++)
        {
            var at = (y * one.Width) + (column * Block);
            var a = Wide(Vector128.Create(one.Pixels.AsSpan(at, 4 * Block)));
            var b = Wide(Vector128.Create(other.Pixels.AsSpan(at, 4 * Block)));
            first += a;
            second += b;
            // Each fits into 16 bits, and the sum of two of them does not.
            var (aa1, aa2) = Vector256.Widen(a * a);
            var (bb1, bb2) = Vector256.Widen(b * b);
            var (ab1, ab2) = Vector256.Widen(a * b);
            squares1 += aa1 + bb1;
            squares2 += aa2 + bb2;
            products1 += ab1;
            products2 += ab2;
        }

        var (first1, first2) = Vector256.Widen(first);
        var (second1, second2) = Vector256.Widen(second);
        sums[column] = SumsOf(first1.GetLower(), second1.GetLower(), squares1.GetLower(), products1.GetLower());
        sums[column + 1] = SumsOf(first1.GetUpper(), second1.GetUpper(), squares1.GetUpper(), products1.GetUpper());
        sums[column + 2] = SumsOf(first2.GetLower(), second2.GetLower(), squares2.GetLower(), products2.GetLower());
        sums[column + 3] = SumsOf(first2.GetUpper(), second2.GetUpper(), squares2.GetUpper(), products2.GetUpper());
    }

    private static Sums SumsOf(Vector128<uint> first, Vector128<uint> second, Vector128<uint> squares, Vector128<uint> products) =>
        new((int)Vector128.Sum(first), (int)Vector128.Sum(second), (int)Vector128.Sum(squares), (int)Vector128.Sum(products));

    private static Vector256<ushort> Wide(Vector128<byte> bytes) => Vector256.WidenLower(bytes.ToVector256Unsafe());

    private static Vector128<int> Four(Luma plane, int x, int y)
    {
        var bytes = Vector128.CreateScalar(BitConverter.ToUInt32(plane.Pixels.AsSpan((y * plane.Width) + x, 4))).AsByte();
        return Vector128.WidenLower(Vector128.WidenLower(bytes)).AsInt32();
    }

    /// <summary>Over a window: of either picture's values, of both their squares, and of the products. Whole numbers below 2⁵³ are exact.</summary>
    private readonly record struct Sums(double First, double Second, double Squares, double Products)
    {
        public static Sums operator +(in Sums a, in Sums b) => new(a.First + b.First, a.Second + b.Second, a.Squares + b.Squares, a.Products + b.Products);
    }
}
