using AspireCoach.Catalog.Parsing.Markup;

namespace AspireCoach.Catalog.Parsing.Values;

/// <summary>The currency that stands beside an amount.</summary>
internal static class Currencies
{
    /// <summary>That of the same node, of the item that the element is in, or of the element itself; null where none is said.</summary>
    public static string? Beside(Candidate candidate)
    {
        var owner = candidate.Owner;
        for (var steps = 0; owner is not null && steps < 3; owner = owner.Owner, steps++)
        {
            if ((owner.Text("priceCurrency") ?? owner.Text("currency")) is { } said && MoneyText.Currency(said.ToUpperInvariant()) is { } code)
            {
                return code;
            }
        }

        for (var at = candidate.Element; at is not null; at = at.ParentElement)
        {
            if (at.GetAttribute("data-currency") is { } given && MoneyText.Currency(given.ToUpperInvariant()) is { } own)
            {
                return own;
            }

            if (at.HasAttribute("itemscope"))
            {
                return at.QuerySelector("[itemprop=priceCurrency]") is { } said && MoneyText.Currency(ElementValue.Machine(said) ?? VisibleText.Of(said)) is { } code ? code
                    : candidate.Element is { } element ? MoneyText.Currency(VisibleText.Of(element, most: 100)) : null;
            }
        }

        return null;
    }

    /// <summary>What a sign that countries share means in the language of a page; null where that does not say.</summary>
    public static string? OfLanguage(PageContext page, string code) => (code, (page.Document.DocumentElement?.GetAttribute("lang") ?? "").Split('-', '_')[0].ToLowerInvariant()) switch
    {
        ("SEK", "da") => "DKK",
        ("SEK", "nb" or "nn" or "no") => "NOK",
        ("SEK", "is") => "ISK",
        ("JPY", "zh") => "CNY",
        _ => null,
    };

    /// <summary>What the page says of its prices.</summary>
    public static string? OfPage(PageContext page) =>
        page.Metas("product:price:currency").Concat(page.Metas("og:price:currency")).Concat(page.Metas("priceCurrency")).Select(text => MoneyText.Currency(text.Trim().ToUpperInvariant())).FirstOrDefault(code => code is not null);
}
