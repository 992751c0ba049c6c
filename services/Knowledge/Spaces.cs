using System.Collections.Concurrent;
using AspireCoach.Data.Postgres;
using AspireCoach.Models;
using Dapper;
using Microsoft.Extensions.AI;

namespace AspireCoach.Knowledge;

/// <summary>An embedding model whose vectors can be compared with each other.</summary>
/// <param name="Id">Its number, from 1.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Dimensions">How many numbers it is asked for; 0 for the model's own.</param>
internal sealed record Space(int Id, string Model, int Dimensions)
{
    /// <summary>What asks the endpoint for this model, whatever is configured now.</summary>
    public EmbeddingGenerationOptions Options => new() { ModelId = Model, Dimensions = Dimensions == 0 ? null : Dimensions };
}

/// <summary>The spaces there are, by their numbers.</summary>
internal sealed class Spaces(Database database, ModelCatalog models)
{
    private readonly ConcurrentDictionary<int, Space> _known = [];
    private readonly ConcurrentDictionary<int, int> _lengths = [];
    private volatile Space? _target;

    /// <summary>The space that all entries are to have vectors of; null where no embedding model is configured.</summary>
    public async Task<Space?> TargetAsync(CancellationToken cancel)
    {
        if (models.Embeddings?.GetService<EmbeddingGeneratorMetadata>() is not { DefaultModelId: { } model } metadata)
        {
            return null;
        }

        if (_target is { } known)
        {
            return known;
        }

        await using var connection = await database.OpenAsync(cancel);
        var dimensions = metadata.DefaultModelDimensions ?? 0;
        var id = await connection.QuerySingleAsync<int>(new CommandDefinition(
            """
            insert into knowledge.spaces (model, dimensions) select @model, @dimensions
            where not exists (select from knowledge.spaces where model = @model and dimensions = @dimensions)
            on conflict do nothing;
            select id from knowledge.spaces where model = @model and dimensions = @dimensions
            """,
            new { model, dimensions },
            cancellationToken: cancel));
        return _target = new Space(id, model, dimensions);
    }

    /// <summary>A space by its number; null where there is none.</summary>
    public async Task<Space?> FindAsync(int id, CancellationToken cancel)
    {
        if (_known.TryGetValue(id, out var space))
        {
            return space;
        }

        await using var connection = await database.OpenAsync(cancel);
        var row = await connection.QuerySingleOrDefaultAsync<(string Model, int Dimensions)>(new CommandDefinition(
            "select model, dimensions from knowledge.spaces where id = @id", new { id }, cancellationToken: cancel));
        return row.Model is null ? null : _known.GetOrAdd(id, new Space(id, row.Model, row.Dimensions));
    }

    /// <summary>How many numbers the vectors of a space have, which is asked of each that is made; null where there are none.</summary>
    public async ValueTask<int?> LengthAsync(int space, CancellationToken cancel)
    {
        if (_lengths.TryGetValue(space, out var known))
        {
            return known;
        }

        await using var connection = await database.OpenAsync(cancel);
        var found = await connection.QuerySingleOrDefaultAsync<int?>(new CommandDefinition(
            "select octet_length(vector) / 2 from knowledge.vectors where space = @space and vector <> '' limit 1", new { space }, cancellationToken: cancel));
        return found is { } length ? _lengths.GetOrAdd(space, length) : null;
    }
}
