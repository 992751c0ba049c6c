using System.Globalization;

namespace AspireCoach.Unit.ServiceDefaults;

/// <summary>One sample line as a reader of the format sees it.</summary>
internal sealed record Sample(string Name, IReadOnlyDictionary<string, string> Labels, double Value)
{
    public string Series => $"{Name}{{{string.Join(',', Labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}={l.Value}"))}}}";
}

/// <summary>A family with its samples.</summary>
internal sealed record Family(string Name, string Type, string Help, List<Sample> Samples)
{
    public double Value(params (string Key, string Value)[] labels) =>
        Samples.Single(s => labels.All(l => s.Labels.GetValueOrDefault(l.Key) == l.Value)).Value;
}

/// <summary>
/// Reads the text format 0.0.4 as its description demands, character by character, and refuses everything else. Shares
/// nothing with the writer.
/// </summary>
internal static class ExpositionParser
{
    public static Dictionary<string, Family> Parse(string text)
    {
        var families = new Dictionary<string, Family>();
        var series = new HashSet<string>();
        if (text.Length > 0 && text[^1] != '\n')
        {
            throw new FormatException("The last line must end with a line feed.");
        }

        Family? open = null;
        string? help = null;
        string? helped = null;
        foreach (var line in text.Split('\n')[..^1])
        {
            if (line.StartsWith("# HELP ", StringComparison.Ordinal))
            {
                (helped, help) = SplitAtSpace(line[7..]);
                help = Unescape(help, quotes: false);
            }
            else if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                var (name, type) = SplitAtSpace(line[7..]);
                Require(name == helped, $"TYPE of {name} must follow its HELP.");
                Require(type is "counter" or "gauge" or "histogram" or "summary" or "untyped", $"Type {type} does not exist.");
                RequireName(name, colon: true);
                open = new Family(name, type, help!, []);
                Require(families.TryAdd(name, open), $"{name} has two TYPE lines.");
            }
            else
            {
                var sample = ReadSample(line);
                Require(open is not null && Belongs(sample, open), $"{sample.Name} stands outside of its family.");
                Require(series.Add(sample.Series), $"{sample.Series} exists twice.");
                open!.Samples.Add(sample);
            }
        }

        foreach (var family in families.Values.Where(f => f.Type == "histogram"))
        {
            CheckHistogram(family);
        }

        return families;
    }

    private static bool Belongs(Sample sample, Family family) => family.Type == "histogram"
        ? sample.Name == $"{family.Name}_bucket" || sample.Name == $"{family.Name}_sum" || sample.Name == $"{family.Name}_count"
        : sample.Name == family.Name;

    private static void CheckHistogram(Family family)
    {
        foreach (var group in family.Samples.GroupBy(s => string.Join(',', s.Labels.Where(l => l.Key != "le").Select(l => $"{l.Key}={l.Value}").Order())))
        {
            var buckets = group.Where(s => s.Name.EndsWith("_bucket", StringComparison.Ordinal)).ToList();
            var bounds = buckets.ConvertAll(b => Number(b.Labels["le"]));
            Require(bounds.SequenceEqual(bounds.Order()) && bounds[^1] == double.PositiveInfinity, $"Bounds of {family.Name} {group.Key}.");
            Require(buckets.Select(b => b.Value).SequenceEqual(buckets.Select(b => b.Value).Order()), $"Buckets of {family.Name} are not cumulative.");
            Require(group.Single(s => s.Name.EndsWith("_count", StringComparison.Ordinal)).Value == buckets[^1].Value, $"Count of {family.Name}.");
            _ = group.Single(s => s.Name.EndsWith("_sum", StringComparison.Ordinal));
        }
    }

    private static Sample ReadSample(string line)
    {
        var at = 0;
        while (at < line.Length && line[at] is not ('{' or ' '))
        {
            at++;
        }

        var name = line[..at];
        RequireName(name, colon: true);
        var labels = new Dictionary<string, string>();
        if (line[at] == '{')
        {
            at++;
            while (line[at] != '}')
            {
                var equals = line.IndexOf("=\"", at, StringComparison.Ordinal);
                Require(equals > at, $"No label in {line}");
                var key = line[at..equals];
                RequireName(key, colon: false);
                Require(!key.StartsWith("__", StringComparison.Ordinal), $"{key} is reserved.");
                var end = equals + 2;
                while (line[end] != '"')
                {
                    end += line[end] == '\\' ? 2 : 1;
                }

                Require(labels.TryAdd(key, Unescape(line[(equals + 2)..end], quotes: true)), $"{key} twice in {line}");
                at = end + 1;
                if (line[at] == ',')
                {
                    at++;
                    Require(line[at] != '}', $"Nothing after the comma in {line}");
                }
            }

            at++;
        }

        Require(line[at] == ' ', $"No space before the value in {line}");
        return new Sample(name, labels, Number(line[(at + 1)..]));
    }

    private static double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        "NaN" => double.NaN,
        _ => double.Parse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture),
    };

    private static string Unescape(string text, bool quotes)
    {
        var plain = new System.Text.StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            Require(!quotes || text[i] != '"', "An unescaped quote.");
            if (text[i] != '\\')
            {
                plain.Append(text[i]);
                continue;
            }

            i++;
            Require(i < text.Length, "A backslash at the end.");
            plain.Append(text[i] switch
            {
                '\\' => '\\',
                'n' => '\n',
                '"' when quotes => '"',
                var other => throw new FormatException($"There is no escape \\{other}."),
            });
        }

        return plain.ToString();
    }

    private static (string Name, string Text) SplitAtSpace(string text)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        return space < 0 ? (text, "") : (text[..space], text[(space + 1)..]);
    }

    private static void RequireName(string name, bool colon) => Require(
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_' || (colon && c == ':')),
        $"'{name}' is no name.");

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new FormatException(otherwise);
        }
    }
}
