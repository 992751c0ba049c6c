namespace AspireCoach.Host.Commands;

/// <summary><c>coach eval NAME --in FILE --out FILE</c>: measures quality through the code that serves users.</summary>
internal static class EvalCommand
{
    /// <summary>The evaluations: name, what it measures, and what runs it from an input to an output file; 0 where it could.</summary>
    public static IReadOnlyList<(string Name, string Description, Func<string, string, Task<int>> Run)> Table { get; } =
    [
        ("retrieval", "whether the turns that answer a question are found", RetrievalEvaluation.RunAsync),
        ("extract", "which facts are distilled from what users say", ExtractionEvaluation.RunAsync),
        ("rewrite", "which days and habits messages mean", RewriteEvaluationCommand.RunAsync),
    ];

    public static Task<int> RunAsync(string[] args)
    {
        if (args is not [var name, _, _, _, _] || Value(args, "--in") is not { } input || Value(args, "--out") is not { } output)
        {
            throw new CommandLineException($"Say 'coach eval {Names} --in FILE --out FILE'.");
        }

        var evaluation = Table.FirstOrDefault(known => known.Name == name);
        return evaluation.Run is null
            ? throw new CommandLineException($"There is no evaluation '{name}'. Say 'coach eval {Names} --in FILE --out FILE'.")
            : !File.Exists(input) ? throw new CommandLineException($"There is no file '{input}'.")
            : evaluation.Run(input, output);
    }

    private static string Names => string.Join('|', Table.Select(known => known.Name));

    private static string? Value(string[] args, string option)
    {
        var at = Array.IndexOf(args, option);
        return at >= 1 && at + 1 < args.Length ? args[at + 1] : null;
    }
}
