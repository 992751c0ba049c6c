namespace AspireCoach.Knowledge.Ranking;

/// <summary>The constants of the ranking: set by hand, round, and the same for everybody.</summary>
internal sealed record RankingWeights
{
    public static RankingWeights Default { get; set; } = new();

    /// <summary>BM25's saturation and length normalisation.</summary>
    public double K1 { get; init; } = 0.9;

    public double B { get; init; } = 0.3;

    /// <summary>What a word counts that stands in the turn beside, or two beside.</summary>
    public double Beside { get; init; } = 0.6;

    public double TwoBeside { get; init; } = 0.3;

    /// <summary>Share of the score that comes of the turn's own words.</summary>
    public double Own { get; init; } = 0.3;

    public double Session { get; init; } = 0.3;

    public double Speaker { get; init; } = 0.3;

    public double Asks { get; init; } = 0.2;

    public double Pair { get; init; } = 0.3;

    public double When { get; init; } = 0.2;

    public double Date { get; init; } = 1;
}
