namespace AspireCoach.Models.Offline;

/// <summary>What the catalogue has that fits, with what is known of it and where that is from.</summary>
internal static class CatalogAnswer
{
    private const int MostFields = 6;
    private const int MostIngredients = 20;

    public static IEnumerable<string> Parts(OfflineTurn turn)
    {
        yield return $"From the catalogue:\n{string.Join('\n', turn.Results.Catalog.Select(item => Line(item, turn.UserText)))}";
        yield return "That is what their pages say; I have tried none of them.";
    }

    /// <summary>One item on one line; what was asked about comes first.</summary>
    public static string Line(CatalogRow item, string asked)
    {
        var known = item.Ingredients.Count > 0
            ? string.Join(", ", item.Ingredients.Take(MostIngredients))
            : string.Join(", ", item.Fields.OrderBy(field => !asked.Contains(field.Name, StringComparison.OrdinalIgnoreCase)).Take(MostFields).Select(field => $"{field.Name} {field.Value}"));
        return $"- {Wording.Quote(item.Name)}{(known.Length > 0 ? $": {Wording.Quote(known)}" : "")}";
    }
}
