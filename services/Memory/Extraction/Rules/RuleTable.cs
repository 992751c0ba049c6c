namespace AspireCoach.Memory.Extraction.Rules;

/// <summary>All rules. The first that fits a clause says what it states.</summary>
internal static partial class RuleTable
{
    public static IReadOnlyList<Rule> All { get; } =
    [
        .. Changes, .. HealthRules, .. DietRules, .. ConstraintRules, .. RelationshipRules, .. EventRules, .. IdentityRules, .. GoalRules, .. PreferenceRules, .. RoutineRules,
    ];
}
