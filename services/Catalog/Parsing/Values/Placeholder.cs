using System.Buffers;

namespace AspireCoach.Catalog.Parsing.Values;

/// <summary>What sites write where they have nothing to say.</summary>
internal static class Placeholder
{
    private static readonly SearchValues<char> Marks = SearchValues.Create("-–—−‐‑_.…?/ \u00A0:");

    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        "n/a", "n.a.", "n. a.", "n.a", "na", "n/d", "nd", "tba", "tbd", "tbc", "t.b.a.", "unknown", "unspecified", "undefined", "null", "nan", "none given", "not available", "not announced", "not announced yet", "not yet announced",
        "to be announced", "to be determined", "to be confirmed", "not specified", "not known", "not applicable", "not provided", "no data", "no information", "k.a.", "k. a.", "k.a", "keine angabe", "keine angaben",
        "unbekannt", "inconnu", "non communiqué", "desconocido", "no disponible", "non disponible",
    };

    /// <summary>Whether a text is empty, marks only, or one of those words.</summary>
    public static bool Is(string text) =>
        text.AsSpan().Trim().Trim("()[]*") is var trimmed && (trimmed.IsEmpty || trimmed.IndexOfAnyExcept(Marks) < 0 || (trimmed.Length < 24 && Known.Contains(trimmed.TrimEnd('!').ToString())));
}
