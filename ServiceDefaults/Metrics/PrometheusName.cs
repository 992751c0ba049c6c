using System.Text;

namespace AspireCoach.ServiceDefaults.Metrics;

/// <summary>The kinds of family that the text format can say.</summary>
internal enum FamilyKind
{
    Counter,
    Gauge,
    Histogram,
}

/// <summary>
/// Names as Prometheus has them (OpenTelemetry specification, <i>Prometheus and OpenMetrics Compatibility</i>).
/// </summary>
internal static class PrometheusName
{
    private const string Total = "_total";

    /// <summary><c>http.server.request.duration</c> in <c>s</c> is <c>http_server_request_duration_seconds</c>.</summary>
    public static string Family(string name, string? unit, FamilyKind kind)
    {
        var clean = Sanitize(name);
        if (kind == FamilyKind.Counter && clean.EndsWith(Total, StringComparison.Ordinal))
        {
            clean = clean[..^Total.Length];
        }

        var suffix = Unit(unit, kind);
        if (suffix.Length > 0 && clean != suffix && !clean.EndsWith($"_{suffix}", StringComparison.Ordinal))
        {
            clean = $"{clean}_{suffix}";
        }

        return kind == FamilyKind.Counter ? clean + Total : clean;
    }

    /// <summary><c>http.request.method</c> is <c>http_request_method</c>; names that Prometheus keeps for itself cannot come about.</summary>
    public static string Label(string key) => Sanitize(key, colons: false);

    /// <summary>The unit's word: <c>By/s</c> is <c>bytes_per_second</c>; annotations such as <c>{request}</c> have none.</summary>
    public static string Unit(string? unit, FamilyKind kind)
    {
        if (string.IsNullOrEmpty(unit))
        {
            return "";
        }

        if (unit == "1")
        {
            return kind == FamilyKind.Gauge ? "ratio" : "";
        }

        var bare = WithoutAnnotations(unit);
        var slash = bare.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            return Word(bare);
        }

        var per = PerWord(bare[(slash + 1)..]);
        var of = Word(bare[..slash]);
        return per.Length == 0 ? of : of.Length == 0 ? $"per_{per}" : $"{of}_per_{per}";
    }

    /// <summary>Letters, digits and single underscores (and colons, in metric names), not beginning with a digit.</summary>
    private static string Sanitize(string name, bool colons = true)
    {
        var text = new StringBuilder(name.Length + 1);
        foreach (var c in name)
        {
            if (char.IsAsciiLetter(c) || (colons && c == ':'))
            {
                text.Append(c);
            }
            else if (char.IsAsciiDigit(c))
            {
                if (text.Length == 0)
                {
                    text.Append('_');
                }

                text.Append(c);
            }
            else if (text.Length == 0 || text[^1] != '_')
            {
                text.Append('_');
            }
        }

        return text.Length == 0 ? "_" : text.ToString();
    }

    private static string WithoutAnnotations(string unit)
    {
        var text = new StringBuilder(unit.Length);
        var depth = 0;
        foreach (var c in unit)
        {
            depth += c == '{' ? 1 : 0;
            if (depth == 0)
            {
                text.Append(c);
            }

            depth -= c == '}' && depth > 0 ? 1 : 0;
        }

        return text.ToString();
    }

    private static string Word(string unit) => unit switch
    {
        "" or "1" => "",
        "d" => "days",
        "h" => "hours",
        "min" => "minutes",
        "s" => "seconds",
        "ms" => "milliseconds",
        "us" => "microseconds",
        "ns" => "nanoseconds",
        "By" => "bytes",
        "KiBy" => "kibibytes",
        "MiBy" => "mebibytes",
        "GiBy" => "gibibytes",
        "TiBy" => "tibibytes",
        "KBy" => "kilobytes",
        "MBy" => "megabytes",
        "GBy" => "gigabytes",
        "TBy" => "terabytes",
        "m" => "meters",
        "V" => "volts",
        "A" => "amperes",
        "J" => "joules",
        "W" => "watts",
        "g" => "grams",
        "Cel" => "celsius",
        "Hz" => "hertz",
        "%" => "percent",
        _ => Sanitize(unit, colons: false).Trim('_'),
    };

    private static string PerWord(string unit) => unit switch
    {
        "s" => "second",
        "m" => "minute",
        "h" => "hour",
        "d" => "day",
        "w" => "week",
        "mo" => "month",
        "y" => "year",
        _ => Word(unit),
    };
}
