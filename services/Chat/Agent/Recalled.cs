using AspireCoach.Models;

namespace AspireCoach.Chat.Agent;

/// <summary>What the recall step found: as models are given it, and as sources of the reply.</summary>
/// <param name="Memory">The entries, numbered from 1.</param>
/// <param name="Sources">The source of each, in the same order.</param>
internal sealed record Recalled(RecalledMemory Memory, IReadOnlyList<ReplySource> Sources)
{
    public static Recalled Nothing { get; } = new(RecalledMemory.None, []);

    /// <summary>What the step says of itself.</summary>
    public string Detail =>
        Memory is { IsDegraded: true, Items.Count: 0 } ? "degraded: memory could not be searched"
        : Memory.Items.Count == 0 ? "nothing relevant"
        : Count(Memory.Items.Count(item => item.IsFact), "fact") + " and " + Count(Memory.Items.Count(item => !item.IsFact), "turn") + (Memory.IsDegraded ? ", degraded" : "");

    public IEnumerable<ReplySource> SourcesOf(IEnumerable<int> numbers) => numbers.Where(number => number >= 1 && number <= Sources.Count).Select(number => Sources[number - 1]);

    private static string Count(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";
}
