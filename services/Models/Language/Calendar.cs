using NodaTime;

namespace AspireCoach.Models.Language;

/// <summary>Weeks start on Monday (ISO 8601).</summary>
public static class Calendar
{
    /// <summary>The period a day lies in, moved by whole periods.</summary>
    public static (LocalDate From, LocalDate To) Period(DateUnit unit, LocalDate day, int offset)
    {
        switch (unit)
        {
            case DateUnit.Week:
                var monday = Monday(day).PlusWeeks(offset);
                return (monday, monday.PlusDays(6));
            case DateUnit.Weekend:
                var saturday = Monday(day).PlusWeeks(offset).PlusDays(5);
                return (saturday, saturday.PlusDays(1));
            case DateUnit.Month:
                var month = new LocalDate(day.Year, day.Month, 1).PlusMonths(offset);
                return (month, month.PlusMonths(1).PlusDays(-1));
            case DateUnit.Year:
                return (new LocalDate(day.Year + offset, 1, 1), new LocalDate(day.Year + offset, 12, 31));
            default:
                return (day.PlusDays(offset), day.PlusDays(offset));
        }
    }

    public static LocalDate Monday(LocalDate day) => day.PlusDays(1 - (int)day.DayOfWeek);

    /// <summary>The day where the calendar has it, else null: there is no 31 November.</summary>
    public static LocalDate? Day(int year, int month, int day) =>
        year is >= 1900 and <= 2200 && month is >= 1 and <= 12 && day >= 1 && day <= CalendarSystem.Iso.GetDaysInMonth(year, month)
            ? new LocalDate(year, month, day)
            : null;
}
