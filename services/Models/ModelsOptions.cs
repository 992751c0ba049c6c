using System.Text.Json.Serialization;

namespace AspireCoach.Models;

/// <summary>
/// Which model serves which use; the section <c>Models</c>. What a use does not set is taken from <see cref="Chat"/>;
/// where that names no endpoint either, the offline coach answers.
/// </summary>
public sealed class ModelsOptions
{
    public const string Section = "Models";

    /// <summary>Answers users and calls tools.</summary>
    public ModelUseOptions Chat { get; init; } = new();

    /// <summary>Makes a message self-contained; a fast, light model will do.</summary>
    public ModelUseOptions Rewrite { get; init; } = new();

    /// <summary>Distils facts from finished turns.</summary>
    public ModelUseOptions Extraction { get; init; } = new();

    /// <summary>Turns texts into vectors, so that what means the same is found whatever its words.</summary>
    public EmbeddingOptions Embeddings { get; init; } = new();

    /// <summary>Whether the offline coach answers when every endpoint of a use has failed.</summary>
    public bool FallBackToOffline { get; init; } = true;

    /// <summary>An endpoint is left alone for 15 s when half of its attempts within 30 s have failed and there were at least so many: 2 to 1,000.</summary>
    public int CircuitAttempts { get; init; } = 5;
}

/// <summary>One use of a model and the endpoints that take over, in order, when the first fails.</summary>
public sealed class ModelUseOptions : ModelEndpointOptions
{
    public const int MostFallbacks = 8;

    /// <summary>At most <see cref="MostFallbacks"/>; each names its own endpoint and model.</summary>
    public IList<ModelEndpointOptions> Fallbacks { get; init; } = [];
}

/// <summary>
/// An endpoint that speaks OpenAI's <c>/chat/completions</c>: OpenAI, Azure's v1, Ollama, vLLM, llama.cpp. Null is
/// not set: inherited from the use, then from <c>Models:Chat</c>, then the default.
/// </summary>
public class ModelEndpointOptions
{
    /// <summary>Absolute http or https address up to and with the version, e.g. <c>http://localhost:11434/v1</c>.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The model's name as the endpoint knows it.</summary>
    public string? Model { get; init; }

    /// <summary>
    /// Sent as a bearer token; none is sent where it is not set. Inherited only by endpoints on the same scheme, host
    /// and port, so that no provider is sent another one's key.
    /// </summary>
    [JsonIgnore]
    public string? ApiKey { get; init; }

    /// <summary>For a whole call with its retries and its stream: 0.1 to 600 seconds, by default 60.</summary>
    public double? TimeoutSeconds { get; init; }

    /// <summary>For an attempt's first token when streaming: 0.1 to 600 seconds, by default 30.</summary>
    public double? FirstTokenTimeoutSeconds { get; init; }

    /// <summary>Between two tokens when streaming: 0.1 to 600 seconds, by default 20.</summary>
    public double? TokenTimeoutSeconds { get; init; }

    /// <summary>Attempts after the first: 0 to 10, by default 2.</summary>
    public int? MaxRetries { get; init; }

    /// <summary>Where a call names none: 1 to 1,000,000, by default the endpoint's own.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>Whether the model takes pictures, by default not. Belongs to the model: inherited with it, and by no other one.</summary>
    public bool? Vision { get; init; }

    /// <summary>Names the endpoint and the model, never the key.</summary>
    public override string ToString() => $"{Model} at {Endpoint}";
}
