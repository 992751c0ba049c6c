namespace AspireCoach.Data.Sessions;

/// <summary>What a bearer token is good for.</summary>
public enum TokenKind : short
{
    /// <summary>Signed in: everything.</summary>
    Session = 0,

    /// <summary>A personal access token: <c>/mcp</c> only.</summary>
    Personal = 1,

    /// <summary>The platform's own agent, for a user, for a moment: <c>/mcp</c> only, and believed what it says of the call.</summary>
    Agent = 2,
}
