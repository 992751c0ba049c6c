using StackExchange.Redis;

namespace AspireCoach.Data.Cache.Redis;

/// <summary>Why Redis is not used at the moment.</summary>
/// <param name="Reason">For metrics; one of those below.</param>
/// <param name="Text">For the log; never an exception's own text, which may quote what was sent.</param>
internal sealed record RedisFault(string Reason, string Text)
{
    public static readonly RedisFault Starting = new("starting", "it has not been reached yet");
    public static readonly RedisFault Unreachable = new("unreachable", "it cannot be reached");
    public static readonly RedisFault Timeout = new("timeout", "it does not answer in time");
    public static readonly RedisFault Password = new("password", "it refuses the password in ConnectionStrings:redis");
    public static readonly RedisFault Full = new("full", "it is full and refuses writes; raise maxmemory, or set a maxmemory-policy that evicts");
    public static readonly RedisFault ReadOnly = new("read_only", "it is a read-only replica; ConnectionStrings:redis must name the primary");

    public static RedisFault Version(string found) =>
        new("version", $"it is version {found} and {RedisConnection.MinimumVersion} is the least (scripts that read the clock and write)");

    /// <summary>What an exception of an operation or of connecting means.</summary>
    public static RedisFault Of(Exception exception) => exception switch
    {
        RedisFaultException fault => fault.Fault,
        TimeoutException => Timeout,
        // While connecting the client says it only so.
        RedisConnectionException refused when refused.Message.Contains(nameof(ConnectionFailureType.AuthenticationFailure), StringComparison.Ordinal) => Password,
        RedisServerException server => OfAnswer(server.Message),
        // The client hides what it was told while connecting one or two exceptions down.
        { InnerException: { } inner } => Of(inner),
        _ => Unreachable,
    };

    private static RedisFault OfAnswer(string message) => message.Split(' ')[0] switch
    {
        "OOM" => Full,
        "READONLY" => ReadOnly,
        "NOAUTH" or "WRONGPASS" or "NOPERM" => Password,
        var code when code.All(char.IsAsciiLetterUpper) => new("error", $"it answers {code}"),
        _ => new("error", "it answers with errors"),
    };
}

/// <summary>Redis answers, and cannot be used all the same.</summary>
internal sealed class RedisFaultException(RedisFault fault) : Exception(fault.Text)
{
    public RedisFault Fault => fault;
}
