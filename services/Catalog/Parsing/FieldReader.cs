using System.Globalization;
using System.Text.Json.Nodes;
using AspireCoach.Catalog.Parsing.Selectors;
using AspireCoach.Catalog.Parsing.Values;
using AspireCoach.Catalog.SourceFiles;

namespace AspireCoach.Catalog.Parsing;

/// <summary>Reads one field of pages: asks its selectors in order, until one gives a value that fits.</summary>
internal sealed class FieldReader
{
    private const int MostRaw = 2_000;
    private const int MostTried = 20;

    private readonly FieldRule _field;
    private readonly IReadOnlyList<Selector> _selectors;
    private readonly ValueReader _values;

    /// <exception cref="ArgumentException">A selector is none.</exception>
    public FieldReader(FieldRule field)
    {
        var (selectors, problems) = SelectorSyntax.Parse(field);
        if (problems.Count > 0)
        {
            throw new ArgumentException($"{field.Name}: {problems[0].Problem}", nameof(field));
        }

        (_field, _selectors, _values) = (field, selectors, new ValueReader(field));
    }

    public string Name => _field.Name;

    /// <summary>The value, or else the first thing that was refused; neither where no selector gave anything.</summary>
    public (FieldValue? Value, RejectedValue? Rejected) Read(PageContext page)
    {
        RejectedValue? rejected = null;
        for (var i = 0; i < _selectors.Count; i++)
        {
            var (value, raw, problem) = Ask(_selectors[i], page);
            if (value is not null)
            {
                if (rejected is not null)
                {
                    page.Warnings.Add($"{_field.Name}: what '{rejected.Selector}' gave was passed over: {rejected.Problem}.");
                }

                return (new FieldValue(value, _field.From[i], i, Short(raw)), null);
            }

            if (problem.Length > 0)
            {
                rejected ??= new RejectedValue(_field.Name, _field.From[i], Short(raw), problem);
            }
        }

        return (null, rejected);
    }

    private (JsonNode? Value, string Raw, string Problem) Ask(Selector selector, PageContext page)
    {
        var candidates = selector.Find(page).Where(candidate => !_values.IsEmpty(candidate));
        if (_field.Type == FieldType.List)
        {
            var all = candidates.Take(ListText.Most).ToList();
            return (ValueReader.List(all, out var problem), Join(all), problem);
        }

        return _field.Many ? Several(candidates, page) : One(selector, candidates, page);
    }

    private (JsonNode? Value, string Raw, string Problem) One(Selector selector, IEnumerable<Candidate> candidates, PageContext page)
    {
        var (raw, problem) = ("", "");
        foreach (var candidate in candidates.Take(selector.IsPatient ? MostTried : 1))
        {
            if (Placeholder.Is(candidate.Raw))
            {
                break;
            }

            if (_values.Read(candidate, page, out var why) is { } value)
            {
                return (value, candidate.Raw, "");
            }

            (raw, problem) = problem.Length == 0 ? (candidate.Raw, why) : (raw, problem);
        }

        return (null, raw, problem);
    }

    private (JsonNode? Value, string Raw, string Problem) Several(IEnumerable<Candidate> candidates, PageContext page)
    {
        var found = new List<Candidate>();
        var values = new JsonArray();
        var known = new HashSet<string>(StringComparer.Ordinal);
        Candidate? refused = null;
        var why = "";
        foreach (var candidate in candidates.Where(candidate => !Placeholder.Is(candidate.Raw)).Take(ListText.Most))
        {
            if (_values.Read(candidate, page, out var problem) is { } value)
            {
                found.Add(candidate);
                if (known.Add(value.ToJsonString()))
                {
                    values.Add(value);
                }
            }
            else
            {
                (refused, why) = refused is null ? (candidate, problem) : (refused, why);
            }
        }

        if (values.Count > 0 && refused is not null)
        {
            page.Warnings.Add($"{_field.Name}: '{Short(refused.Raw, 100)}' was left out: {why}.");
        }

        return values.Count > 0 ? (values, Join(found), "") : (null, refused?.Raw ?? "", why);
    }

    private static string Join(List<Candidate> candidates) => string.Join(" | ", candidates.Take(100).Select(candidate => candidate.Raw));

    private static string Short(string raw, int most = MostRaw) => VisibleText.Shown(raw.Length > most ? string.Create(CultureInfo.InvariantCulture, $"{raw.AsSpan(0, most - (char.IsHighSurrogate(raw[most - 1]) ? 1 : 0))}") : raw);
}
