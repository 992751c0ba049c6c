using System.ComponentModel.DataAnnotations;

namespace AspireCoach.Accounts;

/// <summary>E-mail addresses as accounts are known by: trimmed and in lower case.</summary>
internal static class EmailAddress
{
    private const int MaxLength = 254;
    private const int MaxLocalLength = 64;

    /// <summary>
    /// The address as it is stored; null for what cannot be one. Checked is only what every address has (RFC 5321
    /// §4.5.3.1, RFC 3696 erratum 1690): whether it exists only a message to it can tell.
    /// </summary>
    public static string? Normalize(string text)
    {
        var address = text.Trim().ToLowerInvariant();
        var at = address.IndexOf('@', StringComparison.Ordinal);
        var domain = address[(at + 1)..];
        return address.Length <= MaxLength
            && at is > 0 and <= MaxLocalLength
            && domain.Length > 0
            && !domain.Contains('@', StringComparison.Ordinal)
            && domain[0] is not ('.' or '-')
            && domain[^1] is not ('.' or '-')
            && !domain.Contains("..", StringComparison.Ordinal)
            && !address.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || char.IsSurrogate(c))
            ? address
            : null;
    }
}

/// <summary>Text that <see cref="EmailAddress.Normalize"/> accepts.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class EmailAttribute() : ValidationAttribute("must be an e-mail address of at most 254 characters")
{
    public override bool IsValid(object? value) => value is not string text || EmailAddress.Normalize(text) is not null;
}
