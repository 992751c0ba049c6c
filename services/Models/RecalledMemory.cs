using System.Text.Json.Serialization;

namespace AspireCoach.Models;

/// <summary>
/// What was recalled for a question: handed to every model as a delimited block of data.
/// </summary>
/// <param name="Items">Pinned facts first, then what fits best.</param>
/// <param name="IsDegraded">True where memory could not be searched, so that nothing found says nothing.</param>
public sealed record RecalledMemory(IReadOnlyList<RecalledItem> Items, bool IsDegraded = false)
{
    /// <summary>
    /// In the <c>AdditionalProperties</c> of an answer, an <c>IReadOnlyList&lt;int></c>: the numbers of the items it uses.
    /// A model that does not say which may have used them all.
    /// </summary>
    public const string UsedKey = "coach.recalled";

    private const string Block = "recalled-memory";

    public static RecalledMemory None { get; } = new([]);

    /// <summary>The block as it stands in a system message.</summary>
    public string Render() => PromptBlock.Render(Block, this);

    /// <summary>Reads the block out of a system message; <see cref="None"/> where there is none.</summary>
    public static RecalledMemory Find(string systemText) => PromptBlock.Find<RecalledMemory>(Block, systemText) ?? None;
}

/// <summary>Something that was said earlier, or a fact known of the user.</summary>
/// <param name="Number">Its number in the block, from 1.</param>
/// <param name="Kind"><c>fact</c> or <c>turn</c>.</param>
/// <param name="On">The day it was said, or since when it is so, where the user was then.</param>
/// <param name="By"><c>user</c> or <c>coach</c>.</param>
/// <param name="Text">The words, cut where they are long; of a turn that told something of health or diet, what it told.</param>
public sealed record RecalledItem(int Number, string Kind, DateOnly On, string By, string Text)
{
    /// <summary><c>health</c> or <c>diet</c>, for a fact, or what a turn told that is no fact yet; null for everything else.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? About { get; init; }

    /// <summary>True for a turn of which the user has said otherwise since.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Outdated { get; init; }

    [JsonIgnore]
    public bool IsFact => Kind == "fact";

    /// <summary>True for what the user is known to be or do, whether it is a fact already or was told in a turn.</summary>
    [JsonIgnore]
    public bool IsKnown => IsFact || About is not null;
}
