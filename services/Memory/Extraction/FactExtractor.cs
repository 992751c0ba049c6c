using AspireCoach.Memory.Extraction.Rules;
using AspireCoach.Models;
using Microsoft.Extensions.Logging;

namespace AspireCoach.Memory.Extraction;

/// <summary>
/// Distils facts with the model that <c>Models:Extraction</c> names, and by rules where there is none, where it fails, or
/// where nothing it says can be believed. Whoever proposes a fact, it passes the same checks.
/// </summary>
internal sealed partial class FactExtractor(ModelCatalog models, ILogger<FactExtractor> logger) : IFactExtractor
{
    /// <summary>What one call to the model may hold: the more, the less it sees.</summary>
    private const int TurnsAtOnce = 40;

    public async Task<IReadOnlyList<FactCandidate>> ExtractAsync(ExtractionInput input, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(input);
        cancel.ThrowIfCancellationRequested();
        var batch = Batch.Read(input);
        if (models.ExtractionModel != ModelCatalog.OfflineModelId && batch.Turns.Count > 0 && await AskAsync(input, batch, cancel) is { Count: > 0 } facts)
        {
            return facts;
        }

        return batch.Settle(batch.Turns.SelectMany(entry => RuleExtractor.Read(entry.Turn, entry.Reading, input.TimeZone)));
    }

    /// <returns>What of the model's answer can be believed; null where it failed.</returns>
    private async Task<IReadOnlyList<FactCandidate>?> AskAsync(ExtractionInput input, Batch batch, CancellationToken cancel)
    {
        List<FactCandidate> proposed = [];
        foreach (var turns in batch.Turns.Select(entry => entry.Turn).Chunk(TurnsAtOnce))
        {
            try
            {
                var response = await models.Extraction.GetResponseAsync(ExtractionPrompt.Of(input, turns), ExtractionPrompt.Options, cancel);
                if (response.ModelId == ModelCatalog.OfflineModelId || ExtractionAnswer.Read(response.Text) is not { } facts)
                {
                    UsesRules(response.ModelId, "its answer is not of the form asked for");
                    return null;
                }

                proposed.AddRange(facts);
            }
            catch (Exception problem) when (!cancel.IsCancellationRequested)
            {
                UsesRules(models.ExtractionModel, problem.GetType().Name);
                return null;
            }
        }

        var settled = batch.SettleProposed(proposed);
        if (proposed.Count > 0 && settled.Count == 0)
        {
            UsesRules(models.ExtractionModel, "nothing it says is supported");
        }

        return settled;
    }

    [LoggerMessage(LogLevel.Warning, "Facts are extracted by rules: the model {Model} was asked, and {Problem}")]
    private partial void UsesRules(string? model, string problem);
}
