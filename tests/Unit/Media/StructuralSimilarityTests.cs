using AspireCoach.Media.Imaging;

namespace AspireCoach.Unit.Media;

/// <summary>SSIM against values worked out by hand from its definition.</summary>
public sealed class StructuralSimilarityTests
{
    private const double C1 = 6.5025, C2 = 58.5225;

    [Fact]
    public void A_picture_is_wholly_like_itself() => Similarity(Noise(1), Noise(1)).ShouldBe(1, 1e-12);

    [Fact]
    public void Flat_pictures_differ_by_their_brightness_alone()
    {
        var expected = ((2 * 100.0 * 140) + C1) / ((100.0 * 100) + (140.0 * 140) + C1);

        Similarity(_ => 100, _ => 140).ShouldBe(expected, 1e-12);
    }

    [Fact]
    public void A_checkerboard_and_its_negative_are_opposites()
    {
        // Mean 128 in each window, sample variance 127² · 64/63, covariance its negative.
        var variance = 127.0 * 127 * 64 / 63;
        var expected = ((2 * 128.0 * 128) + C1) / ((2 * 128.0 * 128) + C1) * ((-2 * variance) + C2) / ((2 * variance) + C2);

        Similarity(i => Checker(i) ? 255 : 1, i => Checker(i) ? 1 : 255).ShouldBe(expected, 1e-12);
    }

    [Fact]
    public void Less_contrast_is_less_alike_by_the_ratio_of_contrasts()
    {
        double full = 100.0 * 100 * 64 / 63, half = 50.0 * 50 * 64 / 63, both = 100.0 * 50 * 64 / 63;
        var expected = ((2 * both) + C2) / (full + half + C2);

        Similarity(i => Checker(i) ? 228 : 28, i => Checker(i) ? 178 : 78).ShouldBe(expected, 1e-12);
    }

    [Fact]
    public void Independent_noise_is_not_alike() => Math.Abs(Similarity(Noise(1), Noise(2))).ShouldBeLessThan(0.1);

    [Fact]
    public void What_lies_across_a_seam_is_not_compared()
    {
        // Windows begin at every fourth pixel: of those that see columns 28 to 35, the one from 28 on lies across the seam at 32.
        int[] inside = [.. Enumerable.Range(0, 15).Select(i => i * 4).Where(left => left != 28)];
        var one = Plane(Noise(1));
        var other = Plane(Noise(1));
        for (var y = 0; y < 64; y++)
        {
            other.Pixels[(y * 64) + 31] ^= 0xFF;
        }

        // What the windows of one column of windows say is what a picture of that column alone says.
        var expected = inside.Average(left => StructuralSimilarity.Of(Columns(one, left), Columns(other, left), seam: 32));
        StructuralSimilarity.Of(one, other, seam: 32).ShouldBe(expected, 1e-12);
        StructuralSimilarity.Of(one, other).ShouldBeLessThan(StructuralSimilarity.Of(one, other, seam: 32));
    }

    [Fact]
    public void A_picture_smaller_than_a_window_is_one_window()
    {
        var expected = ((2 * 100.0 * 140) + C1) / ((100.0 * 100) + (140.0 * 140) + C1);

        StructuralSimilarity.Of(Plane(_ => 100, 3, 2), Plane(_ => 140, 3, 2)).ShouldBe(expected, 1e-12);
        StructuralSimilarity.Of(Plane(_ => 7, 1, 1), Plane(_ => 7, 1, 1)).ShouldBe(1, 1e-12);
    }

    [Fact]
    public void Brightness_weighs_green_most_and_lays_what_is_transparent_on_white()
    {
        Luma.Of([255, 0, 0, 0, 255, 0, 0, 0, 255], 3, 1, 3).Pixels.ShouldBe([(byte)77, (byte)149, (byte)29]);
        var many = Enumerable.Range(0, 3 * 100).Select(i => (byte)((i * 7919) >> 3)).ToArray();
        Luma.Of(many, 20, 5, 3).Pixels.ShouldBe(many.Chunk(3).Select(rgb => (byte)Math.Round((77 * rgb[0] + 150 * rgb[1] + 29 * rgb[2]) / 256.0, MidpointRounding.AwayFromZero)));
        Luma.Of([0, 0, 0, 0, 0, 0, 0, 255], 2, 1, 4).Pixels.ShouldBe([(byte)255, (byte)0]);
    }

    private static double Similarity(Func<int, int> one, Func<int, int> other) => StructuralSimilarity.Of(Plane(one), Plane(other));

    private static Luma Plane(Func<int, int> value, int width = 64, int height = 64)
    {
        var plane = new Luma(width, height);
        for (var i = 0; i < plane.Pixels.Length; i++)
        {
            plane.Pixels[i] = (byte)value(i);
        }

        return plane;
    }

    private static Luma Columns(Luma plane, int left) => Plane(i => plane.Pixels[((i / 8) * 64) + left + (i % 8)], 8, 64);

    private static bool Checker(int i) => (((i / 64) + (i % 64)) & 1) == 0;

    private static Func<int, int> Noise(int seed)
    {
        var values = new byte[64 * 64];
        new Random(seed).NextBytes(values);
        return i => values[i];
    }
}
