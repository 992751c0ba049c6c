using System.Diagnostics;
using System.Globalization;

namespace AspireCoach.Bench.Parse;

/// <summary>A process that parses the same pages again each time it is asked.</summary>
internal sealed class Parsing : IDisposable
{
    private readonly Process _process;

    private Parsing(Process process) => _process = process;

    public static Parsing Start(string program, string folder, params string[] arguments) => new(Process.Start(
        new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true })!);

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

    /// <summary>Milliseconds for all pages once.</summary>
    public async Task<double> RoundAsync(CancellationToken cancel)
    {
        await _process.StandardInput.WriteLineAsync("again".AsMemory(), cancel);
        await _process.StandardInput.FlushAsync(cancel);
        return double.Parse(await LineAsync("R ", cancel), CultureInfo.InvariantCulture);
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
