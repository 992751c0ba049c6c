using System.Globalization;
using Spectre.Console;

namespace AspireCoach.Host.Commands;

/// <summary>A waterfall in letters, for a terminal that is so many columns wide.</summary>
internal sealed class WaterfallText(int width)
{
    private const int NumberWidth = 9;
    private const int MostNameWidth = 44;
    private const int LeastBarWidth = 16;
    private const string DatabaseStage = "database";

    private readonly int _name = Math.Clamp(width * 2 / 5, 20, MostNameWidth);

    private int BarWidth => Math.Clamp(width - _name - (2 * NumberWidth) - 4, LeastBarWidth, 80);

    /// <summary>Its lines, in Spectre.Console's markup.</summary>
    public IEnumerable<string> Lines(ReplyWaterfall reply, bool all)
    {
        var first = reply.FirstWordsMs is { } words ? $"first words after {Duration(words)}, " : "";
        var end = reply.Status == "done" ? $"done after {Duration(reply.DurationMs)}" : $"{reply.Status}, {Duration(reply.DurationMs)} so far";
        yield return $"Reply {reply.ReplyId}: {first}{end}";
        yield return "";
        yield return $"[grey]{"stage".PadRight(_name)} {new string(' ', BarWidth)} {"start",NumberWidth} {"took",NumberWidth}[/]";
        var service = reply.Bars.Select(bar => bar.Service).Distinct().Take(2).Count() > 1 ? "" : reply.Bars[0].Service;
        foreach (var bar in reply.Bars.Where(bar => all || bar.Stage != DatabaseStage))
        {
            yield return Line(bar, reply.EndMs, bar.Service == service ? "" : bar.Service);
            service = bar.Service;
        }
    }

    /// <summary>At least a thin mark, whatever the share; nothing sticks out.</summary>
    internal static string Bar(double offset, double duration, double end, int columns)
    {
        var (from, to) = (Column(offset, end, columns), Column(offset + duration, end, columns));
        var start = Math.Min(from, columns - 1);
        var length = Math.Max(0, to - from);
        return (new string(' ', start) + (length == 0 ? "▏" : new string('█', length))).PadRight(columns);
    }

    private static int Column(double at, double end, int columns) => end <= 0 ? 0 : (int)Math.Round(Math.Clamp(at / end, 0, 1) * columns);

    private string Line(ReplyBar bar, double end, string service)
    {
        var about = bar.Name == bar.Stage ? "" : bar.Name;
        about = service.Length == 0 ? about : $"{about} ({service})".Trim();
        var stage = new string(' ', 2 * Math.Min(bar.Depth, 6)) + bar.Stage + (bar.Failed ? " failed" : "");
        var room = _name - stage.Length - 2;
        about = room < 4 ? "" : about.Length <= room ? about : about[..(room - 1)] + "…";
        var rest = new string(' ', Math.Max(0, room - about.Length));
        var colour = bar.Failed ? "red" : Colour(bar.Stage);
        return $"{Markup.Escape(stage)}  [grey]{Markup.Escape(about)}[/]{rest} [{colour}]{Bar(bar.OffsetMs, bar.DurationMs, end, BarWidth)}[/] "
            + $"{Duration(Math.Max(0, bar.OffsetMs)),NumberWidth} {Duration(bar.DurationMs),NumberWidth}";
    }

    private static string Colour(string stage) => stage switch
    {
        "accept" or "poll" or "http" => "blue",
        "rewrite" => "purple",
        "recall" => "teal",
        "tool" => "olive",
        "model" => "green",
        "first words" => "fuchsia",
        _ => "grey",
    };

    private static string Duration(double milliseconds) => milliseconds switch
    {
        >= 1000 => string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000:0.00} s"),
        >= 100 => string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0.0} ms"),
    };
}
