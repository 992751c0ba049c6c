using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;

namespace AspireCoach.Catalog.Ingestion;

/// <summary>What makes two pages the same item: SHA-256 over kind and identity, without regard to case, blanks and ways of writing a character.</summary>
internal static class ItemKey
{
    public static async Task<byte[]> OfAsync(NpgsqlConnection connection, string kind, IEnumerable<JsonNode> identity, CancellationToken cancel)
    {
        string[] parts = [.. identity.Select(Text)];
        if (!Array.TrueForAll(parts, part => Ascii.IsValid(part)))
        {
            // The program runs without the tables that normalisation takes; the database has them.
            await using var command = new NpgsqlCommand("select array_agg(normalize(part, nfkc) order by n) from unnest($1) with ordinality as given (part, n)", connection)
            {
                Parameters = { new() { Value = parts } },
            };
            parts = (string[])(await command.ExecuteScalarAsync(cancel))!;
        }

        return Of(kind, parts);
    }

    /// <summary>Of texts in normal form KC. Joined as a JSON array, so that no text can look like two.</summary>
    internal static byte[] Of(string kind, IEnumerable<string> parts) =>
        SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes((string[])[kind, .. parts.Select(Folded)]));

    /// <summary>By way of the capitals: a final sigma is a sigma.</summary>
    private static string Folded(string text) =>
        string.Join(' ', text.ToUpperInvariant().ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Text(JsonNode value) => value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();
}
