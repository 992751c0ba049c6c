using System.Text.Json.Serialization;

namespace AspireCoach.Models;

/// <summary>
/// The section <c>Models:Embeddings</c>: an endpoint that speaks OpenAI's <c>/embeddings</c>. There are embeddings where
/// <see cref="Model"/> is set; an endpoint that is not is that of <c>Models:Chat</c>.
/// </summary>
public sealed class EmbeddingOptions
{
    /// <summary>Absolute http or https address up to and with the version, e.g. <c>http://localhost:11434/v1</c>.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The model's name as the endpoint knows it. Another one here makes all vectors anew, in the background.</summary>
    public string? Model { get; init; }

    /// <summary>Sent as a bearer token. Where it is not set, that of <c>Models:Chat</c> is sent to the same scheme, host and port only.</summary>
    [JsonIgnore]
    public string? ApiKey { get; init; }

    /// <summary>How many numbers a vector has, for models that can be asked for fewer: 1 to 16,384; by default the model's own.</summary>
    public int? Dimensions { get; init; }

    /// <summary>For a whole call with its retries: 0.1 to 600 seconds, by default 30.</summary>
    public double? TimeoutSeconds { get; init; }

    /// <summary>Attempts after the first: 0 to 10, by default 2.</summary>
    public int? MaxRetries { get; init; }

    /// <summary>How many texts a request holds at most: 1 to 2,048, by default 64.</summary>
    public int? BatchSize { get; init; }

    /// <summary>Names the endpoint and the model, never the key.</summary>
    public override string ToString() => $"{Model} at {Endpoint}";
}
