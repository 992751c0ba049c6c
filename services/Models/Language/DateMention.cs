using NodaTime;

namespace AspireCoach.Models.Language;

public enum DateUnit
{
    Day,
    Week,
    Weekend,
    Month,
    Year,
    Span,
}

/// <summary>Days that a text names.</summary>
/// <param name="First">Index of the first word that names them, a preposition included.</param>
/// <param name="Last">Index of the last.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day, inclusive.</param>
/// <param name="Unit">What they were named as.</param>
public sealed record DateMention(int First, int Last, LocalDate From, LocalDate To, DateUnit Unit)
{
    /// <summary>True for a bare weekday, which moves by weeks in a range.</summary>
    public bool IsWeekday { get; init; }

    /// <summary>True when the text says the year.</summary>
    public bool HasYear { get; init; }

    /// <summary>
    /// Not null where the days are counted from what the conversation was about: "the week before" is -1, "that week" 0.
    /// From and To then count from the message's own day, for want of anything better.
    /// </summary>
    public int? Offset { get; init; }

    /// <summary>The same expression counted from the days that the conversation was about.</summary>
    public DateMention CountedFrom(LocalDate from, LocalDate to)
    {
        if (Offset is not { } offset)
        {
            return this;
        }

        if (offset == 0 && (Unit == DateUnit.Day || Unit == DateUnit.Span))
        {
            return this with { From = from, To = to };
        }

        var (start, end) = Calendar.Period(Unit, offset > 0 && Unit == DateUnit.Day ? to : from, offset);
        return this with { From = start, To = end };
    }
}
