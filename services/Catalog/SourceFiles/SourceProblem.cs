namespace AspireCoach.Catalog.SourceFiles;

/// <summary>What is wrong with a source file. The file's last good version, if there was one, stays in use; other files run on.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
internal sealed record SourceProblem(string File, int Line, int Column, string Message)
{
    public override string ToString() => FormattableString.Invariant($"{File}:{Line}:{Column}: {Message}");
}
