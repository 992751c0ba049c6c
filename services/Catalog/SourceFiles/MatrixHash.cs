using System.Security.Cryptography;
using System.Text.Json;

namespace AspireCoach.Catalog.SourceFiles;

/// <summary>What decides how a page is read, as one hash.</summary>
internal static class MatrixHash
{
    /// <summary>Grows when the same matrix reads pages otherwise than before, so that pages which are not modified are parsed anew.</summary>
    private const int Parser = 1;

    public static string Of(string? scope, IReadOnlyList<string> identity, IReadOnlyList<FieldRule> fields)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartArray();
            json.WriteNumberValue(Parser);
            json.WriteStringValue(scope);
            json.WriteStringValue(string.Join('\n', identity));
            foreach (var field in fields)
            {
                json.WriteStringValue(field.Name);
                json.WriteStringValue(field.Type.ToString());
                json.WriteStringValue(field.Unit);
                json.WriteStringValue(field.Range is var (least, greatest) ? FormattableString.Invariant($"{least} {greatest}") : null);
                json.WriteBooleanValue(field.Many);
                json.WriteBooleanValue(field.Required);
                json.WriteStartArray();
                foreach (var selector in field.From)
                {
                    json.WriteStringValue(selector);
                }

                json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        return Convert.ToHexStringLower(SHA256.HashData(stream.ToArray()));
    }
}
