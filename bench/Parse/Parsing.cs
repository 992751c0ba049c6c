using System.Diagnostics;
using System.Globalization;

namespace AspireCoach.Bench.Parse;

/// <summary>A process that parses the same pages again each time it is asked.</summary>
internal sealed class Parsing : IDisposable
{
    private readonly Process _process;

    private Parsing(Process process) => _process = process;

    public static Parsing Start(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true };

        // Compiled as the coach is (services/Host/Host.csproj).
        (start.Environment["DOTNET_TieredPGO"], start.Environment["DOTNET_TC_QuickJit"]) = ("0", "0");
        return new(Process.Start(start)!);
    }

    /// <summary>The values of each page, which it says first.</summary>
    public async Task<List<string>> ValuesAsync(int pages, CancellationToken cancel)
    {
        List<string> values = [];
        while (values.Count < pages)
        {
            values.Add(await LineAsync("V ", cancel));
        }

        return values;
    }

    /// <summary>All pages once.</summary>
    public async Task<Round> RoundAsync(CancellationToken cancel)
    {
        await _process.StandardInput.WriteLineAsync("again".AsMemory(), cancel);
        await _process.StandardInput.FlushAsync(cancel);
        var parts = (await LineAsync("R ", cancel)).Split(' ');
        return new(double.Parse(parts[0], CultureInfo.InvariantCulture), double.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(5)))
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private async Task<string> LineAsync(string prefix, CancellationToken cancel) =>
        await _process.StandardOutput.ReadLineAsync(cancel) is { } line && line.StartsWith(prefix, StringComparison.Ordinal)
            ? line[prefix.Length..]
            : throw new BenchException($"{_process.StartInfo.FileName} ended without what it was to say.");
}

/// <summary>What going through all pages took, in milliseconds.</summary>
/// <param name="Elapsed">By the clock.</param>
/// <param name="Used">Of processors, by all threads.</param>
internal readonly record struct Round(double Elapsed, double Used);
