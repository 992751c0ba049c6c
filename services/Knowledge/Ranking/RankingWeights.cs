namespace AspireCoach.Knowledge.Ranking;

/// <summary>
/// The constants of the ranking: set by hand, round, and the same for everybody. What each gains is in docs/adr/0010. Shares and factors add to 1,
/// so that 0.2 is a fifth more.
/// </summary>
internal sealed record RankingWeights
{
    public static RankingWeights Default { get; } = new();

    /// <summary>BM25's saturation. Low, for a turn that says a word thrice is hardly more about it.</summary>
    public double K1 { get; init; } = 0.7;

    /// <summary>BM25's length normalisation. Low, for long turns are the ones that tell.</summary>
    public double B { get; init; } = 0.3;

    /// <summary>What a word of the turn beside counts, and of the one after that: an answer rarely repeats what it answers.</summary>
    public double Beside { get; init; } = 0.6;

    public double TwoBeside { get; init; } = 0.3;

    /// <summary>How much more the turns before count than those after: what was said leads on, and is not led by what follows.</summary>
    public double Before { get; init; } = 0.2;

    /// <summary>How much more the turn before counts where it ends in a question: this one answers it.</summary>
    public double Answers { get; init; } = 0.5;

    /// <summary>How much less the turn after counts where this one ends in a question: what answers it is the other's.</summary>
    public double AskedAfter { get; init; } = 0.8;

    /// <summary>Share of a word's score that comes of the turn's own text alone; the rest comes of it with its neighbours.</summary>
    public double Own { get; init; } = 0.2;

    /// <summary>What the score of the turns three and four away adds on average.</summary>
    public double Around { get; init; } = 0.1;

    /// <summary>What a session that has all of the question's words adds, and how often a word must occur for half of it.</summary>
    public double Session { get; init; } = 0.4;

    public double SessionHalf { get; init; } = 2;

    /// <summary>What the day asked for counts beside a word that occurs as rarely.</summary>
    public double Date { get; init; } = 1;

    /// <summary>What a relative of a word counts, and an example of its kind, where the word itself counts 1.</summary>
    public double Relative { get; init; } = 0.25;

    public double Example { get; init; } = 0.2;

    /// <summary>What a word counts that belongs to asking: kind, often, mention.</summary>
    public double AskingWord { get; init; } = 0.5;

    /// <summary>Factors of a turn's score, added up.</summary>
    public double Coverage { get; init; } = 0.2;

    public double Near { get; init; } = 0.15;

    public double Speaker { get; init; } = 0.4;

    public double OfSelf { get; init; } = 0.15;

    public double Says { get; init; } = 0.2;

    public double SaysWhen { get; init; } = 0.3;

    public double Asks { get; init; } = 0.2;

    public double EndsAsking { get; init; } = 0.2;

    public double Reacts { get; init; } = 0.2;

    /// <summary>
    /// How much of a question, by rarity, some entry must have with its neighbours: of questions put to conversations that cannot know the answer a
    /// quarter finds nothing then, of those put to the right one 1 in 150. The other entries must have half as much.
    /// </summary>
    public double Floor { get; init; } = 0.2;

    /// <summary>How much of a word must be there, in relatives or in neighbours, for it to count as there.</summary>
    public double Enough { get; init; } = 0.5;

    /// <summary>A fact has no neighbours to gain by, and is what a turn was distilled to.</summary>
    public double Fact { get; init; } = 0.4;

    /// <summary>Words of a turn, less the common ones, from which on it is thought to say something.</summary>
    public double Telling { get; init; } = 12;
}
