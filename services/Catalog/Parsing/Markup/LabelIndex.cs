using System.Text;
using AngleSharp.Dom;

namespace AspireCoach.Catalog.Parsing.Markup;

/// <summary>
/// What belongs to headings: the cells beside a <c>th</c>, the second cell of a row of two, the <c>dd</c> of a <c>dt</c>, the
/// cell below a heading in a table of one row. By the heading's whole text without case, blanks, footnote marks and a final colon.
/// </summary>
internal sealed class LabelIndex
{
    private const int MostLabel = 200;

    private static readonly HashSet<string> Marks = new(StringComparer.Ordinal) { "sup", "button", "dialog", "img" };

    private readonly Dictionary<string, List<Labelled>> _byLabel = new(StringComparer.Ordinal);
    private readonly Lazy<Dictionary<string, List<Labelled>>> _plain;

    public LabelIndex(IReadOnlyList<IElement> elements)
    {
        _plain = new(() => Plain(elements));
        var groups = new HashSet<IElement>();
        foreach (var element in Shown(elements))
        {
            switch (element.LocalName)
            {
                case "tr":
                    Row(element);
                    break;
                case "dl":
                    groups.Add(element);
                    Definitions(element);
                    break;
                case "dt" when element.ParentElement is { } parent && element.Closest("dl") is null && groups.Add(parent):
                    Definitions(parent);
                    break;
            }
        }
    }

    /// <summary>Values of a heading, in the page's order; each is what belongs to one heading.</summary>
    public IReadOnlyList<Labelled> Find(string key) => _byLabel.TryGetValue(key, out var found) ? found : [];

    /// <summary>Values of a heading that stands in no table or definition list, in the page's order.</summary>
    public IReadOnlyList<Labelled> FindPlain(string key) => _plain.Value.TryGetValue(key, out var found) ? found : [];

    /// <summary>The form in which headings are compared.</summary>
    public static string Key(string label)
    {
        var key = new StringBuilder(label.Length);
        foreach (var c in label)
        {
            if (!char.IsWhiteSpace(c))
            {
                key.Append(char.ToLowerInvariant(c));
            }
        }

        return key.ToString().TrimEnd(':', '：', '*', '†', '‡', '¹', '²', '³', '⁴').TrimEnd(':', '：');
    }

    private static Dictionary<string, List<Labelled>> Plain(IReadOnlyList<IElement> elements)
    {
        Dictionary<string, List<Labelled>> plain = new(StringComparer.Ordinal);
        foreach (var (label, found) in Shown(elements).SelectMany(PlainLabels.Of))
        {
            var key = Key(label);
            if (!plain.TryGetValue(key, out var all))
            {
                plain[key] = all = [];
            }

            all.Add(found);
        }

        return plain;
    }

    /// <summary>Without what stands there for readers that run no scripts: it is an older or poorer page.</summary>
    private static IEnumerable<IElement> Shown(IReadOnlyList<IElement> elements)
    {
        IElement? hidden = null;
        foreach (var element in elements)
        {
            if (hidden?.Contains(element) == true)
            {
                continue;
            }

            hidden = element.LocalName == "noscript" ? element : null;
            yield return element;
        }
    }

    private void Row(IElement row)
    {
        var cells = row.Children.Where(cell => cell.LocalName is "td" or "th").ToList();
        if (cells.Count is > 2 && cells[0].LocalName == "td" && VisibleText.Of(cells[0], most: 1).Length == 0)
        {
            cells.RemoveAt(0);
        }

        if (cells.Count >= 2 && cells.TrueForAll(cell => cell.LocalName == "th") && Columns(row, cells))
        {
            return;
        }

        var at = 0;
        if (cells.Count == 3 && cells[0].LocalName == "th" && Span(cells[0]) > 1 && cells[1].LocalName == "td")
        {
            // The heading of a section stands beside its first row.
            at = 1;
        }

        if (cells.Count - at == 2)
        {
            var values = cells[at].LocalName == "th" && Span(cells[at]) > 1 ? Spanned(row, cells[at], cells[at + 1]) : [cells[at + 1]];
            Add(cells[at], values);
            return;
        }

        // Several pairs in a row: each th has the cells up to the next one.
        for (; at < cells.Count; at++)
        {
            if (cells[at].LocalName == "th")
            {
                var values = cells.Skip(at + 1).TakeWhile(cell => cell.LocalName == "td").ToList();
                if (values.Count > 0)
                {
                    Add(cells[at], values);
                }
            }
        }
    }

    /// <summary>A row of headings with a single row of values below it.</summary>
    private bool Columns(IElement row, List<IElement> headings)
    {
        var table = row.Closest("table");
        var next = row.NextElementSibling ?? (row.ParentElement?.LocalName == "thead" ? row.ParentElement.NextElementSibling?.FirstElementChild : null);
        if (table is null || next is null || next.LocalName != "tr" || next.NextElementSibling is not null)
        {
            return next is not null;
        }

        var values = next.Children.Where(cell => cell.LocalName is "td" or "th").ToList();
        if (values.Count == headings.Count && values.Exists(cell => cell.LocalName == "td") && headings.Concat(values).All(cell => !cell.HasAttribute("colspan")))
        {
            for (var i = 0; i < headings.Count; i++)
            {
                Add(headings[i], [values[i]]);
            }
        }

        return true;
    }

    /// <summary>The cells of all rows that a heading spans, where they have no headings of their own.</summary>
    private static List<IElement> Spanned(IElement row, IElement heading, IElement first)
    {
        List<IElement> values = [first];
        for (var (next, left) = (row.NextElementSibling, Math.Min(Span(heading), 100) - 1); next is not null && left > 0; next = next.NextElementSibling, left--)
        {
            if (next.Children.Where(cell => cell.LocalName is "td" or "th").ToList() is [{ LocalName: "td" } only])
            {
                values.Add(only);
            }
        }

        return values;
    }

    private static int Span(IElement cell) => int.TryParse(cell.GetAttribute("rowspan"), out var span) ? span : 1;

    /// <summary>Groups of <c>dt</c> with the <c>dd</c> that follow them, in <c>div</c>s or not.</summary>
    private void Definitions(IElement list)
    {
        List<IElement> terms = [], values = [];
        var node = list.FirstElementChild;
        while (node is not null)
        {
            var enter = false;
            if (node.LocalName == "dt")
            {
                if (values.Count > 0)
                {
                    Flush(terms, values);
                    (terms, values) = ([], []);
                }

                terms.Add(node);
            }
            else if (node.LocalName == "dd")
            {
                values.Add(node);
            }
            else
            {
                enter = node.LocalName != "dl" && node.FirstElementChild is not null;
            }

            var next = enter ? node.FirstElementChild : node.NextElementSibling;
            while (next is null && node != list && node!.ParentElement is { } parent && parent != list)
            {
                node = parent;
                next = node.NextElementSibling;
            }

            node = next;
        }

        Flush(terms, values);
    }

    private void Flush(List<IElement> terms, List<IElement> values)
    {
        if (values.Count > 0)
        {
            terms.ForEach(term => Add(term, values));
        }
    }

    private void Add(IElement label, IReadOnlyList<IElement> values)
    {
        var text = VisibleText.Of(label, most: MostLabel, without: element => Marks.Contains(element.LocalName) || element.GetAttribute("role") == "tooltip");
        var key = Key(text.Length > 0 ? text : VisibleText.Of(label, most: MostLabel));
        if (key.Length is > 0 and < MostLabel)
        {
            if (!_byLabel.TryGetValue(key, out var found))
            {
                _byLabel[key] = found = [];
            }

            found.Add(new Labelled(text, values));
        }
    }

    /// <summary>What belongs to one heading.</summary>
    /// <param name="Text">What it is where no element is the value, but a part of one.</param>
    public readonly record struct Labelled(string Label, IReadOnlyList<IElement> Values, string? Text = null);
}
