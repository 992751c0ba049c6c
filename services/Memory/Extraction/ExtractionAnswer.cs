using System.Globalization;
using System.Text.Json;

namespace AspireCoach.Memory.Extraction;

/// <summary>A model's answer, read strictly: what is not of the form asked for is no answer.</summary>
internal static class ExtractionAnswer
{
    private const int LongestAnswer = 200_000;
    private const int MostFacts = 500;

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { MaxDepth = 8 };

    /// <returns>Null where the answer is no such document. Single facts that are none are left out.</returns>
    public static IReadOnlyList<FactCandidate>? Read(string? answer)
    {
        if (string.IsNullOrWhiteSpace(answer) || answer.Length > LongestAnswer)
        {
            return null;
        }

        try
        {
            var facts = JsonSerializer.Deserialize<Answer>(Unfenced(answer), s_json)?.Facts;
            return facts is null ? null : [.. facts.Take(MostFacts).OfType<Fact>().Select(fact => fact.ToCandidate()).OfType<FactCandidate>()];
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Some models wrap what they were asked for in a code block.</summary>
    private static string Unfenced(string answer)
    {
        var text = answer.Trim();
        return text.StartsWith("```", StringComparison.Ordinal) && text.EndsWith("```", StringComparison.Ordinal) && text.IndexOf('\n', StringComparison.Ordinal) is var line and > 0 && line < text.Length - 3
            ? text[(line + 1)..^3]
            : text;
    }

    private sealed record Answer(IReadOnlyList<Fact?>? Facts);

    private sealed record Fact(string? Text, string? Category, string? TurnId, string? Quote, double? Confidence, string? ValidFrom, string? ValidTo, string? Supersedes, string? Reinforces)
    {
        public FactCandidate? ToCandidate()
        {
            if (Text is null || Category is null || TurnId is null || Quote is null || !Day(ValidFrom, out var from) || !Day(ValidTo, out var to))
            {
                return null;
            }

            return new FactCandidate(Text.Trim(), Category, TurnId, Quote, Confidence ?? 0.7, from, to, Supersedes, Reinforces);
        }

        private static bool Day(string? text, out DateOnly? day)
        {
            day = null;
            if (string.IsNullOrEmpty(text))
            {
                return true;
            }

            var isDay = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed);
            day = isDay ? parsed : null;
            return isDay;
        }
    }
}
