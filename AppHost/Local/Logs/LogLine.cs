using System.Text.RegularExpressions;

namespace AspireCoach.AppHost.Local.Logs;

/// <summary>How loud a line is; <see cref="None"/> where it does not say.</summary>
internal enum LogLevel
{
    None,
    Debug,
    Info,
    Warning,
    Error,
}

/// <summary>A line that a resource wrote, as the page shows it.</summary>
/// <param name="Number">Counts from 1 since the runner started; what a reader that comes back says it has seen.</param>
/// <param name="At">When it was read.</param>
/// <param name="Level">What the line says of itself; a line that says nothing has the level of the one that it continues.</param>
/// <param name="Text">Without colours and control characters, at most <see cref="MostCharacters"/> long.</param>
internal sealed partial record LogLine(long Number, DateTimeOffset At, LogLevel Level, string Text)
{
    public const int MostCharacters = 4_000;

    /// <summary>The text without escape sequences (ECMA-48) and control characters but tabs, and not longer than shown.</summary>
    public static string Clean(string line)
    {
        var text = line.Length > 4 * MostCharacters ? line[..(4 * MostCharacters)] : line;
        text = Controls().Replace(Escapes().Replace(text, ""), "");
        if (text.Length <= MostCharacters)
        {
            return text;
        }

        return text[..(MostCharacters - (char.IsHighSurrogate(text[MostCharacters - 1]) ? 1 : 0))] + " …";
    }

    /// <summary>What a clean line says of its level: in the coach's own two formats, PostgreSQL's, Redis's or Prometheus'.</summary>
    /// <returns>Null where it does not say.</returns>
    public static LogLevel? LevelOf(string text)
    {
        var match = Levels().Match(text);
        return !match.Success ? null : match.Groups["word"].Value switch
        {
            "trace" or "debug" or "Trace" or "Debug" or "DEBUG" or "." or "-" => LogLevel.Debug,
            "WARN" or "Warning" or "WARNING" or "warn" or "#" => LogLevel.Warning,
            "ERROR" or "FATAL" or "PANIC" or "Error" or "Critical" or "error" => LogLevel.Error,
            _ => LogLevel.Info,
        };
    }

    [GeneratedRegex(@"\e(?:\[[0-?]*[ -/]*[@-~]|\][^\a\e]*(?:\a|\e\\)?|[ -/]*[0-~])")]
    private static partial Regex Escapes();

    [GeneratedRegex(@"[\x00-\x08\x0a-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")]
    private static partial Regex Controls();

    // coach-text; coach-json; PostgreSQL (time and process before it); Redis (process:role, time); Prometheus (logfmt).
    [GeneratedRegex(
        """
        ^\d\d:\d\d:\d\d\.\d{3}\ (?<word>trace|debug|info|WARN|ERROR|FATAL)\ |
        ^\{"at":"[^"]*","level":"(?<word>\w+)"|
        ^\d{4}-\d\d-\d\d\ .{0,60}?(?<word>DEBUG|LOG|INFO|NOTICE|WARNING|ERROR|FATAL|PANIC):\ \ |
        ^\d+:[XCSM]\ .{0,30}?\ (?<word>[.\-*\#])\ |
        ^ts=.{0,120}?\ level=(?<word>debug|info|warn|error)\b
        """,
        RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Levels();
}
