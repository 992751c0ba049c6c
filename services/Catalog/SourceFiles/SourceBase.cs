namespace AspireCoach.Catalog.SourceFiles;

/// <summary><c>extends: NAME</c>: a file that adds to another. Keys of its own replace those of the other; fields by their name.</summary>
internal static class SourceBase
{
    private const int Most = 5;

    public static SourceYaml.Map Merge(SourceYaml.Map map, Func<string, SourceYaml.Map?>? bases, List<SourceProblem> problems, out bool isWhole)
    {
        isWhole = true;
        var seen = new HashSet<string>(StringComparer.Ordinal) { Name(map) };
        for (var steps = 0; map.Find("extends") is var (key, value); steps++)
        {
            var name = (value as SourceYaml.Text)?.Value ?? "";
            map = map with { Entries = [.. map.Entries.Where(entry => entry.Key.Value != "extends")] };
            var other = bases?.Invoke(name);
            var isCircle = !seen.Add(name) || steps == Most;
            if (isCircle || other is null)
            {
                isWhole = false;
                problems.Add(new(value.File, value.Line, value.Column, isCircle
                    ? $"'{name}' is extended in a circle, or over more than {Most} files"
                    : $"there is no source '{name}' to extend, or its file cannot be read"));
                return map;
            }

            map = Over(other, map);
        }

        return map;
    }

    private static string Name(SourceYaml.Map map) => map.Find("source") is (_, SourceYaml.Text text) ? text.Value : "";

    private static SourceYaml.Map Over(SourceYaml.Map other, SourceYaml.Map own)
    {
        var entries = own.Entries.ToList();
        foreach (var (key, value) in other.Entries)
        {
            var at = entries.FindIndex(entry => entry.Key.Value == key.Value);
            if (at < 0)
            {
                entries.Add((key, value));
            }
            else if (key.Value == "fields" && value is SourceYaml.Map theirs && entries[at].Value is SourceYaml.Map fields)
            {
                entries[at] = (entries[at].Key, fields with { Entries = [.. fields.Entries, .. theirs.Entries.Where(field => fields.Find(field.Key.Value) is null)] });
            }
        }

        return own with { Entries = entries };
    }
}
