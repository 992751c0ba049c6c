using AngleSharp.Css.Dom;
using AngleSharp.Dom;
using AspireCoach.Catalog.Parsing.Markup;
using AspireCoach.Catalog.SourceFiles;

namespace AspireCoach.Catalog.Parsing.Selectors;

/// <summary>CSS, and <c>@attribute</c> for an attribute of what it matches.</summary>
internal sealed class CssSelector(ISelector selector, string? attribute, FieldType type) : Selector
{
    private static readonly HashSet<string> Addresses = new(StringComparer.OrdinalIgnoreCase)
    {
        "href", "src", "srcset", "action", "poster", "data-src", "data-srcset", "data-lazy-src", "data-original", "data-href", "cite", "imagesrcset",
    };

    public override IEnumerable<Candidate> Find(PageContext page)
    {
        for (var i = 0; i < page.Elements.Count && !page.IsOutOfTime(i); i++)
        {
            var element = page.Elements[i];
            if (selector.Match(element, null) && Of(element, page) is { } found)
            {
                yield return found;
            }
        }
    }

    private Candidate? Of(IElement element, PageContext page)
    {
        if (attribute is null)
        {
            return Element(element, type);
        }

        if (element.GetAttribute(attribute) is not { } value)
        {
            return null;
        }

        value = attribute.EndsWith("srcset", StringComparison.OrdinalIgnoreCase) ? ElementValue.Largest(value) ?? "" : value;
        value = VisibleText.Clean(value);
        if (type != FieldType.Url && Addresses.Contains(attribute) && Values.UrlText.Resolve(value, page.Base) is { } url)
        {
            value = url;
        }

        return new(value) { IsMachine = true, Element = element };
    }

    /// <summary>What an element says, given the type that is wanted of it.</summary>
    public static Candidate Element(IElement element, FieldType type)
    {
        if (type == FieldType.Url && ElementValue.Address(element) is { } address)
        {
            return new(VisibleText.Clean(address)) { IsMachine = true, Element = element };
        }

        if (ElementValue.Machine(element) is { } machine)
        {
            return new(machine) { IsMachine = true, Element = element };
        }

        if (element.HasAttribute("itemscope") && element.HasAttribute("itemprop")
            && PageContext.Within(element).Skip(1).FirstOrDefault(inner => inner.GetAttribute("itemprop") is "name") is { } name)
        {
            return new(ElementValue.Machine(name) ?? VisibleText.Of(name)) { Element = name };
        }

        return type == FieldType.List && VisibleText.Of(element, lines: true) is var lines
            ? new(lines.Replace('\n', ' ')) { Element = element, Lines = lines }
            : new(VisibleText.Of(element)) { Element = element };
    }
}
