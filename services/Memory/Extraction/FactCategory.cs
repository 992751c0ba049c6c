using System.Collections.Frozen;

namespace AspireCoach.Memory.Extraction;

/// <summary>What facts are about; the names are those of the API.</summary>
internal static class FactCategory
{
    public const string Identity = "identity";
    public const string Health = "health";
    public const string Diet = "diet";
    public const string Preference = "preference";
    public const string Goal = "goal";
    public const string Routine = "routine";
    public const string Relationship = "relationship";
    public const string Event = "event";
    public const string Constraint = "constraint";

    public static IReadOnlyList<string> All { get; } = [Identity, Health, Diet, Preference, Goal, Routine, Relationship, Event, Constraint];

    private static readonly FrozenSet<string> s_all = All.ToFrozenSet(StringComparer.Ordinal);

    public static bool IsKnown(string? category) => category is not null && s_all.Contains(category);
}
