using AspireCoach.Data.Cache;
using AspireCoach.Data.Sessions;
using Microsoft.Extensions.Options;

namespace AspireCoach.Models.Tools;

/// <summary>
/// Tokens to call the platform's own tools with over HTTP as a user: minted in the sessions' store, which only the platform
/// can write, used for the calls of a reply or two, and ended with the user's sessions when the account is erased.
/// </summary>
internal sealed class AgentTokens(SessionStore sessions, IOptions<ToolsOptions> options, TimeProvider time) : IDisposable
{
    private const int Kept = 20_000;

    private readonly LocalCache<(Guid, string), IssuedSession> _tokens = new(Kept, time);

    /// <summary>A token of the user that lasts for at least half of a token's time.</summary>
    public async Task<string> GetAsync(ToolContext caller, CancellationToken cancel)
    {
        var lifetime = TimeSpan.FromSeconds(options.Value.AgentTokenSeconds);
        var issued = await _tokens.GetAsync(
            (caller.UserId, caller.TimeZone),
            async (_, inner) => await sessions.CreateForAgentAsync(caller.UserId, caller.TimeZone, lifetime, inner),
            _ => lifetime / 2,
            cancel);
        return issued!.Token;
    }

    /// <summary>Forgets a token that was refused.</summary>
    public void Forget(ToolContext caller) => _tokens.Remove((caller.UserId, caller.TimeZone));

    public void Dispose() => _tokens.Dispose();
}
