using System.Collections.Concurrent;
using AspireCoach.Models;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace AspireCoach.Knowledge;

/// <summary>
/// The vectors of questions, in the space of the entries they are compared with. A model that cannot be asked is left alone
/// for a while, and the search goes by words alone.
/// </summary>
internal sealed class QueryVectors(Spaces spaces, ModelCatalog models, IOptions<KnowledgeOptions> options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    private readonly MemoryCache _known = new(Options.Create(new MemoryCacheOptions { SizeLimit = 1_000 }));
    private readonly ConcurrentDictionary<int, DateTimeOffset> _resting = [];

    /// <summary>The vector at length 1; null where there is none to be had in time.</summary>
    public async Task<float[]?> OfAsync(string text, int space, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(text) || models.Embeddings is not { } embeddings || (_resting.TryGetValue(space, out var until) && time.GetUtcNow() < until))
        {
            return null;
        }

        if (_known.TryGetValue((space, text), out float[]? known))
        {
            return known;
        }

        if (await spaces.FindAsync(space, cancel) is not { } wanted)
        {
            return null;
        }

        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(options.Value.QueryEmbeddingMilliseconds), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancel);
        try
        {
            var vector = UnitVector.Of((await embeddings.GenerateAsync([text], wanted.Options, either.Token))[0].Vector.Span);
            if (await spaces.LengthAsync(space, either.Token) is { } length && length != vector.Length)
            {
                // Another model by the same name: there is nothing to compare with.
                _resting[space] = time.GetUtcNow() + Rest;
                return null;
            }

            return _known.Set((space, text), vector, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(10) });
        }
        catch (Exception exception) when (exception is ModelUnavailableException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            if (exception is not ModelUnavailableException { RequestRefused: true })
            {
                _resting[space] = time.GetUtcNow() + Rest;
            }

            return null;
        }
    }

    public void Dispose() => _known.Dispose();
}
