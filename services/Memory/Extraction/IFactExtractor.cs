namespace AspireCoach.Memory.Extraction;

/// <summary>Distils facts from turns. Stores nothing: the same input always may be given again.</summary>
internal interface IFactExtractor
{
    /// <returns>
    /// Candidates that have passed <see cref="FactValidator"/>, in the order they were said. Of what one batch says and
    /// then takes back, only what holds in the end.
    /// </returns>
    Task<IReadOnlyList<FactCandidate>> ExtractAsync(ExtractionInput input, CancellationToken cancel);
}
