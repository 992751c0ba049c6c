using AspireCoach.Catalog.SourceFiles;
using AspireCoach.Catalog.Parsing.Markup;

namespace AspireCoach.Catalog.Parsing.Selectors;

/// <summary><c>label:Battery|Battery capacity</c>: what belongs to the first of these headings that the page has.</summary>
internal sealed class LabelSelector : Selector
{
    private readonly IReadOnlyList<(string Key, string? Unit)> _labels;
    private readonly FieldType _type;
    private readonly bool _many;

    public LabelSelector(IReadOnlyList<string> labels, FieldType type, bool many)
    {
        _labels = [.. labels.Select(label => (LabelIndex.Key(label), Unit(label)))];
        _type = type;
        _many = many;
    }

    public override bool IsPatient => true;

    public override IEnumerable<Candidate> Find(PageContext page)
    {
        // Tables and definition lists speak first: what is one elsewhere is a guess.
        var any = false;
        foreach (var candidate in Find(key => page.Labels.Find(key)))
        {
            any |= candidate.Raw.Length > 0;
            yield return candidate;
        }

        foreach (var candidate in any && _many ? [] : Find(key => page.Labels.FindPlain(key)))
        {
            yield return candidate;
        }
    }

    private IEnumerable<Candidate> Find(Func<string, IReadOnlyList<LabelIndex.Labelled>> find)
    {
        foreach (var (key, unit) in _labels)
        {
            foreach (var found in find(key))
            {
                if (found.Text is { } text)
                {
                    yield return new Candidate(text) { Unit = unit };
                    if (_many)
                    {
                        yield break;
                    }
                }

                foreach (var value in found.Values)
                {
                    var candidate = CssSelector.Element(value, _type);
                    yield return candidate.IsMachine ? candidate : candidate with { Unit = unit };
                }

                // A list or several values are of one heading.
                if (_many && found.Values.Any(value => VisibleText.Of(value, most: 1).Length > 0))
                {
                    yield break;
                }
            }
        }
    }

    /// <summary>What a heading has in brackets at its end.</summary>
    private static string? Unit(string label)
    {
        var text = label.TrimEnd().TrimEnd(':').TrimEnd();
        var start = text.LastIndexOfAny(['(', '[']);
        return start > 0 && text[^1] is ')' or ']' ? text[(start + 1)..^1].Trim() : null;
    }
}
