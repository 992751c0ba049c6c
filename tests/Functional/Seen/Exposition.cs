using System.Text.RegularExpressions;

namespace AspireCoach.Functional.Seen;

/// <summary>What /metrics says, as far as names go.</summary>
/// <param name="Labels">The labels that any sample of a name has.</param>
/// <param name="Series">Every sample without its value.</param>
public sealed partial record Exposition(IReadOnlyDictionary<string, IReadOnlySet<string>> Labels, IReadOnlyList<string> Series)
{
    public static Exposition Parse(string text)
    {
        var series = text.Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line[..line.LastIndexOf(' ')]).ToArray();
        return new Exposition(
            series.GroupBy(sample => sample.Split('{')[0]).ToDictionary(
                name => name.Key,
                name => (IReadOnlySet<string>)name.SelectMany(sample => Label().Matches(sample)).Select(label => label.Groups[1].Value).ToHashSet()),
            series);
    }

    [GeneratedRegex("""[{,]([a-zA-Z_]\w*)="(?:[^"\\]|\\.)*["]""")]
    private static partial Regex Label();
}
