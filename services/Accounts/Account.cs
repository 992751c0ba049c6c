using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AspireCoach.ServiceDefaults.Contract;

namespace AspireCoach.Accounts;

/// <summary>The body that makes an account.</summary>
[Example("""{"email": "ada@example.org", "password": "correct horse battery", "displayName": "Ada", "timeZone": "Europe/Berlin"}""")]
public sealed record NewAccount
{
    [Required, Email, Description("Where upper and lower case are the same, and which only one account can have.")]
    public string Email { get; init; } = "";

    [Required, Text(8, 128)]
    public string Password { get; init; } = "";

    [Text(1, 200)]
    public string? DisplayName { get; init; }

    [Required, TimeZoneName, Description("An IANA name, e.g. Europe/Berlin; the user's calendar days are meant in it.")]
    public string TimeZone { get; init; } = "";
}

/// <summary>The body that signs in.</summary>
[Example("""{"email": "ada@example.org", "password": "correct horse battery"}""")]
public sealed record Credentials
{
    [Required, Text(1, 1_000)]
    public string Email { get; init; } = "";

    [Required, Text(1, 1_000)]
    public string Password { get; init; } = "";
}

/// <summary>The body that erases an account.</summary>
[Example("""{"password": "correct horse battery"}""")]
public sealed record Confirmation
{
    [Required, Text(1, 1_000), Description("The account's password once more.")]
    public string Password { get; init; } = "";
}

/// <summary>A session, its token told only here.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Token">What to send as <c>Authorization: Bearer</c>.</param>
/// <param name="ExpiresAt">When it ends by itself.</param>
public sealed record SignedIn(Guid UserId, string Token, DateTimeOffset ExpiresAt);

/// <summary>An account as its user sees it.</summary>
public sealed record Me
{
    public required Guid UserId { get; init; }

    public required string Email { get; init; }

    public string? DisplayName { get; init; }

    [Description("An IANA name.")]
    public required string TimeZone { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>The body that changes an account: absent leaves as it is, null clears.</summary>
[Example("""{"displayName": "Ada", "timeZone": "Europe/London"}""")]
public sealed class MePatch : Patch
{
    [Text(1, 200)]
    public string? DisplayName { get; init => field = Given(value); }

    [NotCleared, TimeZoneName, Description("An IANA name, e.g. Europe/Berlin.")]
    public string? TimeZone { get; init => field = Given(value); }
}

/// <summary>An account as signing in needs it.</summary>
internal sealed record Account(Guid Id, string TimeZone, PasswordHash Password);
