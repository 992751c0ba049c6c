using AspireCoach.Knowledge.Ranking;

namespace AspireCoach.Knowledge;

/// <summary>Finds which entries of a user fit a question; their texts are read from the table, whatever it answers.</summary>
internal interface IKnowledgeIndex
{
    /// <summary>The union of what fits by words and by meaning, each with both scores, in no order.</summary>
    /// <param name="userId">The tenant.</param>
    /// <param name="query">The question.</param>
    /// <param name="limit">How many of each at most.</param>
    /// <param name="cancel">Ends the asking.</param>
    /// <exception cref="KnowledgeUnavailableException">It cannot be asked.</exception>
    Task<IReadOnlyList<Candidate>> SearchAsync(Guid userId, LexicalQuery query, int limit, CancellationToken cancel);
}

/// <summary>An entry that may fit.</summary>
/// <param name="Id">The entry.</param>
/// <param name="Lexical">By words, 0 where it shares none.</param>
/// <param name="Cosine">By meaning, -1 to 1; null where it has no vector or the question has none.</param>
internal readonly record struct Candidate(Guid Id, double Lexical, double? Cosine)
{
    /// <summary>Words and meaning together: a cosine below the floor takes nothing away from what the words say.</summary>
    public double Score(KnowledgeOptions options) =>
        Lexical + (Cosine is { } cosine ? options.DenseWeight * Math.Max(0, (cosine - options.DenseFloor) / (1 - options.DenseFloor)) : 0);
}
