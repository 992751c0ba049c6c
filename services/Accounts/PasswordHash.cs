using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AspireCoach.Accounts;

/// <summary>
/// A password as it is stored: <c>pbkdf2-sha512$ROUNDS$SALT$VERIFIER</c>, the last two in base64. The parameters go
/// with each hash, so that they can grow without breaking older ones.
/// </summary>
internal sealed record PasswordHash(int Iterations, byte[] Salt, byte[] Verifier)
{
    private const string Scheme = "pbkdf2-sha512";
    private const int SaltBytes = 16;
    private const int HalfBytes = 32;

    /// <summary>A salt to derive a new hash with; it has no verifier and matches no password.</summary>
    public static PasswordHash Fresh(int iterations) => new(iterations, RandomNumberGenerator.GetBytes(SaltBytes), []);

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">It is anything else.</exception>
    public static PasswordHash Parse(string text) =>
        text.Split('$') is [Scheme, var iterations, var salt, var verifier]
            ? new PasswordHash(
                int.Parse(iterations, NumberStyles.None, CultureInfo.InvariantCulture),
                Convert.FromBase64String(salt),
                Convert.FromBase64String(verifier))
            : throw new FormatException("This is no stored password.");

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Scheme}${Iterations}${Convert.ToBase64String(Salt)}${Convert.ToBase64String(Verifier)}");

    /// <summary>Derives a password with this hash's parameters (RFC 8018 §5.2): slow on purpose.</summary>
    public DerivedPassword Derive(string password)
    {
        // One block of SHA-512: its halves are independent, and only the first is ever stored.
        var derived = Rfc2898DeriveBytes.Pbkdf2(
            Encoding.UTF8.GetBytes(password), Salt, Iterations, HashAlgorithmName.SHA512, 2 * HalfBytes);
        return new DerivedPassword(this with { Verifier = derived[..HalfBytes] }, derived[HalfBytes..]);
    }
}

/// <summary>What a password came to.</summary>
/// <param name="Hash">What to store.</param>
/// <param name="Secret">The half that is never stored; only who has the password can make it again.</param>
internal sealed record DerivedPassword(PasswordHash Hash, byte[] Secret)
{
    /// <summary>True when it is the password of that hash, whose parameters it was derived with.</summary>
    public bool Matches(PasswordHash stored) => CryptographicOperations.FixedTimeEquals(Hash.Verifier, stored.Verifier);

    /// <summary>
    /// 256 bits that are always the same for the password and the purpose (HKDF, RFC 5869), and tell nothing of either:
    /// the session token of a request with an Idempotency-Key, made again for a replay instead of being stored.
    /// </summary>
    public byte[] KeyFor(string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Secret, outputLength: 32, salt: [], info: Encoding.UTF8.GetBytes(purpose));
}
