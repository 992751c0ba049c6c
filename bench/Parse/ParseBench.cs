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
    private const int Rounds = 10;
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

            List<double> ours = [], theirs = [];
            for (var turn = 0; turn < 3; turn++)
            {
                BenchRun.Progress($"turn {turn + 1} of 3: ours, then cheerio");
                var mine = await ChildAsync("speed", run.Cancel);
                var other = await NodeAsync(cheerio, file, run.Cancel);
                Compare(Lines(mine, "V "), Lines(other, "V "));
                ours.Add(Best(mine));
                theirs.Add(Best(other));
            }

            run.Figure("pages a second, ours and cheerio's", $"{BenchRun.Number(ours.Max())} and {BenchRun.Number(theirs.Max())}");
            run.AtLeast("pages a second in times of cheerio's", 3, ours.Max() / theirs.Max(), "");
            run.Note($"One thread each, in turn, the best of {Rounds} rounds of {Pages} pages in 3 processes; both give the same values for 9 fields of each page.");
            await MemoryAsync(run);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>In a process of its own: parses, and says how fast or how large it is.</summary>
    public static Task<int> ParseAsync(string what)
    {
        var parser = new PageParser(SourceReader.Read(Matrix, "bench.yaml").Definition!);
        if (what == "speed")
        {
            var pages = Enumerable.Range(0, Pages).Select(DevicePages.Html).ToArray();
            for (var i = 0; i < Pages; i++)
            {
                Console.WriteLine("V " + Plain(parser.Parse(pages[i], Url(i))).ToJsonString());
            }

            for (var round = 0; round < Rounds; round++)
            {
                var clock = Stopwatch.StartNew();
                for (var i = 0; i < Pages; i++)
                {
                    parser.Parse(pages[i], Url(i));
                }

                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"R {clock.Elapsed.TotalMilliseconds}"));
            }

            return Task.FromResult(0);
        }

        // Every page another one, as a crawl has them.
        for (var i = 1; i <= Marks[^1]; i++)
        {
            if (parser.Parse(DevicePages.Html(i), Url(i)).Missing.Count > 0)
            {
                return Task.FromResult(1);
            }

            if (Marks.Contains(i))
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"M {i} {ConvertingProcess.ResidentKilobytes()}"));
            }
        }

        return Task.FromResult(0);
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

    private static double Best(string[] lines) => Pages * 1_000 / Lines(lines, "R ").Min(line => double.Parse(line, CultureInfo.InvariantCulture));

    private static List<string> Lines(string[] lines, string prefix) => [.. lines.Where(line => line.StartsWith(prefix, StringComparison.Ordinal)).Select(line => line[prefix.Length..])];

    private static async Task<string[]> ChildAsync(string what, CancellationToken cancel)
    {
        var (code, output) = await ProgramPath.RunAsync("dotnet", [typeof(ParseBench).Assembly.Location, ChildCommand, what], cancel, workingDirectory: AppContext.BaseDirectory);
        return code == 0 ? output.Split('\n') : throw new BenchException($"The process that parses ended with {code}: {output[..Math.Min(2_000, output.Length)]}");
    }

    private static async Task<string[]> NodeAsync(string cache, string file, CancellationToken cancel)
    {
        var node = ProgramPath.Find("node") ?? throw new BenchException("cheerio runs on Node.js, and there is no node here.");
        var (code, output) = await ProgramPath.RunAsync(
            node, [Path.Combine(AppContext.BaseDirectory, "cheerio.mjs"), cache, file, Rounds.ToString(CultureInfo.InvariantCulture)], cancel, workingDirectory: cache);
        return code == 0 ? output.Split('\n') : throw new BenchException($"cheerio ended with {code}: {output[..Math.Min(2_000, output.Length)]}");
    }
}
