using AspireCoach.Knowledge;
using AspireCoach.Knowledge.Ranking;

namespace AspireCoach.Unit.Knowledge;

/// <summary>Entries of one user, said at noon of consecutive days, or a minute apart within a thread.</summary>
internal static class Conversation
{
    public static readonly DateTimeOffset Start = new(2026, 5, 4, 12, 0, 0, TimeSpan.FromHours(2)); // a Monday

    public static Guid Id(int number) => new(number, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    public static Guid Thread(int number) => new(number, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>A turn; turns of a thread follow each other a minute apart, threads a day.</summary>
    public static LexicalEntry Turn(int number, string text, string speaker = "user", int thread = 1) =>
        new(Id(number), KnowledgeKind.Turn, text, speaker, Start.AddDays(thread - 1).AddMinutes(number), Thread(thread), number);

    public static LexicalEntry Fact(int number, string text) => new(Id(number), KnowledgeKind.Fact, text, "user", Start, null, 0);

    public static LexicalIndex Index(params IEnumerable<LexicalEntry> entries)
    {
        var index = new LexicalIndex();
        foreach (var entry in entries)
        {
            index.Put(entry);
        }

        return index;
    }

    /// <summary>The numbers of what is found, best first.</summary>
    public static IReadOnlyList<int> Find(this LexicalIndex index, string question, int limit = 10) => index.Find(new LexicalQuery(question), limit);

    public static IReadOnlyList<int> Find(this LexicalIndex index, LexicalQuery query, int limit = 10) =>
        [.. index.Search(query, limit).Select(hit => BitConverter.ToInt32(hit.Id.ToByteArray()))];
}
