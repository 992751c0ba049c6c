using System.ComponentModel.DataAnnotations;

namespace AspireCoach.Accounts;

/// <summary>Section <c>Accounts</c>.</summary>
public sealed class AccountsOptions
{
    public const string Section = "Accounts";

    /// <summary>
    /// Rounds of PBKDF2-HMAC-SHA512 for new hashes (OWASP Password Storage Cheat Sheet: 210,000 at least); older
    /// hashes with another number are renewed at the next sign-in.
    /// </summary>
    [Range(210_000, 100_000_000)]
    public int HashIterations { get; set; } = 210_000;

    /// <summary>How many passwords are hashed at once; 0 is all cores but one, and at least one.</summary>
    [Range(0, 1_024)]
    public int HashConcurrency { get; set; }

    /// <summary>How many requests may wait for their turn to hash; the next one is answered 503.</summary>
    [Range(0, 10_000)]
    public int HashQueue { get; set; } = 64;

    /// <summary>How many attempts an account takes at once.</summary>
    [Range(1, 1_000_000)]
    public int AttemptsPerAccount { get; set; } = 10;

    /// <summary>How many attempts an account regains a minute.</summary>
    [Range(1, 1_000_000)]
    public int AttemptsPerAccountAndMinute { get; set; } = 10;

    /// <summary>How many attempts a network address has at once.</summary>
    [Range(1, 1_000_000)]
    public int AttemptsPerAddress { get; set; } = 60;

    /// <summary>How many attempts a network address regains a minute.</summary>
    [Range(1, 1_000_000)]
    public int AttemptsPerAddressAndMinute { get; set; } = 60;

    /// <summary>
    /// The addresses of those who may start runs of the catalogue. Nobody proves to own an address: sign up with it before
    /// it is listed here.
    /// </summary>
    public IList<string> Operators { get; } = [];
}
