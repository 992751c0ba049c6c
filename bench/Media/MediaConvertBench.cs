using System.Diagnostics;
using System.Globalization;
using AspireCoach.AppHost.Local;
using AspireCoach.Media;
using AspireCoach.Media.Imaging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AspireCoach.Bench.Media;

/// <summary>What conversion saves, what it costs beside npm's sharp, and what memory it holds.</summary>
internal static class MediaConvertBench
{
    private const int Rounds = 3;

    // Of a process; in the first one it compiles itself.
    private const int PassesARound = 2;
    private const int MemoryImages = 1_000;

    public static async Task RunAsync(BenchRun run)
    {
        await LibvipsPackage.InstallAsync(new Reported(), run.Cancel);
        var sharp = await BenchCache.SharpAsync(run.Cancel);
        var files = await Photographs.FetchAsync(run.Cancel);
        run.AtLeast("photographs", 60, files.Count, "");

        BenchRun.Progress($"{files.Count} photographs, by us and by sharp in turn, {Rounds} rounds");
        List<Round> ours = [], theirs = [], theirsAlike = [];
        IReadOnlyList<Image> images = [];
        for (var round = 0; round < Rounds; round++)
        {
            var output = await ConvertAsync(files, PassesARound * files.Count, run.Cancel);
            images = Images(output);
            ours.AddRange(RoundsOf(output, "R "));
            var list = string.Join('\n', images.Select(image => $"{image.Quality}\t{image.Side}\t{files[image.Number]}"));
            theirs.AddRange(await SharpAsync(sharp, 4, list, run.Cancel));
            theirsAlike.AddRange(await SharpAsync(sharp, WebP.Effort, list, run.Cancel));
        }

        var before = files.Sum(file => new FileInfo(file).Length);
        run.AtLeast("storage saved", 75, 100 * (1 - (images.Sum(image => image.Bytes) / (double)before)), " %");
        run.AtLeast("throughput in times of sharp's", 1.0, theirs.Min(round => round.Milliseconds) / ours.Min(round => round.Milliseconds), "");
        run.Figure("photographs a second, ours and sharp's", $"{PerSecond(files, ours)} and {PerSecond(files, theirs)}");
        run.Figure("processor time a photograph, ours and sharp's", $"{Processor(files, ours)} and {Processor(files, theirs)} ms");
        run.Note($"Both at the same sizes and qualities, two at a time, the best pass of {Rounds} rounds in turn of {PassesARound} passes each; sharp at its default effort, 4, ours at {WebP.Effort}, with the quality chosen and the result compared within that time. sharp's files are {100 * ((theirs[0].Bytes / (double)ours[0].Bytes) - 1):+0.0;-0.0} % in size. At effort {WebP.Effort}, told the quality, sharp converts {PerSecond(files, theirsAlike)} a second.");
        run.Note($"The photographs are of the Debian packages {Photographs.Packages}.");

        await SimilarityAsync(run, files, images);
        await LatencyAsync(run, files);
        await MemoryAsync(run, files);
    }

    /// <summary>How alike each photograph is to what is stored of it, and by the paper's SSIM every eighth one.</summary>
    private static Task SimilarityAsync(BenchRun run, IReadOnlyList<string> files, IReadOnlyList<Image> images) => Task.Run(
        () =>
        {
            BenchRun.Progress("compares what is stored");
            var converter = Converter();
            List<double> ours = [], oursToo = [], papers = [];
            foreach (var image in images)
            {
                run.Cancel.ThrowIfCancellationRequested();
                var input = ImageInput.File(files[image.Number]);
                using var source = input.Open();
                using var original = ImageDecoder.Open(source, converter.Probe(input), new MediaOptions().MaxSide, 0, long.MaxValue);
                using var pixels = original.ToPixels();
                using var again = pixels.AsImage();
                var webp = WebP.Encode(again, image.Quality);
                if (webp.Length != image.Bytes)
                {
                    throw new BenchException($"{files[image.Number]} is of {webp.Length} B at quality {image.Quality}, and was of {image.Bytes} B.");
                }

                using var stored = WebP.Decode(webp);
                ours.Add(StructuralSimilarity.Of(pixels, stored));
                if (image.Number % 8 == 0)
                {
                    oursToo.Add(ours[^1]);
                    papers.Add(ReferenceSimilarity.Of(Luma.Of(pixels).Pixels, Luma.Of(stored).Pixels, pixels.Width, pixels.Height));
                }
            }

            run.AtLeast("mean SSIM at the stored size", 0.95, ours.Average(), "");
            run.Figure("least SSIM of a photograph", ours.Min().ToString("0.0000", CultureInfo.InvariantCulture));
            run.Figure(
                $"SSIM with the paper's Gaussian windows, of {papers.Count}",
                string.Create(CultureInfo.InvariantCulture, $"{papers.Average():0.0000}, with ours {oursToo.Average():0.0000}"));
        },
        run.Cancel);

    /// <summary>How long the conversion of photographs of about 12 megapixels takes alone.</summary>
    private static Task LatencyAsync(BenchRun run, IReadOnlyList<string> files) => Task.Run(
        () =>
        {
            var converter = Converter();
            var large = files.Where(file => converter.Probe(ImageInput.File(file)).Pixels is > 11_500_000 and < 13_500_000).ToList();
            var took = new Percentiles();
            for (var i = 0; i < 40; i++)
            {
                run.Cancel.ThrowIfCancellationRequested();
                var started = Stopwatch.GetTimestamp();
                converter.Convert(ImageInput.File(large[i % large.Count]));
                took.Add(Stopwatch.GetTimestamp() - started);
            }

            run.AtMost("a photograph of 12 megapixels, alone, p95", 600, took.Milliseconds(0.95), " ms");
            run.Note($"Of 12 megapixels: {string.Join(", ", large.Select(Path.GetFileName))}; p50 {BenchRun.Number(took.Milliseconds(0.5))} ms.");
        },
        run.Cancel);

    private static async Task MemoryAsync(BenchRun run, IReadOnlyList<string> files)
    {
        BenchRun.Progress($"{MemoryImages} images, two at a time");
        var output = await ConvertAsync(files, MemoryImages, run.Cancel);
        var resident = output.Where(line => line.StartsWith("M ", StringComparison.Ordinal))
            .Select(line => double.Parse(line.AsSpan(2), CultureInfo.InvariantCulture) / 1_024).ToList();
        var early = resident.Skip(100).Take(200).Max();
        var late = resident.Skip(MemoryImages - 200).Max();
        run.AtMost($"resident, at most, over {resident.Count:#,0} images", 250, resident.Max(), " MB");
        run.AtMost("its growth from images 100 to 300 to the last 200", 10, 100 * ((late / early) - 1), " %");
    }

    private static ImageConverter Converter()
    {
        var converter = new ImageConverter(Options.Create(new MediaOptions()), NullLogger<ImageConverter>.Instance);
        return converter.IsAvailable ? converter : throw new BenchException("libvips cannot be loaded.");
    }

    private static async Task<string[]> ConvertAsync(IReadOnlyList<string> files, int images, CancellationToken cancel)
    {
        var (code, output) = await ProgramPath.RunAsync(
            "dotnet", [typeof(MediaConvertBench).Assembly.Location, ConvertingProcess.Command, images.ToString(CultureInfo.InvariantCulture)],
            cancel, workingDirectory: AppContext.BaseDirectory, input: string.Join('\n', files));
        return code == 0 ? output.Split('\n') : throw new BenchException($"The process that converts ended with {code}: {output[..Math.Min(2_000, output.Length)]}");
    }

    private static async Task<IEnumerable<Round>> SharpAsync(string folder, int effort, string list, CancellationToken cancel)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "sharp.mjs");
        var node = ProgramPath.Find("node") ?? throw new BenchException("sharp runs on Node.js, and there is no node here.");
        var (code, output) = await ProgramPath.RunAsync(
            node, [script, folder, effort.ToString(CultureInfo.InvariantCulture), PassesARound.ToString(CultureInfo.InvariantCulture)], cancel, workingDirectory: folder, input: list);
        return code == 0 ? RoundsOf(output.Split('\n'), "") : throw new BenchException($"sharp ended with {code}: {output}");
    }

    private static List<Image> Images(string[] output) =>
    [
        .. output.Where(line => line.StartsWith("I ", StringComparison.Ordinal)).Select(line => line.Split(' ')).Select(parts => new Image(
            int.Parse(parts[1], CultureInfo.InvariantCulture), int.Parse(parts[2], CultureInfo.InvariantCulture),
            long.Parse(parts[3], CultureInfo.InvariantCulture), int.Parse(parts[4], CultureInfo.InvariantCulture))),
    ];

    private static List<Round> RoundsOf(string[] output, string prefix) =>
    [
        .. output.Where(line => line.StartsWith(prefix, StringComparison.Ordinal)).Select(line => line[prefix.Length..].Split(' ')).Select(parts => new Round(
            double.Parse(parts[0], CultureInfo.InvariantCulture), double.Parse(parts[1], CultureInfo.InvariantCulture), long.Parse(parts[2], CultureInfo.InvariantCulture))),
    ];

    private static string PerSecond(IReadOnlyList<string> files, List<Round> rounds) => BenchRun.Number(files.Count * 1_000 / rounds.Min(round => round.Milliseconds));

    private static string Processor(IReadOnlyList<string> files, List<Round> rounds) => BenchRun.Number(rounds.Min(round => round.ProcessorMilliseconds) / files.Count);

    private sealed record Image(int Number, int Quality, long Bytes, int Side);

    private sealed record Round(double Milliseconds, double ProcessorMilliseconds, long Bytes);

    private sealed class Reported : IProgress<string>
    {
        public void Report(string value) => BenchRun.Progress(value);
    }
}
