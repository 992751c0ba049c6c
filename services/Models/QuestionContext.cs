namespace AspireCoach.Models;

/// <summary>A habit as a question refers to it.</summary>
public sealed record HabitReference(Guid Id, string Name);

/// <summary>
/// What the rewrite step made of a message: handed to every model as a delimited block of data, so that the offline
/// coach and a language model start from the same resolved dates and habits.
/// </summary>
/// <param name="Today">The day of the message in the user's time zone.</param>
/// <param name="TimeZone">The user's IANA time zone.</param>
/// <param name="Query">The message made self-contained; the message itself where it already is.</param>
/// <param name="From">First day meant, null where the message means none.</param>
/// <param name="To">Last day meant, inclusive.</param>
/// <param name="Habits">The user's habits that the message means; empty where it means none in particular.</param>
/// <param name="Intent">One of <see cref="QuestionIntent"/>'s values.</param>
public sealed record QuestionContext(
    DateOnly Today,
    string TimeZone,
    string Query,
    DateOnly? From,
    DateOnly? To,
    IReadOnlyList<HabitReference> Habits,
    string Intent)
{
    private const string Block = "question-context";

    /// <summary>The block as it stands in a system message.</summary>
    public string Render() => PromptBlock.Render(Block, this);

    /// <summary>Reads the block out of a system message; null where there is none.</summary>
    public static QuestionContext? Find(string systemText) => PromptBlock.Find<QuestionContext>(Block, systemText);
}
