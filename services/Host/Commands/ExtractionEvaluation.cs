using System.Text.Json;
using System.Text.Json.Serialization;
using AspireCoach.Memory.Extraction;
using AspireCoach.Models;

namespace AspireCoach.Host.Commands;

/// <summary><c>coach eval extract</c>: gives each case's turns to the extractor that serves users.</summary>
/// <remarks>
/// Input: <c>[{"id", "timeZone", "turns": [{"id", "role", "text", "at"}], "known": [{"id", "text", "category"}]}]</c>.
/// Output: <c>[{"id", "facts": [{"text", "category", "turnId", "quote", "validFrom"?, "validTo"?, "supersedes"?}]}]</c>; what only says a
/// known fact again is no fact of it.
/// </remarks>
internal static class ExtractionEvaluation
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true };

    public static async Task<int> RunAsync(string input, string output)
    {
        IReadOnlyList<ExtractionCase>? cases;
        try
        {
            await using var stream = File.OpenRead(input);
            cases = await JsonSerializer.DeserializeAsync<IReadOnlyList<ExtractionCase>>(stream, s_json);
        }
        catch (JsonException problem)
        {
            throw new CommandLineException($"'{input}' is no extraction evaluation: {problem.Message}");
        }

        await using var app = CoachApplication.CreateBuilder().Build();
        var models = app.Services.GetRequiredService<ModelCatalog>();
        var extractor = new FactExtractor(models, app.Services.GetRequiredService<ILogger<FactExtractor>>());
        List<ExtractedCase> extracted = [];
        foreach (var item in cases ?? [])
        {
            extracted.Add(await ExtractAsync(extractor, item, CancellationToken.None));
        }

        await using (var writer = File.Create(output))
        {
            await JsonSerializer.SerializeAsync(writer, extracted, s_json);
        }

        var model = models.ExtractionModel == ModelCatalog.OfflineModelId ? $"the rules of {ModelCatalog.OfflineModelId}" : $"the model {models.ExtractionModel}";
        await Console.Error.WriteLineAsync($"{extracted.Count} cases, {extracted.Sum(item => item.Facts.Count)} facts, extracted by {model}.");
        return 0;
    }

    public static async Task<ExtractedCase> ExtractAsync(IFactExtractor extractor, ExtractionCase item, CancellationToken cancel)
    {
        var facts = await extractor.ExtractAsync(
            new ExtractionInput(
                item.TimeZone ?? "UTC",
                [.. (item.Turns ?? []).Select(turn => new ExtractionTurn(turn.Id, turn.Role == "user", turn.Text, turn.At))],
                item.Known ?? []),
            cancel);
        return new ExtractedCase(item.Id, [.. facts.Where(fact => fact.Reinforces is null)
            .Select(fact => new ExtractedFact(fact.Text, fact.Category, fact.TurnId, fact.Quote, fact.ValidFrom, fact.ValidTo, fact.Supersedes))]);
    }
}

internal sealed record ExtractionCase(string Id, string? TimeZone, IReadOnlyList<CaseTurn>? Turns, IReadOnlyList<KnownFact>? Known);

internal sealed record CaseTurn(string Id, string Role, string Text, DateTimeOffset At);

internal sealed record ExtractedCase(string Id, IReadOnlyList<ExtractedFact> Facts);

internal sealed record ExtractedFact(string Text, string Category, string TurnId, string Quote, DateOnly? ValidFrom, DateOnly? ValidTo, string? Supersedes);
