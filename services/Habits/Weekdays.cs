using System.ComponentModel.DataAnnotations;

namespace AspireCoach.Habits;

/// <summary>The days of the week a habit is scheduled on; at least one.</summary>
internal readonly struct Weekdays
{
    private static readonly string[] s_names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    private readonly int _bits;

    private Weekdays(int bits) => _bits = bits;

    /// <summary>Monday to Sunday.</summary>
    public static Weekdays All { get; } = new(0b1111111);

    /// <summary>Reads the contract's names in any order; none at all means every day.</summary>
    /// <exception cref="ArgumentException">A name is not one of <c>mon</c> to <c>sun</c>.</exception>
    public static Weekdays Of(IReadOnlyCollection<string>? names) =>
        names is null or { Count: 0 }
            ? All
            : new(names.Aggregate(0, (bits, name) => IsName(name)
                ? bits | (1 << Array.IndexOf(s_names, name))
                : throw new ArgumentException($"'{name}' is not a day of the week.", nameof(names))));

    public static bool IsName(string? name) => Array.IndexOf(s_names, name) >= 0;

    public static string NameOf(DateOnly day) => s_names[IndexOf(day)];

    /// <summary>The names from <c>mon</c> to <c>sun</c>, each once.</summary>
    public string[] Names()
    {
        var bits = _bits;
        return [.. s_names.Where((_, index) => (bits & (1 << index)) != 0)];
    }

    public bool Contains(DateOnly day) => (_bits & (1 << IndexOf(day))) != 0;

    /// <summary>The next scheduled day after <paramref name="day"/>.</summary>
    public DateOnly After(DateOnly day)
    {
        do
        {
            day = day.AddDays(1);
        }
        while (!Contains(day));
        return day;
    }

    /// <summary>0 is Monday.</summary>
    private static int IndexOf(DateOnly day) => ((int)day.DayOfWeek + 6) % 7;
}

/// <summary>A list of <c>mon</c> to <c>sun</c>; absent or empty stands for every day.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class WeekdayNamesAttribute : ValidationAttribute
{
    public WeekdayNamesAttribute()
        : base("must hold mon, tue, wed, thu, fri, sat or sun")
    {
    }

    public override bool IsValid(object? value) => value is not IEnumerable<string?> names || names.All(Weekdays.IsName);
}
