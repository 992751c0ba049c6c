using System.Data.Common;

namespace AspireCoach.Blobs.S3;

/// <summary>Where an S3 store is and as whom it is used.</summary>
/// <param name="Endpoint">Its address, http or https, without the bucket.</param>
/// <param name="AccessKey">The id of the key.</param>
/// <param name="SecretKey">The key, which is never logged.</param>
/// <param name="Bucket">The bucket, made at start where it is missing.</param>
/// <param name="Region">The region that requests are signed for.</param>
internal sealed record S3Settings(Uri Endpoint, string AccessKey, string SecretKey, string Bucket, string Region)
{
    private const string Shape = "Endpoint=http://host:9000;AccessKey=…;SecretKey=…;Bucket=…[;Region=us-east-1]";

    /// <exception cref="FormatException">It is no such connection string; the message names what is wrong and quotes no value.</exception>
    public static S3Settings Parse(string text)
    {
        var parts = new DbConnectionStringBuilder();
        try
        {
            parts.ConnectionString = text;
        }
        catch (ArgumentException)
        {
            throw new FormatException($"is not of the form {Shape}.");
        }

        foreach (string name in parts.Keys)
        {
            if (name.ToLowerInvariant() is not ("endpoint" or "accesskey" or "secretkey" or "bucket" or "region"))
            {
                throw new FormatException($"{name} is unknown; the form is {Shape}.");
            }
        }

        return Uri.TryCreate(Of(parts, "Endpoint"), UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https"
            ? new(endpoint, Of(parts, "AccessKey"), Of(parts, "SecretKey"), Of(parts, "Bucket"), parts.TryGetValue("Region", out var region) ? (string)region : "us-east-1")
            : throw new FormatException("Endpoint is no http or https address.");
    }

    public override string ToString() => $"{Endpoint}{Bucket}";

    private static string Of(DbConnectionStringBuilder parts, string name) =>
        parts.TryGetValue(name, out var value) && value is string { Length: > 0 } text
            ? text
            : throw new FormatException($"{name} is missing; the form is {Shape}.");
}
