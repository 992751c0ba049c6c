using AspireCoach.Models.Language;

namespace AspireCoach.Models.Offline;

/// <summary>A question that the catalogue may answer: "which phone has the best battery?", "recommend a quiet keyboard".</summary>
/// <param name="Query">What to look for.</param>
/// <param name="Kind">What the things are; null where it is not said.</param>
/// <param name="Greatest">What there is to be most of; null where nothing is.</param>
internal sealed record CatalogRequest(string Query, string? Kind, string? Greatest)
{
    private const int LongestQuery = 500;

    private static readonly string[] s_asking = ["recommend", "suggest", "recommendation", "recommendations"];
    private static readonly string[] s_which = ["which", "what"];
    private static readonly string[] s_most = ["best", "most", "biggest", "largest", "longest", "highest", "greatest"];
    private static readonly string[] s_small = ["a", "an", "the", "me", "some", "any", "good", "of", "is", "are", "has", "have", "with"];

    /// <summary>Null where it is no such question.</summary>
    public static CatalogRequest? Read(string text)
    {
        string[] words = [.. EnglishWords.Read(text).Where(word => word.Kind == WordKind.Letters).Select(word => word.Text)];
        var asks = Array.FindIndex(words, word => s_asking.Contains(word, StringComparer.Ordinal));
        var which = Array.FindIndex(words, word => s_which.Contains(word, StringComparer.Ordinal));
        var most = Array.FindIndex(words, word => s_most.Contains(word, StringComparer.Ordinal));
        if (asks < 0 && (which < 0 || most < which))
        {
            return null;
        }

        return new CatalogRequest(Bounded(text), After(words, asks >= 0 ? asks : which), most < 0 ? null : After(words, most));
    }

    public static string Bounded(string text) => text.Length <= LongestQuery ? text : text[..LongestQuery];

    public Dictionary<string, object?> Arguments()
    {
        var arguments = new Dictionary<string, object?> { ["query"] = Query, ["limit"] = 3 };
        if (Kind is not null)
        {
            arguments["kind"] = Kind;
        }

        if (Greatest is not null)
        {
            arguments["greatest"] = Greatest;
        }

        return arguments;
    }

    /// <summary>The next word that says something, as one of its kind: "phones" is "phone".</summary>
    private static string? After(string[] words, int at) =>
        words.Skip(at + 1).FirstOrDefault(word => !s_small.Contains(word, StringComparer.Ordinal) && !s_most.Contains(word, StringComparer.Ordinal)) is not { } word ? null
        : word.Length > 3 && word.EndsWith('s') && !word.EndsWith("ss", StringComparison.Ordinal) ? word[..^1] : word;
}
