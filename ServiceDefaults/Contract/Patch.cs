using System.ComponentModel.DataAnnotations;
using System.Runtime.CompilerServices;

namespace AspireCoach.ServiceDefaults.Contract;

/// <summary>
/// The body of a PATCH in the sense of JSON Merge Patch (RFC 7396): a field that is absent leaves the value as it is,
/// <c>null</c> clears it. A derived class's properties stay plain nullable types, so that validation and OpenAPI see
/// them as they are; their init accessors say <c>field = Given(value)</c>, which only runs for fields the caller sent.
/// </summary>
public abstract class Patch
{
    private readonly HashSet<string> _given = [];

    /// <summary>True when the caller sent the field, be it as null.</summary>
    public bool Has(string property) => _given.Contains(property);

    /// <summary>Notes that the caller sent the field.</summary>
    protected T Given<T>(T value, [CallerMemberName] string property = "")
    {
        _given.Add(property);
        return value;
    }
}

/// <summary>A field of a <see cref="Patch"/> that can be changed but not cleared: absent is fine, null is refused.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotClearedAttribute : ValidationAttribute
{
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        ArgumentNullException.ThrowIfNull(validationContext);
        return value is null
            && validationContext is { ObjectInstance: Patch patch, MemberName: { } name }
            && patch.Has(name)
            ? new ValidationResult("cannot be cleared", [name])
            : ValidationResult.Success;
    }
}
