using System.Text.RegularExpressions;

namespace AspireCoach.Catalog.Parsing.Values;

/// <summary>Amounts of money with their currency: $499, 1.299,00 €, Rs. 1,29,999, EUR 499, from $499.</summary>
internal static partial class MoneyText
{
    private const int MostText = 2_000;

    /// <summary>Signs that several countries share are those of the one that the web means most: $ is USD, ¥ JPY, £ GBP, kr SEK.</summary>
    private static readonly (string Sign, string Code)[] Signs =
    [
        ("US$", "USD"), ("U$S", "USD"), ("CA$", "CAD"), ("C$", "CAD"), ("AU$", "AUD"), ("A$", "AUD"), ("NZ$", "NZD"), ("HK$", "HKD"), ("NT$", "TWD"), ("S$", "SGD"), ("MX$", "MXN"), ("R$", "BRL"),
        ("$", "USD"), ("€", "EUR"), ("£", "GBP"), ("¥", "JPY"), ("円", "JPY"), ("元", "CNY"), ("₹", "INR"), ("Rs.", "INR"), ("Rs", "INR"), ("₩", "KRW"), ("₽", "RUB"), ("руб", "RUB"),
        ("₺", "TRY"), ("TL", "TRY"), ("₴", "UAH"), ("₫", "VND"), ("฿", "THB"), ("₪", "ILS"), ("₦", "NGN"), ("₱", "PHP"), ("zł", "PLN"), ("Kč", "CZK"), ("Ft", "HUF"), ("lei", "RON"), ("kr", "SEK"), ("kr.", "SEK"), ("Fr.", "CHF"), ("SFr.", "CHF"), ("Euro", "EUR"),
    ];

    private static readonly HashSet<string> Codes = new(StringComparer.OrdinalIgnoreCase)
    {
        "USD", "EUR", "GBP", "JPY", "CNY", "RMB", "INR", "KRW", "RUB", "TRY", "UAH", "VND", "THB", "ILS", "NGN", "PHP", "PLN", "CZK", "HUF", "RON", "SEK", "NOK", "DKK", "ISK", "CHF", "CAD", "AUD",
        "NZD", "HKD", "TWD", "SGD", "MXN", "BRL", "ARS", "CLP", "COP", "PEN", "ZAR", "EGP", "MAD", "AED", "SAR", "QAR", "KWD", "BHD", "OMR", "PKR", "BDT", "LKR", "NPR", "IDR", "MYR", "BGN", "RSD", "KES",
    };

    /// <summary>Whether it is an ISO 4217 code by its form: one that is not in the list is a currency, too.</summary>
    public static bool IsCode(string text) => text.Length == 3 && text.All(char.IsAsciiLetterUpper);

    /// <summary>The first amount that has a currency beside it.</summary>
    public static (FoundNumber Amount, string Currency)? Read(string text, NumberStyle style)
    {
        text = text.Length > MostText ? text[..MostText] : text;
        foreach (var number in NumberText.All(text, style, isMoney: true))
        {
            var before = text[Math.Max(0, number.Start - 8)..number.Start].TrimEnd(' ', VisibleText.Group, '-', ':', '~');
            var after = Cents().Replace(text[number.End..Math.Min(text.Length, number.End + 12)], "").TrimStart(' ', VisibleText.Group);
            var currency = CodeBefore(before) ?? CodeAfter(after) ?? SignBefore(before) ?? SignAfter(after);
            if (currency is not null)
            {
                // What is taken off is no price.
                var isNegative = number.Value < 0 || (SignBefore(before) is not null && before.Length > 1 && Minus().IsMatch(before));
                return isNegative ? null : (number, currency);
            }
        }

        return null;
    }

    /// <summary>The currency that a text names anywhere, where it names one only.</summary>
    public static string? Currency(string text)
    {
        text = text.Trim();
        return IsCode(text) ? text : Signs.FirstOrDefault(sign => text.Contains(sign.Sign, StringComparison.Ordinal)).Code;
    }

    private static string? CodeBefore(string text) =>
        text.Length >= 3 && Known(text[^3..]) is { } code && (text.Length == 3 || !char.IsLetter(text[^4])) ? code : null;

    private static string? CodeAfter(string text) =>
        text.Length >= 3 && Known(text[..3]) is { } code && (text.Length == 3 || !char.IsLetter(text[3])) ? code : null;

    /// <summary>In capitals, or all in small letters: <c>Usd</c> is rather a name.</summary>
    private static string? Known(string text) =>
        !Codes.TryGetValue(text, out var code) || (char.IsAsciiLetterUpper(text[0]) != char.IsAsciiLetterUpper(text[2])) ? null : code == "RMB" ? "CNY" : code;

    private static string? SignBefore(string text) => Signs.FirstOrDefault(sign =>
        text.EndsWith(sign.Sign, StringComparison.Ordinal)
        && (text.Length == sign.Sign.Length || !char.IsLetter(sign.Sign[0]) || !char.IsLetter(text[^(sign.Sign.Length + 1)]))).Code;

    private static string? SignAfter(string text) => Signs.FirstOrDefault(sign =>
        text.StartsWith(sign.Sign, StringComparison.Ordinal)
        && (text.Length == sign.Sign.Length || !char.IsLetter(sign.Sign[^1]) || !char.IsLetter(text[sign.Sign.Length]))).Code;

    [GeneratedRegex(@"^[-−][^\w\s]{1,3}$")]
    private static partial Regex Minus();

    /// <summary>499,- and 499.– have no cents.</summary>
    [GeneratedRegex(@"^[.,][-–—]{1,2}|^\.(?=\s)")]
    private static partial Regex Cents();
}
