using System.Data.Common;

namespace AspireCoach.Knowledge.Qdrant;

/// <summary>Where Qdrant's REST interface is: the connection string <c>qdrant_http</c>, as Aspire gives it.</summary>
internal sealed record QdrantConnection(Uri Endpoint, string? Key)
{
    public const string Name = "qdrant_http";

    private const string Form = "'Endpoint=http://host:6333;Key=…'";

    /// <summary>Reads <c>Endpoint=http://host:6333;Key=…</c>, or an address alone.</summary>
    /// <returns>Null and what is wrong; the text itself, which may hold a key, is not repeated.</returns>
    public static (QdrantConnection? Connection, string? Problem) Parse(string text)
    {
        var (endpoint, key) = (text, (string?)null);
        if (text.Contains('=', StringComparison.Ordinal))
        {
            try
            {
                var parts = new DbConnectionStringBuilder { ConnectionString = text };
                endpoint = parts.TryGetValue("Endpoint", out var address) ? address.ToString()! : "";
                key = parts.TryGetValue("Key", out var secret) && secret.ToString() is { Length: > 0 } given ? given : null;
            }
            catch (ArgumentException)
            {
                return (null, $"ConnectionStrings:{Name} must have the form {Form}.");
            }
        }

        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.UserInfo.Length > 0)
        {
            return (null, $"ConnectionStrings:{Name} must name an absolute http or https address: {Form}.");
        }

        return key?.Any(c => c is < '!' or > '~') == true
            ? (null, $"ConnectionStrings:{Name}: the key must be printable ASCII without spaces.")
            : (new QdrantConnection(uri, key), null);
    }

    /// <summary>The address, never the key.</summary>
    public override string ToString() => Endpoint.GetLeftPart(UriPartial.Path);
}
