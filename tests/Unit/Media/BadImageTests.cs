using System.Buffers.Binary;
using System.Text;
using AspireCoach.Media.Imaging;
using AspireCoach.Media.Imaging.Vips;

namespace AspireCoach.Unit.Media;

/// <summary>What is refused, why, and that nothing is left of it.</summary>
[Collection(nameof(LibvipsCollection))]
public sealed class BadImageTests(LibvipsFixture libvips)
{
    [Theory]
    [InlineData("")]
    [InlineData("Dear diary, today I ran.")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>")]
    [InlineData("<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>")]
    [InlineData("%PDF-1.7\n1 0 obj\n<<>>\nendobj")]
    public void What_is_no_image_is_not_supported_whatever_it_is_named(string text)
    {
        var converter = libvips.Converter();
        var path = Path.ChangeExtension(Path.GetTempFileName(), ".png");
        try
        {
            File.WriteAllText(path, text);
            Refusal(() => converter.Convert(ImageInput.File(path))).ShouldBe(ImageRefusal.Unsupported);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_truncated_image_of_any_kind_is_undecodable()
    {
        var converter = libvips.Converter();
        foreach (var (name, file) in Kinds())
        {
            foreach (var share in new[] { 0.3, 0.6, 0.9 })
            {
                var cut = file.AsMemory(0, (int)(file.Length * share));
                Refusal(() => converter.Convert(ImageInput.Bytes(cut))).ShouldBe(ImageRefusal.Undecodable, $"{share:P0} of a {name}");
            }
        }
    }

    [Theory]
    [InlineData("interlace=false")]
    [InlineData("interlace=true")]
    public void A_JPEG_that_ends_early_and_says_it_is_the_end_is_undecodable(string options)
    {
        var converter = libvips.Converter();
        var file = EncodedImages.Jpeg(ImageConverterTests.Photo(300, 200), options);
        foreach (var end in new[] { file.Length / 4, file.Length / 2, file.Length * 9 / 10 })
        {
            byte[] cut = [.. file.AsSpan(0, end), 0xFF, 0xD9];
            Refusal(() => converter.Convert(ImageInput.Bytes(cut))).ShouldBe(ImageRefusal.Undecodable, $"{end} of {file.Length} bytes");
        }
    }

    [Theory]
    [InlineData("interlace=false")]
    [InlineData("interlace=true")]
    public void A_JPEG_whose_decoder_warns_of_bytes_between_its_segments_is_the_same_picture(string options)
    {
        var converter = libvips.Converter();
        var file = EncodedImages.Jpeg(ImageConverterTests.Photo(300, 200), options);
        var plain = converter.Convert(ImageInput.Bytes(file)).Bytes;
        var scan = file.AsSpan().IndexOf((byte[])[0xFF, 0xDA]);
        byte[] before = [.. file.AsSpan(0, scan), .. new byte[7], .. file.AsSpan(scan)];
        byte[] after = [.. file.AsSpan(0, file.Length - 2), .. new byte[100], 0xFF, 0xD9];

        converter.Convert(ImageInput.Bytes(before)).Bytes.ShouldBe(plain);
        converter.Convert(ImageInput.Bytes(after)).Bytes.ShouldBe(plain);
    }

    [Fact]
    public void A_signature_alone_is_undecodable()
    {
        var converter = libvips.Converter();
        foreach (var (name, file) in Kinds())
        {
            Refusal(() => converter.Convert(ImageInput.Bytes(file.AsMemory(0, 16)))).ShouldBe(ImageRefusal.Undecodable, name);
        }
    }

    [Fact]
    public void A_HEIC_picture_without_a_decoder_for_its_coding_is_undecodable()
    {
        var converter = libvips.Converter();
        var file = EncodedImages.Heif(ImageConverterTests.Photo(128, 96));
        var at = file.AsSpan().IndexOf("av01"u8);
        "xv01"u8.CopyTo(file.AsSpan(at));

        Refusal(() => converter.Convert(ImageInput.Bytes(file))).ShouldBe(ImageRefusal.Undecodable);
    }

    [Fact]
    public void A_bomb_of_900_megapixels_is_too_large_and_not_decoded()
    {
        var converter = libvips.Converter();
        var bomb = PngFile.Of(30_000, 30_000, 1, PngFile.Grey, _ => new byte[3_750]);
        bomb.Length.ShouldBeLessThan(2_000_000);

        // The least of a few: other tests compute in this process at the same time.
        Enumerable.Range(0, 5).Min(_ =>
        {
            var before = Environment.CpuUsage.TotalTime;
            Refusal(() => converter.Convert(ImageInput.Bytes(bomb))).ShouldBe(ImageRefusal.TooLarge);
            return Environment.CpuUsage.TotalTime - before;
        }).ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Frames_count_as_pixels_and_there_may_be_only_so_many()
    {
        var converter = libvips.Converter(options => options.MaxMegapixels = 1);
        byte[] frame = new byte[500 * 400];

        Refusal(() => converter.Convert(ImageInput.Bytes(GifFile.Of(1, 1, Enumerable.Repeat((new byte[1], 5), 10_000))))).ShouldBe(ImageRefusal.TooLarge);
        Refusal(() => converter.Convert(ImageInput.Bytes(GifFile.Of(500, 400, Enumerable.Repeat((frame, 5), 6))))).ShouldBe(ImageRefusal.TooLarge);
        converter.Convert(ImageInput.Bytes(GifFile.Of(500, 400, Enumerable.Repeat((frame, 5), 5)))).Original.Frames.ShouldBe(5);
    }

    [Fact]
    public void A_header_that_promises_more_than_there_is_is_refused()
    {
        var converter = libvips.Converter();
        var png = PngFile.Of(64, 64, (x, y) => ((byte)x, (byte)y, 0));
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), int.MaxValue);

        Refusal(() => converter.Convert(ImageInput.Bytes(png))).ShouldBeOneOf(ImageRefusal.TooLarge, ImageRefusal.Undecodable);
    }

    [Fact]
    public void What_hides_behind_an_image_is_gone()
    {
        var converter = libvips.Converter();
        var script = Encoding.ASCII.GetBytes("=1;alert('polyglot');/*");
        var gif = GifFile.Of(40, 30, [(new byte[40 * 30], 5)]);
        var jpeg = EncodedImages.Jpeg(ImageConverterTests.Photo(200, 100));

        foreach (var file in new byte[][] { [.. gif, .. script], [.. jpeg, .. "PK\u0003\u0004"u8, .. script] })
        {
            var image = converter.Convert(ImageInput.Bytes(file));
            Encoding.Latin1.GetString(image.Bytes).ShouldNotContain("alert");
            BitConverter.ToInt32(image.Bytes, 4).ShouldBe(image.Bytes.Length - 8, "the file ends where WebP says");
        }
    }

    [Fact]
    public void A_profile_that_is_nonsense_is_ignored()
    {
        var converter = libvips.Converter();
        var jpeg = EncodedImages.Jpeg(ImageConverterTests.Photo(200, 100));
        var plain = converter.Convert(ImageInput.Bytes(jpeg)).Bytes;
        byte[] profile = [.. "ICC_PROFILE\0"u8, 1, 1, .. new byte[300]];
        byte[] withProfile = [0xFF, 0xD8, 0xFF, 0xE2, (byte)((profile.Length + 2) >> 8), (byte)(profile.Length + 2), .. profile, .. jpeg.AsSpan(2)];

        converter.Convert(ImageInput.Bytes(withProfile)).Bytes.ShouldBe(plain);
    }

    [Fact]
    public void What_takes_too_long_is_stopped()
    {
        _ = libvips.Converter();
        var png = PngFile.Of(3_000, 3_000, (x, y) => ((byte)(x * y), (byte)x, (byte)y));
        var header = ImageDecoder.Probe(ImageInput.Bytes(png), new());
        using var source = ImageInput.Bytes(png).Open();
        using var image = ImageDecoder.Open(source, header, 2_048, 0, Environment.TickCount64 - 1);

        Should.Throw<VipsException>(image.ToPixels);
    }

    [Fact]
    public void The_other_loaders_of_libvips_are_blocked()
    {
        _ = libvips.Converter();
        foreach (var loader in new[] { "svgload_buffer", "pdfload_buffer", "tiffload_buffer", "magickload_buffer", "csvload", "matrixload", "vipsload" })
        {
            Should.Throw<VipsException>(
                () =>
                {
                    using var load = VipsOperation.Of(loader).With("filename", "/dev/null");
                    using var image = load.ToImage();
                },
                loader);
        }
    }

    [Fact]
    public void Nothing_is_held_after_images_were_converted_and_refused()
    {
        var converter = libvips.Converter();
        var kinds = Kinds().ToList();
        var before = (Native.TrackedAllocations(), Native.TrackedFiles());
        const int Rounds = 20;
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var (_, file) in kinds)
            {
                converter.Convert(ImageInput.Bytes(file));
                Refusal(() => converter.Convert(ImageInput.Bytes(file.AsMemory(0, file.Length / 2))));
            }
        }

        // A thread of libvips that is about to end holds a buffer or two; a leak would be one an image, of 280.
        Native.TrackedFiles().ShouldBe(before.Item2);
        Native.TrackedAllocations().ShouldBeLessThan(before.Item1 + Rounds);
    }

    [Fact]
    public void Without_the_library_images_are_refused_with_what_to_do()
    {
        // The library that other tests have loaded stays loaded in this process: what is asked for is what would be tried.
        LibvipsFiles.Candidates("/nowhere/libvips.so").ShouldBe(["/nowhere/libvips.so"]);
        LibvipsFiles.Candidates(null).First().ShouldContain("vips");
        LibvipsFiles.Packages("/nowhere").ShouldBeEmpty();
    }

    private static IEnumerable<(string Name, byte[] File)> Kinds()
    {
        var png = ImageConverterTests.Photo(300, 200);
        var gif = GifFile.Of(60, 40, Enumerable.Range(0, 4).Select(i => (Enumerable.Repeat((byte)(i * 20), 60 * 40).ToArray(), 5)));
        yield return ("PNG", png);
        yield return ("JPEG", EncodedImages.Jpeg(png));
        yield return ("progressive JPEG", EncodedImages.Jpeg(png, "interlace=true"));
        yield return ("WebP", EncodedImages.WebP(png));
        yield return ("GIF", gif);
        yield return ("animated WebP", EncodedImages.AnimatedWebP(gif));
        yield return ("HEIF", EncodedImages.Heif(png));
    }

    private static ImageRefusal Refusal(Func<object> convert) => Should.Throw<ImageRefusedException>(convert).Reason;
}
