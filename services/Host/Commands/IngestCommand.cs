using System.Text.Encodings.Web;
using System.Text.Json;

namespace AspireCoach.Host.Commands;

/// <summary><c>coach ingest list|run|try</c>: the catalogue's sources.</summary>
internal static class IngestCommand
{
    /// <summary>For a terminal and for programs, not for a web page: letters stay as they are.</summary>
    public static readonly JsonSerializerOptions OneLine = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task<int> RunAsync(string[] args)
    {
        var json = args.Contains("--json");
        return args.Where(arg => arg != "--json").ToArray() switch
        {
            ["list"] => IngestListCommand.Run(json, Console.Out),
            ["run", .. var rest] => await IngestRunCommand.RunAsync(rest, json),
            ["try", var source, var page] => await IngestTryCommand.RunAsync(source, page, json, Console.Out),
            _ => throw new CommandLineException("Say 'coach ingest list', 'coach ingest run SOURCE' or 'coach ingest try SOURCE FILE-OR-URL', each with --json for a program to read."),
        };
    }
}
