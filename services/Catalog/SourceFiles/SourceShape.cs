using System.Globalization;

namespace AspireCoach.Catalog.SourceFiles;

/// <summary>Reads the parts of a source file by their shape, and notes what is wrong with its place.</summary>
internal sealed class SourceShape(List<SourceProblem> problems)
{
    private const int MostText = 2_000;

    public bool HasProblems => problems.Count > 0;

    public void Wrong(SourceYaml at, string message) => problems.Add(new(at.File, at.Line, at.Column, message));

    /// <summary>Notes keys that are not known here.</summary>
    public void Known(SourceYaml.Map map, string what, string[] keys)
    {
        foreach (var (key, _) in map.Entries.Where(entry => !keys.Contains(entry.Key.Value)))
        {
            Wrong(key, $"{what} has no key '{key.Value}'{Nearest(key.Value, keys)}; the keys are {string.Join(", ", keys)}");
        }
    }

    public SourceYaml.Map? Map(SourceYaml.Map map, string name, string[] keys)
    {
        if (map.Find(name) is not var (_, value) || value is SourceYaml.Text { IsNull: true })
        {
            return null;
        }

        if (value is not SourceYaml.Map found)
        {
            Wrong(value, $"{name} is a map of {string.Join(", ", keys)}");
            return null;
        }

        Known(found, name, keys);
        return found;
    }

    public SourceYaml.Text? Text(SourceYaml.Map map, string name, bool required = false)
    {
        if (map.Find(name) is not var (key, value))
        {
            if (required)
            {
                Wrong(map, $"{name} is missing: add '{name}: …'");
            }

            return null;
        }

        if (value is SourceYaml.Text { IsNull: false, Value.Length: > 0 and <= MostText } text)
        {
            return text;
        }

        Wrong(value is SourceYaml.Text ? key : value, $"{name} is one text of at most {MostText} characters");
        return null;
    }

    /// <summary>A list of texts, or a text alone.</summary>
    public List<SourceYaml.Text> Texts(SourceYaml.Map map, string name, bool required = false)
    {
        if (map.Find(name) is not var (key, value))
        {
            if (required)
            {
                Wrong(map, $"{name} is missing: add '{name}: …'");
            }

            return [];
        }

        var texts = new List<SourceYaml.Text>();
        foreach (var item in value is SourceYaml.Items items ? items.Values : [value])
        {
            if (item is SourceYaml.Text { IsNull: false, Value.Length: > 0 and <= MostText } text)
            {
                texts.Add(text);
            }
            else
            {
                Wrong(item is SourceYaml.Text ? key : item, $"{name} is a text or a list of texts, each of at most {MostText} characters; text with [ or {{ or : in it goes in quotes");
            }
        }

        if (required && value is SourceYaml.Items { Values.Count: 0 })
        {
            Wrong(value, $"{name} is an empty list: it needs at least one text");
        }

        return texts;
    }

    public bool Flag(SourceYaml.Map map, string name)
    {
        if (map.Find(name) is not var (_, value))
        {
            return false;
        }

        if (value is SourceYaml.Text { IsPlain: true, Value: "true" or "True" or "TRUE" or "false" or "False" or "FALSE" } text)
        {
            return text.Value[0] is 't' or 'T';
        }

        Wrong(value, $"{name} is true or false");
        return false;
    }

    public int Whole(SourceYaml.Map map, string name, int otherwise, int least, int greatest)
    {
        if (map.Find(name) is not var (_, value))
        {
            return otherwise;
        }

        if (value is SourceYaml.Text text && int.TryParse(text.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= greatest)
        {
            return number;
        }

        Wrong(value, string.Create(CultureInfo.InvariantCulture, $"{name} is a whole number from {least} to {greatest}"));
        return otherwise;
    }

    /// <summary>A hint at the known word that was probably meant; empty where none is near.</summary>
    public static string Nearest(string word, IEnumerable<string> known)
    {
        if (word.Length > 64)
        {
            return "";
        }

        var best = known.Select(candidate => (Word: candidate, Distance: Distance(word.ToLowerInvariant(), candidate.ToLowerInvariant()))).OrderBy(candidate => candidate.Distance).FirstOrDefault();
        return best.Word is not null && best.Distance <= Math.Max(1, word.Length / 3) ? $"; did you mean '{best.Word}'?" : "";
    }

    /// <summary>Edits from one word to another.</summary>
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var (diagonal, _) = (row[0], row[0] = i);
            for (var j = 1; j <= to.Length; j++)
            {
                var next = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (from[i - 1] == to[j - 1] ? 0 : 1));
                (diagonal, row[j]) = (row[j], next);
            }
        }

        return row[to.Length];
    }
}
