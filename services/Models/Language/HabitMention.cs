namespace AspireCoach.Models.Language;

/// <summary>A habit that a text names.</summary>
/// <param name="Habit">The habit.</param>
/// <param name="First">Index of the first word that names it.</param>
/// <param name="Last">Index of the last word that names it.</param>
public sealed record HabitMention(HabitReference Habit, int First, int Last)
{
    /// <summary>True where the text leaves out a word of the name, a number or a word of measure apart.</summary>
    public bool IsPartial { get; init; }
}
