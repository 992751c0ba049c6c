using System.Globalization;
using System.Runtime.InteropServices;

namespace AspireCoach.Bench;

/// <summary>One bench's database, figures and notes; prints them as a table.</summary>
internal sealed class BenchRun(string name, BenchDatabase database, CancellationToken cancel)
{
    private readonly List<(string Figure, string Target, string Measured, bool? Met)> _rows = [];
    private readonly List<string> _notes = [];
    private readonly string _loadBefore = LoadAverage();

    public BenchDatabase Database => database;

    public CancellationToken Cancel => cancel;

    public bool Met => _rows.TrueForAll(row => row.Met != false);

    /// <summary>A figure that has a target.</summary>
    public void Figure(string figure, string target, string measured, bool met) => _rows.Add((figure, target, measured, met));

    /// <summary>A figure that is printed and has no target.</summary>
    public void Figure(string figure, string measured) => _rows.Add((figure, "", measured, null));

    public void AtLeast(string figure, double target, double measured, string unit) =>
        Figure(figure, $"≥ {Number(target)}{unit}", $"{Number(measured)}{unit}", measured >= target);

    public void AtMost(string figure, double target, double measured, string unit) =>
        Figure(figure, $"≤ {Number(target)}{unit}", $"{Number(measured)}{unit}", measured <= target);

    public void Note(string note) => _notes.Add(note);

    /// <summary>Says on standard error what is going on.</summary>
    public static void Progress(string line) => Console.Error.WriteLine($"  … {line}");

    public static string Number(double value) =>
        value.ToString(value >= 100 ? "#,0" : value >= 10 ? "0.0" : "0.00", CultureInfo.InvariantCulture);

    public void Print()
    {
        Console.WriteLine();
        Console.WriteLine($"dotnet run -c Release --project bench -- {name}");
        Console.WriteLine(
            $"{Environment.ProcessorCount} cores ({Processor()}), {RuntimeInformation.OSDescription}, .NET {Environment.Version}, PostgreSQL {database.Version}, load average {_loadBefore} before, {LoadAverage()} after");
        Console.WriteLine();
        var header = ("figure", "target", "measured", "");
        var lines = _rows.Select(row => (row.Figure, row.Target, row.Measured, row.Met switch { true => "pass", false => "FAIL", null => "" })).Prepend(header).ToList();
        var widths = (lines.Max(line => line.Item1.Length), lines.Max(line => line.Item2.Length), lines.Max(line => line.Item3.Length));
        for (var i = 0; i < lines.Count; i++)
        {
            var (figure, target, measured, met) = lines[i];
            Console.WriteLine($"| {figure.PadRight(widths.Item1)} | {target.PadLeft(widths.Item2)} | {measured.PadLeft(widths.Item3)} | {met,-4} |");
            if (i == 0)
            {
                Console.WriteLine($"| {new string('-', widths.Item1)} | {new string('-', widths.Item2)} | {new string('-', widths.Item3)} | ---- |");
            }
        }

        Console.WriteLine();
        foreach (var note in _notes)
        {
            Console.WriteLine($"- {note}");
        }
    }

    private static string Processor() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown"
        : RuntimeInformation.ProcessArchitecture.ToString();

    private static string LoadAverage() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
}
