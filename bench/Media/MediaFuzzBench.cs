using System.Globalization;
using AspireCoach.AppHost.Local;
using AspireCoach.Media;
using AspireCoach.Media.Imaging;
using AspireCoach.Media.Imaging.Vips;
using AspireCoach.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AspireCoach.Bench.Media;

/// <summary>Broken images of every kind, through the real libvips, in a process whose death would be seen.</summary>
internal static class MediaFuzzBench
{
    /// <summary>The command line of that process.</summary>
    public const string ChildCommand = "media-fuzzing";

    private const int Images = 20_000;
    private const int Report = 200;

    public static async Task RunAsync(BenchRun run)
    {
        await LibvipsPackage.InstallAsync(progress: null, run.Cancel);
        var first = int.Parse(Environment.GetEnvironmentVariable("COACH_BENCH_SEED") ?? "0", CultureInfo.InvariantCulture);
        BenchRun.Progress($"{Images:#,0} mutated images from number {first}");
        var (code, output) = await ProgramPath.RunAsync(
            "dotnet", [typeof(MediaFuzzBench).Assembly.Location, ChildCommand, first.ToString(CultureInfo.InvariantCulture)],
            run.Cancel, workingDirectory: AppContext.BaseDirectory);
        var lines = output.Split('\n');
        run.Figure("the process's end", "0", code.ToString(CultureInfo.InvariantCulture), code == 0);
        if (code != 0)
        {
            run.Note($"Its last words: {string.Join(" / ", lines.TakeLast(8))}");
            return;
        }

        var outcomes = lines.Where(line => line.StartsWith("O ", StringComparison.Ordinal)).Select(line => line.Split(' '))
            .ToDictionary(parts => parts[1], parts => int.Parse(parts[2], CultureInfo.InvariantCulture));
        var resident = lines.Where(line => line.StartsWith("M ", StringComparison.Ordinal)).Select(line => double.Parse(line.AsSpan(2), CultureInfo.InvariantCulture) / 1_024).ToList();
        run.AtLeast("mutated images", Images, outcomes.Values.Sum(), "");
        run.AtMost("neither converted nor refused", 0, outcomes.Where(outcome => outcome.Key.StartsWith('!')).Sum(outcome => outcome.Value), "");
        run.AtMost("native memory and files held at the end", 0, double.Parse(lines.First(line => line.StartsWith("H ", StringComparison.Ordinal)).AsSpan(2), CultureInfo.InvariantCulture), "");
        var quarter = resident.Count / 4;
        var (early, late) = (resident.Skip(quarter).Take(quarter).Average(), resident.Skip(3 * quarter).Average());
        run.AtMost("resident, last quarter against the second", 10, 100 * ((late / early) - 1), " %");
        run.Note($"{string.Join(", ", outcomes.OrderByDescending(outcome => outcome.Value).Select(outcome => $"{outcome.Key} {outcome.Value:#,0}"))}; resident {BenchRun.Number(early)} MB in the second quarter, {BenchRun.Number(late)} MB in the last, {BenchRun.Number(resident.Max())} MB at most.");
        run.Note("At most 4 megapixels are accepted here instead of 100, so that what is tried is how files are broken and not how long memory takes to be filled. COACH_BENCH_SEED begins with another number.");
    }

    /// <summary>What that process does: converts, and prints outcomes (O), resident memory (M, kB) and what libvips holds (H).</summary>
    public static async Task<int> FuzzAsync(int first)
    {
        var options = new MediaOptions { MaxMegapixels = 4 };
        var converter = new ImageConverter(Options.Create(options), NullLogger<ImageConverter>.Instance);
        if (!converter.IsAvailable)
        {
            return 2;
        }

        var seeds = Seeds();
        foreach (var seed in seeds)
        {
            converter.Convert(ImageInput.Bytes(seed));
        }

        var mutation = new Mutation(seeds);
        var outcomes = new Dictionary<string, int>(StringComparer.Ordinal);
        var next = first - 1;
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            for (var i = Interlocked.Increment(ref next); i < first + Images; i = Interlocked.Increment(ref next))
            {
                var outcome = Outcome(converter, mutation.Of(i));
                lock (outcomes)
                {
                    outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
                    if (i % Report == 0)
                    {
                        Console.WriteLine($"N {i}");
                        Console.WriteLine($"M {ConvertingProcess.ResidentKilobytes()}");
                    }

                    if (outcome[0] == '!')
                    {
                        Console.WriteLine($"F {i} {outcome}");
                    }
                }
            }
        })));
        foreach (var (outcome, count) in outcomes)
        {
            Console.WriteLine($"O {outcome} {count}");
        }

        Console.WriteLine($"H {(long)Native.TrackedMemory() + Native.TrackedAllocations() + Native.TrackedFiles()}");
        return 0;
    }

    private static string Outcome(ImageConverter converter, byte[] file)
    {
        try
        {
            converter.Convert(ImageInput.Bytes(file));
            return "converted";
        }
        catch (ImageRefusedException exception)
        {
            return exception.Reason.ToString();
        }
        catch (Exception exception) when (exception is not ImagingUnavailableException)
        {
            return $"!{exception.GetType().Name}";
        }
    }

    /// <summary>One of every kind that is accepted and of what is special about them; small, since there are many of them.</summary>
    private static List<byte[]> Seeds()
    {
        var random = new Random(1);
        byte[] Photo(int width, int height, params (string, byte[])[] chunks) => PngFile.Of(
            width, height, (x, y) => ((byte)((x * 4) + random.Next(20)), (byte)((y * 5) + random.Next(20)), (byte)(x ^ y)), chunks);
        var exif = ExifBlock.Of(6, "2026:03:14 15:09:26", "+01:00", gps: true, note: 60);
        var png = Photo(48, 36);
        var gif = GifFile.Of(24, 18, Enumerable.Range(0, 3).Select(i => (Enumerable.Range(0, 24 * 18).Select(p => (byte)((p + i) % 128)).ToArray(), 5)));
        return
        [
            png,
            Photo(30, 20, ("eXIf", exif)),
            PngFile.Of(20, 16, 16, PngFile.Rgb, y => [.. Enumerable.Range(0, 120).Select(i => (byte)(i * y))]),
            PngFile.Of(32, 32, 8, PngFile.RgbWithAlpha, y => [.. Enumerable.Range(0, 128).Select(i => (byte)(i + y))]),
            EncodedImages.Of(png, "pngsave_buffer", null, "interlace=true", "palette=true"),
            EncodedImages.Jpeg(png),
            ExifBlock.In(EncodedImages.Jpeg(png, "interlace=true"), exif),
            EncodedImages.Of(png, "jpegsave_buffer", "cmyk", "keep=none"),
            EncodedImages.Of(png, "jpegsave_buffer", null, "profile=p3"),
            EncodedImages.WebP(png),
            EncodedImages.Of(png, "webpsave_buffer", null, "lossless=true"),
            EncodedImages.Of(PngFile.Of(32, 32, 8, PngFile.RgbWithAlpha, y => [.. Enumerable.Range(0, 128).Select(i => (byte)(i * y))]), "webpsave_buffer"),
            gif,
            GifFile.Of(16, 16, [(new byte[256], 0)]),
            EncodedImages.AnimatedWebP(gif),
            EncodedImages.Heif(png),
        ];
    }
}
