
namespace AspireCoach.Memory.Extraction;

/// <summary>How a fact bears on an earlier one.</summary>
internal enum Relation
{
    None,
    Same,
    Replaces,
}

/// <summary>Compares two facts by what they say.</summary>
internal static class FactRelation
{
    public static Relation Between(string text, string category, string earlier, string earlierCategory) =>
        category == earlierCategory && string.Equals(text, earlier, StringComparison.OrdinalIgnoreCase) ? Relation.Same : Relation.None;
}
