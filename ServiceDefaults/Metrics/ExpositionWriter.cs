using System.Globalization;
using System.Text;

namespace AspireCoach.ServiceDefaults.Metrics;

/// <summary>
/// Writes Prometheus' text exposition format 0.0.4. Knows lines, escapes and numbers, and nothing of OpenTelemetry.
/// </summary>
internal sealed class ExpositionWriter
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new();

    /// <summary>The HELP and TYPE lines; once per family, before its samples.</summary>
    public void Family(string name, string help, FamilyKind kind)
    {
        _text.Append("# HELP ").Append(name).Append(' ');
        Escape(help, quotes: false);
        _text.Append("\n# TYPE ").Append(name).Append(kind switch
        {
            FamilyKind.Counter => " counter\n",
            FamilyKind.Histogram => " histogram\n",
            _ => " gauge\n",
        });
    }

    /// <summary>One sample.</summary>
    /// <param name="name">The family's name.</param>
    /// <param name="suffix"><c>_bucket</c>, <c>_sum</c>, <c>_count</c> or nothing.</param>
    /// <param name="labels">What <see cref="Labels"/> made.</param>
    /// <param name="value">Any double, infinities and NaN included.</param>
    /// <param name="le">A bucket's upper bound.</param>
    public void Sample(string name, string suffix, string labels, double value, double? le = null)
    {
        _text.Append(name).Append(suffix);
        if (labels.Length > 0 || le is not null)
        {
            _text.Append('{').Append(labels);
            if (le is { } bound)
            {
                _text.Append(labels.Length > 0 ? "," : "").Append("le=\"").Append(Number(bound)).Append('"');
            }

            _text.Append('}');
        }

        _text.Append(' ').Append(Number(value)).Append('\n');
    }

    /// <summary>
    /// Label pairs, sorted by name. Attributes that become one label have their values joined with <c>;</c>, as the
    /// specification says; empty values are left out, since Prometheus takes them for absent.
    /// </summary>
    public static string Labels(IEnumerable<KeyValuePair<string, object?>> attributes)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in attributes.OrderBy(a => a.Key, StringComparer.Ordinal))
        {
            var text = Text(value);
            var name = PrometheusName.Label(key);
            if (text.Length > 0)
            {
                // A bucket's bound has this name.
                name = name == "le" ? "exported_le" : name;
                labels[name] = labels.TryGetValue(name, out var other) ? $"{other};{text}" : text;
            }
        }

        var writer = new ExpositionWriter();
        foreach (var (name, value) in labels)
        {
            writer._text.Append(writer._text.Length > 0 ? "," : "").Append(name).Append("=\"");
            writer.Escape(value, quotes: true);
            writer._text.Append('"');
        }

        return writer._text.ToString();
    }

    /// <summary>The text so far as UTF-8; lone surrogates become U+FFFD.</summary>
    public byte[] ToUtf8() => Encoding.UTF8.GetBytes(_text.ToString());

    public void Clear() => _text.Clear();

    private void Escape(string text, bool quotes)
    {
        foreach (var c in text)
        {
            _ = c switch
            {
                '\\' => _text.Append(@"\\"),
                '\n' => _text.Append(@"\n"),
                '"' when quotes => _text.Append("\\\""),
                _ => _text.Append(c),
            };
        }
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static string Text(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        string text => text,
        Array many => $"[{string.Join(',', many.Cast<object?>().Select(Text))}]",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
