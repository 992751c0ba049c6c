namespace AspireCoach.Data.Sessions;

/// <summary>
/// Who may do what concerns everybody. Accounts know by which address a user signs in, and other modules do not know
/// accounts: they ask this, which every process has.
/// </summary>
public interface IOperators
{
    /// <summary>Whether the user is one of the operators, as the settings say now.</summary>
    ValueTask<bool> IncludesAsync(Guid userId, CancellationToken cancel);
}
