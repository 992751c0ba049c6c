namespace AspireCoach.Host.Commands;

/// <summary><c>coach ingest list|try</c>: the catalogue's sources.</summary>
internal static class IngestCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var json = args.Contains("--json");
        return args.Where(arg => arg != "--json").ToArray() switch
        {
            ["list"] when !json => IngestListCommand.Run(Console.Out),
            ["try", var source, var page] => await IngestTryCommand.RunAsync(source, page, json, Console.Out),
            _ => throw new CommandLineException("Say 'coach ingest list' or 'coach ingest try SOURCE FILE-OR-URL [--json]'."),
        };
    }
}
