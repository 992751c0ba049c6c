using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AspireCoach.ServiceDefaults.Contract;

namespace AspireCoach.Habits;

/// <summary>What a user logged for a habit on a day.</summary>
public sealed record CheckIn
{
    public required DateOnly Date { get; init; }

    public required bool Done { get; init; }

    [Description("How much, in the habit's unit.")]
    public decimal? Amount { get; init; }

    public string? Note { get; init; }
}

/// <summary>The body that logs a day; it replaces whatever was logged for it.</summary>
[Example("""{"done": true, "amount": 5.2, "note": "Along the river"}""")]
public sealed record NewCheckIn
{
    [Required]
    public bool? Done { get; init; }

    [Range(0, Amounts.Max), Description("How much, in the habit's unit.")]
    public decimal? Amount { get; init; }

    [Text(0, 2000)]
    public string? Note { get; init; }
}
