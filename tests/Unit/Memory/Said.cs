using AspireCoach.Memory.Extraction;
using AspireCoach.Memory.Extraction.Rules;

namespace AspireCoach.Unit.Memory;

/// <summary>What the rules make of messages.</summary>
internal static class Said
{
    public static readonly DateTimeOffset At = new(2026, 11, 20, 8, 30, 0, TimeSpan.FromHours(1));

    public static IReadOnlyList<FactCandidate> By(params string[] texts) => Of([.. texts.Select((text, i) => Turn(text, i))]);

    public static IReadOnlyList<FactCandidate> Knowing(KnownFact[] known, params string[] texts) => Of([.. texts.Select((text, i) => Turn(text, i))], known);

    public static FactCandidate Only(string text, DateTimeOffset? at = null, string zone = "Europe/Berlin") => Of([Turn(text, 0) with { At = at ?? At }], zone: zone).ShouldHaveSingleItem();

    public static IReadOnlyList<FactCandidate> Of(IReadOnlyList<ExtractionTurn> turns, IReadOnlyList<KnownFact>? known = null, string zone = "Europe/Berlin")
    {
        var batch = Batch.Read(new ExtractionInput(zone, turns, known ?? []));
        return batch.Settle(batch.Turns.SelectMany(entry => RuleExtractor.Read(entry.Turn, entry.Reading, zone)));
    }

    public static ExtractionTurn Turn(string text, int at, bool fromUser = true) => new($"t{at + 1}", fromUser, text, At.AddMinutes(at));
}
