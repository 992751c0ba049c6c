using System.Security.Cryptography;
using System.Text;
using AspireCoach.Knowledge;

namespace AspireCoach.Memory;

/// <summary>A version of a fact as it is stored.</summary>
internal sealed record FactRow
{
    public const string Columns =
        """
        id, user_id as userId, text, category, confidence, pinned, valid_from as validFrom, valid_to as validTo,
        superseded_by as supersededBy, message_id as messageId, quote, said_at as saidAt, time_zone as timeZone
        """;

    public Guid Id { get; init; }

    public Guid UserId { get; init; }

    public string Text { get; init; } = "";

    public string Category { get; init; } = "";

    public double Confidence { get; init; }

    public bool Pinned { get; init; }

    public DateOnly? ValidFrom { get; init; }

    /// <summary>The last day.</summary>
    public DateOnly? ValidTo { get; init; }

    public Guid? SupersededBy { get; init; }

    /// <summary>Null where the user wrote it, as <see cref="Quote"/> is.</summary>
    public Guid? MessageId { get; init; }

    public string? Quote { get; init; }

    public DateTimeOffset SaidAt { get; init; }

    public string TimeZone { get; init; } = "";

    public bool IsCurrent(DateOnly today) => SupersededBy is null && (ValidTo is null || ValidTo >= today);

    public Fact ToFact() => new()
    {
        Id = Id,
        Text = Text,
        Category = Category,
        Confidence = Confidence,
        Pinned = Pinned,
        ValidFrom = ValidFrom,
        ValidTo = ValidTo,
        SupersededBy = SupersededBy,
        Source = new FactSource(MessageId is null ? FactOrigin.User : FactOrigin.Message, MessageId, Quote, SaidAt),
    };

    public KnowledgeEntry ToEntry() => new()
    {
        Id = Id,
        UserId = UserId,
        Kind = KnowledgeKind.Fact,
        Text = Text,
        Speaker = "user",
        At = SaidAt,
        TimeZone = TimeZone,
        Pinned = Pinned,
        Category = Category,
    };

    public bool IsSameAs(FactRow other) => Category == other.Category && Normal(Text) == Normal(other.Text);

    /// <summary>The same words to a reader: case, spaces and an end stop apart.</summary>
    private static string Normal(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.').ToUpperInvariant();

    /// <summary>What is kept of a forgotten fact's evidence: nothing that its words can be read from.</summary>
    public static byte[] HashOf(Guid userId, Guid messageId, string quote) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{userId:N} {messageId:N} {Normal(quote)}"));
}
