using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AspireCoach.ServiceDefaults.Contract;

namespace AspireCoach.Accounts;

/// <summary>The body that makes a personal access token.</summary>
[Example("""{"name": "Claude on my laptop"}""")]
public sealed record NewToken
{
    [Required, Text(1, 200), Description("Where it is used, so that its user knows which one to revoke.")]
    public string Name { get; init; } = "";

    [Description("When it ends: in the future, at most a year away; a year from now where left out.")]
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>A personal access token, told only here.</summary>
/// <param name="Id">Its id, to revoke it by.</param>
/// <param name="Name">What the user calls it.</param>
/// <param name="Token">What to send as <c>Authorization: Bearer</c> to /mcp.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it ends by itself.</param>
public sealed record IssuedToken(Guid Id, string Name, string Token, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);
