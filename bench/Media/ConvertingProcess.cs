using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using AspireCoach.Media;
using AspireCoach.Media.Imaging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AspireCoach.Bench.Media;

/// <summary>
/// A process that converts what standard input lists, two at a time and as often as it is told, and writes what came of it, a
/// line each: of the first round for each file <c>I number quality bytes side</c>, of each round
/// <c>R ms processor-ms bytes</c>, and after each image <c>M resident-kB</c>.
/// </summary>
internal static class ConvertingProcess
{
    public const string Command = "media-converting";

    public static async Task<int> RunAsync(int images)
    {
        var files = (await Console.In.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var converter = new ImageConverter(Options.Create(new MediaOptions()), NullLogger<ImageConverter>.Instance);
        converter.Probe(ImageInput.File(files[0]));
        var lines = new ConcurrentQueue<string>();
        for (var done = 0; done < images; done += files.Length)
        {
            var first = done == 0;
            var bytes = 0L;
            var next = -1;
            var count = Math.Min(files.Length, images - done);
            var processor = Environment.CpuUsage.TotalTime;
            var clock = Stopwatch.StartNew();
            await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
            {
                for (var i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
                {
                    var image = converter.Convert(ImageInput.File(files[i]));
                    Interlocked.Add(ref bytes, image.Bytes.Length);
                    if (first)
                    {
                        lines.Enqueue(string.Create(CultureInfo.InvariantCulture, $"I {i} {image.Quality} {image.Bytes.Length} {Math.Max(image.Width, image.Height)}"));
                    }

                    lines.Enqueue(string.Create(CultureInfo.InvariantCulture, $"M {ResidentKilobytes()}"));
                }
            })));
            var used = Environment.CpuUsage.TotalTime - processor;
            lines.Enqueue(string.Create(CultureInfo.InvariantCulture, $"R {clock.Elapsed.TotalMilliseconds} {used.TotalMilliseconds} {bytes}"));
        }

        Console.WriteLine(string.Join('\n', lines));
        return 0;
    }

    public static long ResidentKilobytes()
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.AsSpan(6, line.Length - 9), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
    }
}
