namespace AspireCoach.Models;

/// <summary>A validated endpoint with nothing left to inherit.</summary>
internal sealed class ModelEndpoint
{
    public required Uri Address { get; init; }

    public required string Model { get; init; }

    public required string? ApiKey { get; init; }

    public required TimeSpan Timeout { get; init; }

    public required TimeSpan FirstTokenTimeout { get; init; }

    public required TimeSpan TokenTimeout { get; init; }

    public required int MaxRetries { get; init; }

    public required int? MaxOutputTokens { get; init; }

    /// <summary>Whether it is sent pictures; what is said beside them is sent in any case.</summary>
    public required bool Vision { get; init; }

    /// <summary>A value of <c>gen_ai.provider.name</c> (OpenTelemetry semantic conventions) or <c>openai_compatible</c>.</summary>
    public string Provider => Address.Host switch
    {
        "api.openai.com" => "openai",
        "api.mistral.ai" => "mistral_ai",
        "api.groq.com" => "groq",
        "api.deepseek.com" => "deepseek",
        var host when host.EndsWith(".azure.com", StringComparison.Ordinal) => "azure.ai.openai",
        _ => "openai_compatible",
    };

    /// <summary>
    /// OpenAI's and Azure's reasoning models refuse <c>max_tokens</c>; several compatible servers know nothing else.
    /// </summary>
    public string MaxTokensProperty => Provider is "openai" or "azure.ai.openai" ? "max_completion_tokens" : "max_tokens";

    public override string ToString() => $"{Model} at {Address.Authority}";
}
