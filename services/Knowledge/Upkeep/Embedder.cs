using AspireCoach.Models;
using Microsoft.Extensions.Options;

namespace AspireCoach.Knowledge.Upkeep;

/// <summary>
/// Makes the vectors that a user's entries lack, batch by batch, each kept when it is there. Only when none is lacking do those
/// of a new model take over from the old ones, which answer until then.
/// </summary>
internal sealed class Embedder(UpkeepStore store, Spaces spaces, ModelCatalog models, IOptions<KnowledgeOptions> options, KnowledgeMetrics metrics)
{
    /// <exception cref="ModelUnavailableException">The model cannot be asked; what was made so far is kept.</exception>
    public async Task RunAsync(Guid userId, CancellationToken cancel)
    {
        if (await spaces.TargetAsync(cancel) is not { } space)
        {
            return;
        }

        while (await store.StateAsync(userId, cancel) is { } state && (state.Embedded < state.Version || state.Space != space.Id))
        {
            // What there was at the last embedded change has its vectors: only what came since is looked at.
            var after = state.Space == space.Id ? state.Embedded : 0;
            var entries = await store.UnembeddedAsync(userId, space.Id, after, options.Value.BatchSize, cancel);
            if (entries.Count == 0)
            {
                await store.EmbeddedAsync(userId, space.Id, state.Version, cancel);
                continue;
            }

            await store.PutVectorsAsync(userId, space.Id, await EmbedAsync(space, entries, cancel), cancel);
            metrics.Indexed(entries.Count, "embedded");
        }
    }

    private async Task<IReadOnlyList<(Unembedded Entry, byte[] Vector)>> EmbedAsync(Space space, IReadOnlyList<Unembedded> entries, CancellationToken cancel)
    {
        try
        {
            var made = await models.Embeddings!.GenerateAsync(entries.Select(entry => entry.Text), space.Options, cancel);
            if (await spaces.LengthAsync(space.Id, cancel) is { } length && made.FirstOrDefault(embedding => embedding.Vector.Length != length) is { } other)
            {
                throw new ModelUnavailableException(
                    $"The embedding model {space.Model} gives vectors of {other.Vector.Length} numbers and gave {length} before: configure another one by another name.", null, mayRetry: false);
            }

            return [.. entries.Zip(made, (entry, embedding) => (entry, UnitVector.ToBytes(UnitVector.Of(embedding.Vector.Span))))];
        }
        catch (ModelUnavailableException refusal) when (refusal.RequestRefused && entries.Count > 1)
        {
            return await EmbedEachAsync(space, entries, refusal, cancel);
        }
    }

    /// <summary>One text that a model will never take, one too long for it, holds up no other: it is found by its words.</summary>
    private async Task<IReadOnlyList<(Unembedded Entry, byte[] Vector)>> EmbedEachAsync(
        Space space, IReadOnlyList<Unembedded> entries, ModelUnavailableException refusal, CancellationToken cancel)
    {
        List<(Unembedded Entry, byte[] Vector)> made = [];
        foreach (var entry in entries)
        {
            try
            {
                made.AddRange(await EmbedAsync(space, [entry], cancel));
            }
            catch (ModelUnavailableException exception) when (exception.RequestRefused)
            {
                made.Add((entry, []));
            }
        }

        // Where it takes none of them, that is no matter of the texts.
        return made.Exists(item => item.Vector.Length > 0) ? made : throw refusal;
    }
}
