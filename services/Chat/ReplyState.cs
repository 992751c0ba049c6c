using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace AspireCoach.Chat;

/// <summary>Where a reply is on its way; the values are the database's.</summary>
public enum ReplyStatus
{
    Queued = 0,
    Working = 1,
    Streaming = 2,
    Done = 3,
    Failed = 4,
    Cancelled = 5,
}

/// <summary>A finished step of the graph: rewrite, recall, tool or answer.</summary>
/// <param name="Name">rewrite, recall, tool or answer.</param>
/// <param name="Detail">What it came to, for a person.</param>
/// <param name="Ms">How long it took in milliseconds.</param>
public sealed record ReplyStep(string Name, string Detail, long Ms);

/// <summary>What a reply rests on.</summary>
/// <param name="Kind">fact, turn, habit, journal, media or catalog.</param>
public sealed record ReplySource(string Kind, string Id, string Label);

/// <summary>Why there is no answer, for a person.</summary>
/// <param name="Title">What happened.</param>
/// <param name="Detail">What to do.</param>
/// <param name="Retryable">Whether sending the message again may help.</param>
public sealed record ReplyProblem(string Title, string Detail, bool Retryable);

/// <summary>A reply at one moment, as a poll sees it. Immutable: a change is a new state with a higher version.</summary>
public sealed record ReplyState
{
    private string? _digest;

    public required Guid Id { get; init; }

    public required Guid UserId { get; init; }

    public required ReplyStatus Status { get; init; }

    public required int Attempt { get; init; }

    /// <summary>The cursor at which the current attempt's text begins.</summary>
    public required long Base { get; init; }

    /// <summary>The whole text of the current attempt so far.</summary>
    public required string Text
    {
        get;
        init
        {
            field = value;
            // A copy with another text takes the digest along.
            _digest = null;
        }
    }

    public required long Version { get; init; }

    public required IReadOnlyList<ReplyStep> Steps { get; init; }

    public required IReadOnlyList<ReplySource> Sources { get; init; }

    public ReplyProblem? Problem { get; init; }

    /// <summary>The cursor behind the last character shown.</summary>
    [JsonIgnore]
    public long End => Base + Text.Length;

    /// <summary>True when nothing will change any more.</summary>
    [JsonIgnore]
    public bool IsFinal => Status >= ReplyStatus.Done;

    /// <summary>SHA-256 of the text's UTF-8 in lower-case hex; computed once a state.</summary>
    [JsonIgnore]
    public string Digest => _digest ??= Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));

    /// <summary>The state of a reply whose message has just been accepted.</summary>
    public static ReplyState Queued(Guid id, Guid userId) => new()
    {
        Id = id,
        UserId = userId,
        Status = ReplyStatus.Queued,
        Attempt = 1,
        Base = 0,
        Text = "",
        Version = 1,
        Steps = [],
        Sources = [],
    };

    /// <summary>
    /// What follows a cursor. One from before this attempt, or from beyond the end (a database restored from a
    /// backup), starts over.
    /// </summary>
    public (string Text, bool Reset) After(long cursor)
    {
        if (cursor < Base || cursor > End)
        {
            return (Text, true);
        }

        var start = (int)(cursor - Base);
        if (start > 0 && start < Text.Length && char.IsLowSurrogate(Text[start]))
        {
            start--;
        }

        return (start == 0 ? Text : Text[start..], false);
    }
}
