using System.Globalization;
using System.Text.RegularExpressions;
using AspireCoach.Catalog.Parsing.Selectors;

namespace AspireCoach.Catalog.SourceFiles;

/// <summary>Reads a source file: its definition, or everything that is wrong with it, each with its place and what to do.</summary>
internal sealed partial class SourceReader
{
    private const int MostFields = 100;
    private const int MostSelectors = 50;

    /// <summary>Requests a second; ten would be much already.</summary>
    private const int FastestOfStrangers = 100;

    private static readonly string[] Keys = ["source", "extends", "kind", "identity", "index", "politeness", "schedule", "network", "scope", "fields"];

    private readonly SourceShape _shape;
    private readonly string _file;

    private SourceReader(string file, List<SourceProblem> problems) => (_file, _shape) = (file, new SourceShape(problems));

    /// <summary>Reads a file's text.</summary>
    /// <param name="bases">Finds the file that <c>extends</c> names, already as a map.</param>
    public static (SourceDefinition? Definition, IReadOnlyList<SourceProblem> Problems) Read(string text, string file, Func<string, SourceYaml.Map?>? bases = null)
    {
        var problems = new List<SourceProblem>();
        return Map(text, file, problems) is { } map ? Read(map, file, problems, bases) : (null, problems);
    }

    /// <summary>The file as a map, without a look at what it means.</summary>
    public static SourceYaml.Map? Map(string text, string file, List<SourceProblem> problems)
    {
        var yaml = SourceYaml.Read(text, file, problems);
        if (yaml is SourceYaml.Map map)
        {
            return map;
        }

        if (problems.Count == 0)
        {
            problems.Add(new(file, yaml?.Line ?? 1, yaml?.Column ?? 1, "a source file is a map: begin with 'source: NAME'"));
        }

        return null;
    }

    /// <summary>Reads what has been read as a map.</summary>
    public static (SourceDefinition? Definition, IReadOnlyList<SourceProblem> Problems) Read(SourceYaml.Map map, string file, List<SourceProblem> problems, Func<string, SourceYaml.Map?>? bases)
    {
        var whole = SourceBase.Merge(map, bases, problems, out var isWhole);
        var definition = isWhole ? new SourceReader(file, problems).Read(whole) : null;
        var ordered = problems.Distinct().OrderBy(problem => problem.File == file ? 0 : 1).ThenBy(problem => problem.Line).ThenBy(problem => problem.Column).ToList();
        return (ordered.Count == 0 ? definition : null, ordered);
    }

    private SourceDefinition? Read(SourceYaml.Map map)
    {
        _shape.Known(map, "a source", Keys);
        var name = _shape.Text(map, "source", required: true);
        if (name is not null && !NamePattern().IsMatch(name.Value))
        {
            _shape.Wrong(name, $"'{name.Value}' is no name for a source: 1 to 64 of a-z, 0-9 and -, beginning with a letter or digit");
        }

        var kind = _shape.Text(map, "kind", required: true);
        if (kind is not null && !NamePattern().IsMatch(kind.Value))
        {
            _shape.Wrong(kind, $"'{kind.Value}' is no kind: 1 to 64 of a-z, 0-9 and -");
        }

        var fields = Fields(map);
        var identity = Identity(map, fields);
        var schedule = _shape.Text(map, "schedule");
        if (schedule is not null && CronSchedule.Parse(schedule.Value, out var problem) is null)
        {
            _shape.Wrong(schedule, problem);
        }

        var scope = _shape.Text(map, "scope");
        if (scope is not null && SelectorSyntax.Css(scope.Value, out problem) is null)
        {
            _shape.Wrong(scope, $"scope is CSS: {problem}");
        }

        var index = Index(map);
        var politeness = Politeness(map);
        var hosts = Hosts(map);
        return _shape.HasProblems ? null : new SourceDefinition
        {
            Name = name!.Value,
            Kind = kind!.Value,
            Identity = identity,
            Fields = fields,
            Index = index,
            Politeness = politeness,
            Schedule = schedule?.Value,
            AllowedHosts = hosts,
            Scope = scope?.Value,
            File = _file,
            MatrixHash = MatrixHash.Of(scope?.Value, identity, fields),
        };
    }

    private List<string> Identity(SourceYaml.Map map, List<FieldRule> fields)
    {
        var identity = _shape.Texts(map, "identity", required: true);
        foreach (var name in identity)
        {
            var field = fields.Find(field => field.Name == name.Value);
            if (field is null)
            {
                _shape.Wrong(name, $"identity names '{name.Value}', which is no field{SourceShape.Nearest(name.Value, fields.Select(known => known.Name))}");
            }
            else if (!field.Required || field.Many || field.Type == FieldType.List)
            {
                _shape.Wrong(name, field.Required ? $"'{name.Value}' has several values and identifies nothing: name a field with one" : $"identity names '{name.Value}': give that field 'required: true'");
            }
        }

        return [.. identity.Select(name => name.Value)];
    }

    private IndexRules Index(SourceYaml.Map map)
    {
        if (_shape.Map(map, "index", ["start", "follow", "items", "sitemap"]) is not { } index)
        {
            return new();
        }

        var start = new List<Uri>();
        foreach (var text in _shape.Texts(index, "start"))
        {
            if (Uri.TryCreate(text.Value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Host.Length > 0 && url.UserInfo.Length == 0)
            {
                start.Add(url);
            }
            else
            {
                _shape.Wrong(text, $"'{text.Value}' is no address: write it whole, e.g. https://example.com/brands");
            }
        }

        var items = _shape.Texts(index, "items");
        var links = items.Where(item => item.Value != "sitemap").ToList();
        var follow = _shape.Texts(index, "follow");
        Selectors("follow", follow);
        Selectors("items", links);
        var match = index.Find("sitemap") is (_, SourceYaml.Text) ? _shape.Text(index, "sitemap") : _shape.Map(index, "sitemap", ["match"]) is { } sitemap ? _shape.Text(sitemap, "match") : null;
        if (match is not null && Pattern(match.Value) is { } problem)
        {
            _shape.Wrong(match, problem);
        }

        if (match is not null && links.Count == items.Count)
        {
            _shape.Wrong(match, "the sitemap is not asked for: add \"sitemap\" to items");
        }

        return new IndexRules
        {
            Start = start,
            Follow = [.. follow.Select(text => text.Value)],
            Items = [.. links.Select(text => text.Value)],
            Sitemap = links.Count < items.Count,
            SitemapPattern = match?.Value,
        };
    }

    private static string? Pattern(string pattern)
    {
        try
        {
            RegexSelector.Compile(pattern);
            return null;
        }
        catch (ArgumentException exception)
        {
            return $"'{pattern}' is no regular expression: {exception.Message}";
        }
    }

    private void Selectors(string name, List<SourceYaml.Text> texts)
    {
        var (_, problems) = SelectorSyntax.Parse(new FieldRule { Name = name, From = [.. texts.Select(text => text.Value)], Type = FieldType.Url, Many = true });
        foreach (var (place, problem) in problems)
        {
            _shape.Wrong(texts[place], problem);
        }
    }

    private Politeness Politeness(SourceYaml.Map map)
    {
        var defaults = new Politeness();
        if (_shape.Map(map, "politeness", ["rate", "burst", "concurrency"]) is not { } given)
        {
            return defaults;
        }

        var rate = defaults.Rate;
        if (_shape.Text(given, "rate") is { } text)
        {
            var match = Rate().Match(text.Value);
            var count = match.Success ? double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 0;
            rate = count / match.Groups[2].Value switch { "min" or "m" => 60, "h" => 3_600, _ => 1 };
            if (rate is <= 0 or > 10_000)
            {
                _shape.Wrong(text, $"'{text.Value}' is no rate: write e.g. 5/s, 30/min or 500/h, at most 10000/s");
            }
            else if (rate > FastestOfStrangers && map.Find("network") is null)
            {
                _shape.Wrong(text, $"'{text.Value}' is more than a public site is asked: at most 100/s, or name the hosts that are your own under network: {{ allow: [...] }}");
            }
        }

        return new Politeness(rate, _shape.Whole(given, "burst", defaults.Burst, 1, 1_000), _shape.Whole(given, "concurrency", defaults.Concurrency, 1, 100));
    }

    private List<string> Hosts(SourceYaml.Map map)
    {
        if (_shape.Map(map, "network", ["allow"]) is not { } network)
        {
            return [];
        }

        var hosts = _shape.Texts(network, "allow");
        foreach (var host in hosts.Where(host => !HostPattern().IsMatch(host.Value)))
        {
            _shape.Wrong(host, $"'{host.Value}' is no host: write host:port, e.g. 127.0.0.1:8717");
        }

        return [.. hosts.Select(host => host.Value)];
    }

    private List<FieldRule> Fields(SourceYaml.Map map)
    {
        if (map.Find("fields") is not var (key, value))
        {
            _shape.Wrong(map, "fields are missing: add e.g. fields: { name: { from: \"h1\", required: true } }");
            return [];
        }

        if (value is not SourceYaml.Map { Entries.Count: > 0 } fields)
        {
            _shape.Wrong(value is SourceYaml.Map ? key : value, "fields are a map of names and rules, e.g. name: { from: \"h1\" }");
            return [];
        }

        if (fields.Entries.Count > MostFields)
        {
            _shape.Wrong(key, $"{fields.Entries.Count} fields are too many: at most {MostFields}");
            return [];
        }

        var read = new FieldRuleReader(_shape, MostSelectors);
        return [.. fields.Entries.Select(entry => read.Read(entry.Key, entry.Value)).OfType<FieldRule>()];
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,63}$")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"^([0-9]{1,6}(?:\.[0-9]{1,6})?)\s*/\s*(s|sec|min|m|h)$")]
    private static partial Regex Rate();

    [GeneratedRegex(@"^(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]{1,253}):[0-9]{1,5}$")]
    private static partial Regex HostPattern();
}
