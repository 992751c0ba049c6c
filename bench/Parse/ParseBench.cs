using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using AspireCoach.AppHost.Local;
using AspireCoach.Bench.Media;
using AspireCoach.Catalog.Parsing;
using AspireCoach.Catalog.SourceFiles;

namespace AspireCoach.Bench.Parse;

/// <summary>Pages a second beside npm's cheerio on the same pages and fields, and the memory of a process that goes on parsing.</summary>
internal static class ParseBench
{
    public const string ChildCommand = "parsing";

    private const int Pages = 120;
    private const int Rounds = 21;
    private const int WarmUp = 8;
    private static readonly int[] Marks = [1_000, 10_000, 100_000];

    private const string Matrix = """
        source: bench
        kind: phone
        identity: [brand, model]
        fields:
          brand: { from: ["[itemprop=brand]", "jsonld:Product.brand.name", "label:Brand"], required: true }
          model: { from: ["[data-model]", "jsonld:Product.model", "label:Model name"], required: true }
          battery: { from: ["[data-spec=battery]", "jsonld:Product.additionalProperty[name=battery].value", "label:Battery|Battery capacity"], type: quantity, unit: mAh, range: [500, 30000] }
          display: { from: ["[data-spec=display]", "jsonld:Product.additionalProperty[name=display].value", "label:Display size"], type: quantity, unit: in, range: [1, 20] }
          memory: { from: ["[data-spec=memory]", "jsonld:Product.additionalProperty[name=memory].value", "label:Memory"], type: quantity, unit: GB, range: [1, 1024] }
          weight: { from: ["[data-spec=weight]", "jsonld:Product.weight.value", "label:Weight"], type: quantity, unit: g, range: [20, 2000] }
          price: { from: ["[itemprop=price]", "jsonld:Product.offers.price", "label:Price"], type: money }
          released: { from: ["[itemprop=releaseDate]", "jsonld:Product.releaseDate", "label:Released"], type: date }
          images: { from: ["img[data-image]@src", "jsonld:Product.image", "img.photo@src"], type: url, many: true }
        """;

    public static async Task RunAsync(BenchRun run)
    {
        var cheerio = await BenchCache.CheerioAsync(run.Cancel);
        var folder = Directory.CreateTempSubdirectory("coach-bench-parse-");
        try
        {
            var pages = Enumerable.Range(0, Pages).Select(DevicePages.Html).ToArray();
            var file = Path.Combine(folder.FullName, "pages.json");
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(pages), run.Cancel);
            run.Figure("pages, characters from, mean, to", string.Create(CultureInfo.InvariantCulture, $"{Pages}: {pages.Min(page => page.Length)}, {pages.Average(page => page.Length):0}, {pages.Max(page => page.Length)}"));

            await SpeedAsync(run, cheerio, file);
            await MemoryAsync(run);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>In a process of its own: parses, and says how fast or how large it is.</summary>
    public static async Task<int> ParseAsync(string what)
    {
        var parser = new PageParser(SourceReader.Read(Matrix, "bench.yaml").Definition!);
        if (what != "speed")
        {
            return await GrowAsync(parser);
        }

        var pages = Enumerable.Range(0, Pages).Select(DevicePages.Html).ToArray();
        for (var i = 0; i < Pages; i++)
        {
            Console.WriteLine("V " + Plain(parser.Parse(pages[i], Url(i))).ToJsonString());
        }

        // A line asks for a round.
        while (await Console.In.ReadLineAsync() is not null)
        {
            var (clock, used) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
            for (var i = 0; i < Pages; i++)
            {
                parser.Parse(pages[i], Url(i));
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"R {clock.Elapsed.TotalMilliseconds} {(Environment.CpuUsage.TotalTime - used).TotalMilliseconds}"));
        }

        return 0;
    }

    /// <summary>One after the other, round by round, so that what else the machine does falls on both.</summary>
    private static async Task SpeedAsync(BenchRun run, string cheerio, string file)
    {
        var node = ProgramPath.Find("node") ?? throw new BenchException("cheerio runs on Node.js, and there is no node here.");
        using var mine = Parsing.Start("dotnet", AppContext.BaseDirectory, typeof(ParseBench).Assembly.Location, ChildCommand, "speed");
        using var other = Parsing.Start(node, cheerio, Path.Combine(AppContext.BaseDirectory, "cheerio.mjs"), cheerio, file);
        Compare(await mine.ValuesAsync(Pages, run.Cancel), await other.ValuesAsync(Pages, run.Cancel));
        List<Round> ours = [], theirs = [];
        for (var round = -WarmUp; round < Rounds; round++)
        {
            var (one, two) = (await mine.RoundAsync(run.Cancel), await other.RoundAsync(run.Cancel));
            if (round >= 0)
            {
                ours.Add(one);
                theirs.Add(two);
            }
        }

        string PerSecond(List<Round> rounds, Func<Round, double> of) => BenchRun.Number(Median(rounds.Select(round => Pages * 1_000 / of(round))));
        BenchRun.Progress($"{PerSecond(ours, round => round.Elapsed)} pages/s, cheerio {PerSecond(theirs, round => round.Elapsed)}; of processor time {PerSecond(ours, round => round.Used)} and {PerSecond(theirs, round => round.Used)}");
        run.Figure("pages a second, ours and cheerio's, medians", $"{PerSecond(ours, round => round.Elapsed)} and {PerSecond(theirs, round => round.Elapsed)}");
        run.AtLeast("pages a second in times of cheerio's, median of the rounds", 3, Median(ours.Zip(theirs, (one, two) => two.Elapsed / one.Elapsed)), "");
        run.Figure("pages a second of processor time, all threads", $"{PerSecond(ours, round => round.Used)} and {PerSecond(theirs, round => round.Used)}");
        run.AtLeast("pages a second of processor time in times of cheerio's", 3, Median(ours.Zip(theirs, (one, two) => two.Used / one.Used)), "");
        run.Note($"One thread each, {Rounds} rounds of {Pages} pages in turn after {WarmUp} to warm up; both give the same values for 9 fields of each page.");
    }

    private static double Median(IEnumerable<double> values) => values.Order().ToList() is var sorted ? sorted[sorted.Count / 2] : 0;

    /// <summary>Every page another one, as a crawl has them, on both cores.</summary>
    private static async Task<int> GrowAsync(PageParser parser)
    {
        var lacking = 0;
        for (var (from, mark) = (1, 0); mark < Marks.Length; from = Marks[mark++] + 1)
        {
            await Parallel.ForAsync(from, Marks[mark] + 1, new ParallelOptions { MaxDegreeOfParallelism = 2 }, (i, _) =>
            {
                Interlocked.Add(ref lacking, parser.Parse(DevicePages.Html(i), Url(i)).Missing.Count);
                return ValueTask.CompletedTask;
            });
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"M {Marks[mark]} {ConvertingProcess.ResidentKilobytes()}"));
        }

        return lacking;
    }

    private static async Task MemoryAsync(BenchRun run)
    {
        BenchRun.Progress($"{Marks[^1]:#,0} pages for their memory");
        var resident = Lines(await ChildAsync("memory", run.Cancel), "M ").Select(line => line.Split(' '))
            .ToDictionary(parts => int.Parse(parts[0], CultureInfo.InvariantCulture), parts => double.Parse(parts[1], CultureInfo.InvariantCulture) / 1_024);
        foreach (var mark in Marks)
        {
            run.Figure(string.Create(CultureInfo.InvariantCulture, $"resident after {mark:#,0} pages"), $"{BenchRun.Number(resident[mark])} MB");
        }

        run.AtMost("its growth from 10,000 to 100,000 pages", 10, 100 * ((resident[Marks[2]] / resident[Marks[1]]) - 1), " %");
    }

    private static Uri Url(int number) => new(string.Create(CultureInfo.InvariantCulture, $"https://devices.example/devices/{number}"));

    /// <summary>Values as cheerio's script has them: numbers without their unit.</summary>
    private static JsonObject Plain(ParsedPage page) => new(page.Values.Select(value => KeyValuePair.Create(
        value.Key, (JsonNode?)(value.Value.Value is JsonObject measure ? (measure["value"] ?? measure["amount"])!.DeepClone() : value.Value.Value.DeepClone()))));

    private static void Compare(List<string> ours, List<string> theirs)
    {
        if (ours.Count != Pages || theirs.Count != Pages)
        {
            throw new BenchException($"{ours.Count} and {theirs.Count} pages were parsed, of {Pages}.");
        }

        for (var i = 0; i < Pages; i++)
        {
            var (mine, other) = (JsonNode.Parse(ours[i])!.AsObject(), JsonNode.Parse(theirs[i])!.AsObject());
            foreach (var name in mine.Select(value => value.Key).Union(other.Select(value => value.Key)).Where(name => !JsonNode.DeepEquals(mine[name], other[name])))
            {
                throw new BenchException($"Page {i}, {name}: {mine[name]?.ToJsonString() ?? "nothing"} by us, {other[name]?.ToJsonString() ?? "nothing"} by cheerio.");
            }
        }
    }

    private static List<string> Lines(string[] lines, string prefix) => [.. lines.Where(line => line.StartsWith(prefix, StringComparison.Ordinal)).Select(line => line[prefix.Length..])];

    private static async Task<string[]> ChildAsync(string what, CancellationToken cancel)
    {
        var (code, output) = await ProgramPath.RunAsync("dotnet", [typeof(ParseBench).Assembly.Location, ChildCommand, what], cancel, workingDirectory: AppContext.BaseDirectory);
        return code == 0 ? output.Split('\n') : throw new BenchException($"The process that parses ended with {code}: {output[..Math.Min(2_000, output.Length)]}");
    }
}
