using System.ComponentModel.DataAnnotations;

namespace AspireCoach.Chat;

/// <summary>Section <c>Chat</c>.</summary>
public sealed class ChatOptions
{
    public const string Section = "Chat";

    /// <summary>How many messages this process answers at once; 0 answers none and leaves them to others.</summary>
    [Range(0, 1_000)]
    public int AgentConcurrency { get; set; } = 16;

    /// <summary>How often a message is tried to be answered before its reply fails.</summary>
    [Range(1, 20)]
    public int MaxAttempts { get; set; } = 5;

    /// <summary>How long one attempt at a reply may take.</summary>
    [Range(1, 600)]
    public int ReplySeconds { get; set; } = 60;

    /// <summary>How long one tool may take.</summary>
    [Range(1, 120)]
    public int ToolSeconds { get; set; } = 8;

    /// <summary>How many tool calls a reply may make.</summary>
    [Range(0, 50)]
    public int MaxToolCalls { get; set; } = 6;

    /// <summary>How many characters of a tool's result a model is given.</summary>
    [Range(100, 200_000)]
    public int MaxToolResultCharacters { get; set; } = 12_000;

    /// <summary>How many messages of the conversation a model is given.</summary>
    [Range(0, 100)]
    public int HistoryMessages { get; set; } = 10;

    /// <summary>
    /// How many tokens of persona, recalled entries, tool results and messages a language model is given, as
    /// <see cref="Agent.TokenEstimate"/> counts them; the tools' descriptions come on top.
    /// </summary>
    [Range(1_000, 1_000_000)]
    public int ContextTokens { get; set; } = 6_000;

    /// <summary>
    /// How many of them recalled entries may have. Small beside the rest, so that a request costs the same however much
    /// there is to recall.
    /// </summary>
    [Range(0, 100_000)]
    public int RecallTokens { get; set; } = 400;

    /// <summary>How many entries are recalled for a message; 0 recalls none.</summary>
    [Range(0, 100)]
    public int RecalledEntries { get; set; } = 8;

    /// <summary>How long recall may take, in milliseconds; without it the answer goes on.</summary>
    [Range(10, 30_000)]
    public int RecallMilliseconds { get; set; } = 2_000;

    /// <summary>How long a model may take to phrase a question, in milliseconds; then what the rules made of it stands.</summary>
    [Range(10, 30_000)]
    public int PhraseMilliseconds { get; set; } = 1_500;

    /// <summary>How many of a message's photos a model that takes pictures is shown; 0 shows none.</summary>
    [Range(0, 10)]
    public int ShownPhotos { get; set; } = 4;

    /// <summary>The most bytes a photo may have to be shown to a model.</summary>
    [Range(1_000, 10_000_000)]
    public int ShownPhotoBytes { get; set; } = 1_500_000;

    /// <summary>How many characters a reply may have; longer ones are cut off there.</summary>
    [Range(100, 200_000)]
    public int MaxReplyCharacters { get; set; } = 32_000;

    /// <summary>How often what a model has written is made visible, in milliseconds.</summary>
    [Range(10, 5_000)]
    public int ChunkMilliseconds { get; set; } = 100;

    /// <summary>The longest wait that <c>Prefer: wait</c> is granted.</summary>
    [Range(0, 25)]
    public int MaxWaitSeconds { get; set; } = 25;

    /// <summary>How many replies' poll states a process keeps.</summary>
    [Range(100, 10_000_000)]
    public int CachedReplies { get; set; } = 20_000;
}
