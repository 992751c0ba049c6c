using AspireCoach.Memory.Extraction.Rules;

namespace AspireCoach.Memory.Extraction;

/// <summary>Distils facts by rules: what a model proposes comes beside it and passes the same checks.</summary>
internal sealed class FactExtractor : IFactExtractor
{
    public Task<IReadOnlyList<FactCandidate>> ExtractAsync(ExtractionInput input, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var batch = Batch.Read(input);
        return Task.FromResult(batch.Settle(batch.Turns.SelectMany(entry => RuleExtractor.Read(entry.Turn, entry.Reading, input.TimeZone))));
    }
}
