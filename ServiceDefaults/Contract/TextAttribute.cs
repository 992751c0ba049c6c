using System.ComponentModel.DataAnnotations;

namespace AspireCoach.ServiceDefaults.Contract;

/// <summary>
/// Text a user wrote: a length in UTF-16 code units, no NUL and no lone surrogate (neither can be stored in
/// Postgres as UTF-8). With a minimum above zero, white space alone is refused too.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class TextAttribute(int min, int max) : ValidationAttribute
{
    public int Min { get; } = min;

    public int Max { get; } = max;

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        ArgumentNullException.ThrowIfNull(validationContext);
        return value is string text && Problem(text) is { } problem
            ? new ValidationResult(problem, validationContext.MemberName is { } name ? [name] : null)
            : ValidationResult.Success;
    }

    /// <summary>What is wrong with the text, for a person; null when nothing is. Null text is left to <c>required</c>.</summary>
    public string? Problem(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length < Min || text.Length > Max)
        {
            return $"must have {Min} to {Max} characters";
        }

        if (Min > 0 && string.IsNullOrWhiteSpace(text))
        {
            return "must not be blank";
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0')
            {
                return "must not contain the NUL character";
            }

            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return "must not contain a lone surrogate";
            }
        }

        return null;
    }
}
