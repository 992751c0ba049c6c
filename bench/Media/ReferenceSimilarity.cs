namespace AspireCoach.Bench.Media;

/// <summary>
/// SSIM as in the paper (Wang, Bovik, Sheikh, Simoncelli 2004): Gaussian windows of 11 × 11 with σ = 1.5 at every pixel where
/// one fits. Written apart from the product's, whose figures it checks.
/// </summary>
internal static class ReferenceSimilarity
{
    private const int Size = 11;
    private static readonly double[] Weights = Kernel();

    public static double Of(byte[] one, byte[] other, int width, int height)
    {
        double[] a = [.. one.Select(value => (double)value)], b = [.. other.Select(value => (double)value)];
        var meanA = Blur(a, width, height);
        var meanB = Blur(b, width, height);
        var squareA = Blur([.. a.Select(value => value * value)], width, height);
        var squareB = Blur([.. b.Select(value => value * value)], width, height);
        var product = Blur([.. a.Zip(b, (x, y) => x * y)], width, height);
        const double C1 = 6.5025, C2 = 58.5225;
        var total = 0.0;
        for (var i = 0; i < meanA.Length; i++)
        {
            var (x, y) = (meanA[i], meanB[i]);
            var covariance = product[i] - (x * y);
            var variances = squareA[i] - (x * x) + squareB[i] - (y * y);
            total += ((2 * x * y) + C1) * ((2 * covariance) + C2) / (((x * x) + (y * y) + C1) * (variances + C2));
        }

        return total / meanA.Length;
    }

    private static double[] Blur(double[] plane, int width, int height)
    {
        int columns = width - Size + 1, rows = height - Size + 1;
        var across = new double[columns * height];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < columns; x++)
            {
                var sum = 0.0;
                for (var k = 0; k < Size; k++)
                {
                    sum += Weights[k] * plane[(y * width) + x + k];
                }

                across[(y * columns) + x] = sum;
            }
        }

        var result = new double[columns * rows];
        for (var y = 0; y < rows; y++)
        {
            for (var x = 0; x < columns; x++)
            {
                var sum = 0.0;
                for (var k = 0; k < Size; k++)
                {
                    sum += Weights[k] * across[((y + k) * columns) + x];
                }

                result[(y * columns) + x] = sum;
            }
        }

        return result;
    }

    private static double[] Kernel()
    {
        double[] weights = [.. Enumerable.Range(0, Size).Select(i => Math.Exp(-Math.Pow(i - (Size / 2), 2) / (2 * 1.5 * 1.5)))];
        var sum = weights.Sum();
        return [.. weights.Select(weight => weight / sum)];
    }
}
