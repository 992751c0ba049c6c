using AspireCoach.Memory.Extraction.Reading;

namespace AspireCoach.Memory.Extraction;

/// <summary>The user's messages of one extraction, read once for whoever proposes facts from them.</summary>
internal sealed class Batch
{
    private readonly ExtractionInput _input;
    private readonly FactValidator _validator;

    private Batch(ExtractionInput input, IReadOnlyList<(ExtractionTurn Turn, TurnReading Reading)> turns)
    {
        _input = input;
        Turns = turns;
        _validator = new FactValidator(input.TimeZone, turns.DistinctBy(entry => entry.Turn.Id).ToDictionary(entry => entry.Turn.Id, StringComparer.Ordinal));
    }

    /// <summary>The user's alone, without those that the next one takes back.</summary>
    public IReadOnlyList<(ExtractionTurn Turn, TurnReading Reading)> Turns { get; }

    public static Batch Read(ExtractionInput input)
    {
        List<(ExtractionTurn, TurnReading)> turns = [];
        foreach (var turn in input.Turns)
        {
            if (!turn.FromUser)
            {
                continue;
            }

            var reading = TurnReading.Of(turn.Text);
            if (reading.TakesBackEarlier && turns.Count > 0)
            {
                turns.RemoveAt(turns.Count - 1);
            }

            turns.Add((turn, reading));
        }

        return new Batch(input, turns);
    }

    /// <summary>A model's candidates, their days read by code.</summary>
    public IReadOnlyList<FactCandidate> SettleProposed(IEnumerable<FactCandidate> candidates) => Settle(candidates.Select(_validator.Dated));

    /// <summary>Checks candidates and compares them with one another and with what is known.</summary>
    public IReadOnlyList<FactCandidate> Settle(IEnumerable<FactCandidate> candidates) => 
        Reconciler.Settle(candidates.Where(_validator.Accepts), id => Turns.First(entry => entry.Turn.Id == id).Turn.Text, _input.Known);
}
