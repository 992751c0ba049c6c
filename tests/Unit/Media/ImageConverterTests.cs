using AspireCoach.Media.Imaging;
using AspireCoach.Media.Imaging.Vips;

namespace AspireCoach.Unit.Media;

/// <summary>What becomes of an image that is accepted.</summary>
[Collection(nameof(LibvipsCollection))]
public sealed class ImageConverterTests(LibvipsFixture libvips)
{
    private static readonly (byte R, byte G, byte B) Red = (220, 20, 20), Green = (20, 180, 20), Blue = (20, 20, 220), White = (240, 240, 240);

    // EXIF's table: where the stored first row and first column are when the picture is looked at.
    [Theory]
    [InlineData(1, "top", "left")]
    [InlineData(2, "top", "right")]
    [InlineData(3, "bottom", "right")]
    [InlineData(4, "bottom", "left")]
    [InlineData(5, "left", "top")]
    [InlineData(6, "right", "top")]
    [InlineData(7, "right", "bottom")]
    [InlineData(8, "left", "bottom")]
    public void A_photograph_is_turned_upright(int orientation, string firstRow, string firstColumn)
    {
        var converter = libvips.Converter();
        var stored = EncodedImages.Jpeg(PngFile.Of(160, 80, (x, y) => (x < 80, y < 40) switch
        {
            (true, true) => Red,
            (false, true) => Green,
            (true, false) => Blue,
            _ => White,
        }));

        var image = converter.Convert(ImageInput.Bytes(ExifBlock.In(stored, ExifBlock.Of(orientation))));

        var turned = firstRow is "left" or "right";
        (image.Width, image.Height).ShouldBe(turned ? (80, 160) : (160, 80));
        using var pixels = WebP.Decode(image.Bytes);
        Corner(firstRow, firstColumn).ShouldBe(Red);
        Corner(firstRow, Opposite(firstColumn)).ShouldBe(Green);
        Corner(Opposite(firstRow), firstColumn).ShouldBe(Blue);
        Corner(Opposite(firstRow), Opposite(firstColumn)).ShouldBe(White);

        (byte R, byte G, byte B) Corner(string one, string other)
        {
            var x = one == "right" || other == "right" ? image.Width * 3 / 4 : image.Width / 4;
            var y = one == "bottom" || other == "bottom" ? image.Height * 3 / 4 : image.Height / 4;
            return new[] { Red, Green, Blue, White }.MinBy(colour => Distance(At(pixels, x, y), colour));
        }
    }

    [Theory]
    [InlineData(3_000, 1_000, 2_048, 683)]
    [InlineData(1_000, 3_000, 683, 2_048)]
    [InlineData(2_048, 10, 2_048, 10)]
    [InlineData(300, 200, 300, 200)]
    [InlineData(1, 1, 1, 1)]
    public void The_longer_side_is_at_most_2048_pixels_and_small_images_stay_small(int width, int height, int storedWidth, int storedHeight)
    {
        var image = libvips.Converter().Convert(ImageInput.Bytes(PngFile.Of(width, height, (x, y) => ((byte)x, (byte)y, 90))));

        (image.Width, image.Height).ShouldBe((storedWidth, storedHeight));
        using var pixels = WebP.Decode(image.Bytes);
        (pixels.Width, pixels.Height).ShouldBe((storedWidth, storedHeight));
        ImageKinds.Of(image.Bytes).ShouldBe(ImageKind.WebP);
    }

    [Fact]
    public void Nothing_but_the_picture_is_kept_and_the_date_is_read_first()
    {
        var converter = libvips.Converter();
        var photo = ExifBlock.In(
            EncodedImages.Jpeg(Photo(400, 300)), ExifBlock.Of(taken: "2026:03:14 15:09:26", offset: "+01:00", gps: true));

        var image = converter.Convert(ImageInput.Bytes(photo));

        image.Original.TakenAt.ShouldBe(new TakenAt(new DateTime(2026, 3, 14, 15, 9, 26, DateTimeKind.Unspecified), TimeSpan.FromHours(1)));
        using var source = VipsSource.Open(image.Bytes);
        using var load = VipsOperation.Of("webpload_source").With("source", source);
        using var stored = load.ToImage();
        stored.Has("exif-data").ShouldBeFalse();
        stored.Has("xmp-data").ShouldBeFalse();
        stored.Has("icc-profile-data").ShouldBeFalse();
        System.Text.Encoding.Latin1.GetString(image.Bytes).ShouldNotContain("2026");
    }

    [Fact]
    public void A_thousand_times_the_metadata_changes_nothing()
    {
        var converter = libvips.Converter();
        var jpeg = EncodedImages.Jpeg(Photo(400, 300));
        var plain = converter.Convert(ImageInput.Bytes(jpeg));

        var image = converter.Convert(ImageInput.Bytes(ExifBlock.In(jpeg, ExifBlock.Of(note: 10_000_000, taken: "2026:03:14 15:09:26"))));

        image.Bytes.ShouldBe(plain.Bytes);
    }

    [Fact]
    public void Sixteen_bits_greys_and_print_colours_become_the_screens()
    {
        var converter = libvips.Converter();
        var sixteen = PngFile.Of(64, 64, 16, PngFile.Rgb, _ => [.. Enumerable.Range(0, 64).SelectMany(_ => new byte[] { 200, 0, 100, 0, 50, 0 })]);
        var grey = PngFile.Of(64, 64, 8, PngFile.Grey, _ => [.. Enumerable.Repeat((byte)120, 64)]);
        var print = EncodedImages.Of(PngFile.Of(64, 64, (_, _) => (200, 100, 50)), "jpegsave_buffer", "cmyk", "Q=95");

        Middle(sixteen).ShouldBeNear((200, 100, 50), 4);
        Middle(grey).ShouldBeNear((120, 120, 120), 4);
        Middle(print).ShouldBeNear((200, 100, 50), 25);

        (byte R, byte G, byte B) Middle(byte[] file)
        {
            using var pixels = WebP.Decode(converter.Convert(ImageInput.Bytes(file)).Bytes);
            return At(pixels, 32, 32);
        }
    }

    [Fact]
    public void What_is_transparent_stays_transparent()
    {
        var half = PngFile.Of(64, 64, 8, PngFile.RgbWithAlpha, _ => [.. Enumerable.Range(0, 64).SelectMany(x => new byte[] { 200, 100, 50, (byte)(x < 32 ? 0 : 255) })]);

        using var pixels = WebP.Decode(libvips.Converter().Convert(ImageInput.Bytes(half)).Bytes);

        pixels.Bands.ShouldBe(4);
        pixels.Span[(((32 * 64) + 8) * 4) + 3].ShouldBeLessThan((byte)8);
        pixels.Span[(((32 * 64) + 56) * 4) + 3].ShouldBeGreaterThan((byte)247);
    }

    [Fact]
    public void An_animation_keeps_its_frames_how_long_each_is_shown_and_how_often()
    {
        var converter = libvips.Converter();
        int[] numbers = [0, 0x70, 0x0C, 0x03, 0x7F];
        var gif = GifFile.Of(90, 60, numbers.Select((number, i) => (Enumerable.Repeat((byte)number, 90 * 60).ToArray(), 10 + (5 * i))), repeat: 2);

        foreach (var file in new[] { gif, EncodedImages.AnimatedWebP(gif) })
        {
            var image = converter.Convert(ImageInput.Bytes(file));

            (image.Width, image.Height, image.Original.Frames).ShouldBe((90, 60, 5));
            Delays(image.Bytes).ShouldBe([100, 150, 200, 250, 300]);
            for (var i = 0; i < numbers.Length; i++)
            {
                using var frame = WebP.Decode(image.Bytes, i);
                At(frame, 45, 30).ShouldBeNear(GifFile.Colour(numbers[i]), 12);
            }

            Delays(converter.Thumbnail(ImageInput.Bytes(image.Bytes), 45)).ShouldBe([100, 150, 200, 250, 300]);
        }
    }

    [Fact]
    public void Of_the_files_that_are_alike_enough_a_small_one_is_chosen()
    {
        var converter = libvips.Converter();
        var image = converter.Convert(ImageInput.Bytes(Photo(800, 600)));

        image.Similarity.ShouldBeGreaterThanOrEqualTo(0.95);
        image.Quality.ShouldBeInRange(QualitySearch.Lowest, QualitySearch.Highest);
        var stricter = libvips.Converter(options => options.Similarity = 0.97).Convert(ImageInput.Bytes(Photo(800, 600)));
        stricter.Similarity.ShouldBeGreaterThanOrEqualTo(0.97);
        stricter.Bytes.Length.ShouldBeGreaterThan(image.Bytes.Length);
    }

    [Theory]
    [InlineData(4_032, 2_016)]
    [InlineData(3_880, 2_048)]
    [InlineData(8_100, 2_025)]
    public void A_JPEG_is_made_a_half_or_a_quarter_where_that_is_nearly_as_large_as_may_be(int width, int storedWidth)
    {
        var image = libvips.Converter().Convert(ImageInput.Bytes(EncodedImages.Jpeg(Photo(width, 96))));

        image.Width.ShouldBe(storedWidth);
    }

    [Fact]
    public void Detail_that_lies_between_the_samples_of_a_picture_is_kept_too()
    {
        // 8 × 6 places at even distances are smooth, so that they promise everything; around them is noise.
        var noise = new Random(11);
        var file = PngFile.Of(1_600, 1_200, 8, PngFile.Rgb, y =>
        [
            .. Enumerable.Range(0, 1_600).SelectMany(x =>
            {
                var smooth = Math.Abs(((x + 100) % 200) - 100) > 64 && Math.Abs(((y + 100) % 200) - 100) > 64;
                var value = (byte)(smooth ? 120 + (x / 40) : noise.Next(90, 166));
                return new[] { value, value, value };
            }),
        ]);

        var image = libvips.Converter().Convert(ImageInput.Bytes(file));

        using var source = ImageInput.Bytes(file).Open();
        using var original = ImageDecoder.Open(source, image.Original, 2_048, 0, long.MaxValue).ToPixels();
        using var stored = WebP.Decode(image.Bytes);
        StructuralSimilarity.Of(original, stored).ShouldBeGreaterThanOrEqualTo(0.95);
    }

    [Theory]
    [InlineData(1_600, 800, 320, 320, 160)]
    [InlineData(800, 1_600, 320, 320, 640)]
    [InlineData(200, 100, 320, 200, 100)]
    public void A_thumbnail_is_as_wide_as_asked_for_and_never_wider_than_the_image(int width, int height, int wanted, int thumbWidth, int thumbHeight)
    {
        var converter = libvips.Converter();
        var stored = converter.Convert(ImageInput.Bytes(Photo(width, height))).Bytes;

        using var pixels = WebP.Decode(converter.Thumbnail(ImageInput.Bytes(stored), wanted));

        (pixels.Width, pixels.Height).ShouldBe((thumbWidth, thumbHeight));
    }

    [Fact]
    public void A_HEIF_picture_that_libvips_can_decode_is_accepted()
    {
        var converter = libvips.Converter();

        var image = converter.Convert(ImageInput.Bytes(EncodedImages.Heif(Photo(128, 96))));

        (image.Original.Kind, image.Width, image.Height).ShouldBe((ImageKind.Heic, 128, 96));
    }

    [Fact]
    public void A_file_gives_what_its_bytes_give()
    {
        var converter = libvips.Converter();
        var photo = EncodedImages.Jpeg(Photo(400, 300));
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, photo);
            converter.Convert(ImageInput.File(path)).Bytes.ShouldBe(converter.Convert(ImageInput.Bytes(photo)).Bytes);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Something with edges, gradients and grain.</summary>
    internal static byte[] Photo(int width, int height)
    {
        var random = new Random(7);
        return PngFile.Of(width, height, (x, y) =>
        {
            var light = 110 + (60 * Math.Sin(x / 37.0) * Math.Cos(y / 23.0)) + (((x / 50) + (y / 40)) % 2 * 40) + random.Next(-12, 13);
            return ((byte)light, (byte)(light * 0.8), (byte)(255 - light));
        });
    }

    private static int[] Delays(byte[] webp)
    {
        // Each ANMF chunk: its name, its length, x, y, width and height in 3 bytes each, then the milliseconds in 3.
        List<int> delays = [];
        for (var at = 12; at + 8 <= webp.Length;)
        {
            var length = BitConverter.ToInt32(webp, at + 4);
            if (webp.AsSpan(at, 4).SequenceEqual("ANMF"u8))
            {
                delays.Add(webp[at + 20] | (webp[at + 21] << 8) | (webp[at + 22] << 16));
            }

            at += 8 + length + (length & 1);
        }

        return [.. delays];
    }

    private static (byte R, byte G, byte B) At(VipsPixels pixels, int x, int y)
    {
        var at = ((y * pixels.Width) + x) * pixels.Bands;
        return (pixels.Span[at], pixels.Span[at + 1], pixels.Span[at + 2]);
    }

    private static int Distance((byte R, byte G, byte B) one, (byte R, byte G, byte B) other) =>
        Math.Abs(one.R - other.R) + Math.Abs(one.G - other.G) + Math.Abs(one.B - other.B);

    private static string Opposite(string side) => side switch { "top" => "bottom", "bottom" => "top", "left" => "right", _ => "left" };
}

internal static class ColourAssertions
{
    public static void ShouldBeNear(this (byte R, byte G, byte B) actual, (byte R, byte G, byte B) expected, int tolerance) =>
        new[] { actual.R - expected.R, actual.G - expected.G, actual.B - expected.B }
            .ShouldAllBe(difference => Math.Abs(difference) <= tolerance, $"{actual} is not near {expected}");
}
