using Microsoft.Extensions.Options;

namespace AspireCoach.Models;

/// <summary>Stops the start on a wrong setting and names it in full.</summary>
internal sealed class ModelsOptionsValidator : IValidateOptions<ModelsOptions>
{
    private const string ChatPath = ModelsOptions.Section + ":" + nameof(ModelsOptions.Chat);

    public ValidateOptionsResult Validate(string? name, ModelsOptions options)
    {
        List<string> errors = [];
        var chat = options.Chat;
        CheckUse(chat, ChatPath, chat, errors);
        CheckUse(options.Rewrite, Path(nameof(ModelsOptions.Rewrite)), chat, errors);
        CheckUse(options.Extraction, Path(nameof(ModelsOptions.Extraction)), chat, errors);
        CheckEmbeddings(options.Embeddings, chat, errors);
        if (options.CircuitAttempts is < 2 or > 1_000)
        {
            errors.Add($"{Path(nameof(options.CircuitAttempts))} must be from 2 to 1000.");
        }

        if (!options.FallBackToOffline && Unset(chat.Endpoint))
        {
            errors.Add($"{ChatPath}:{nameof(chat.Endpoint)} is required when {Path(nameof(options.FallBackToOffline))} is false.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static string Path(string name) => $"{ModelsOptions.Section}:{name}";

    private static void CheckUse(ModelUseOptions use, string path, ModelUseOptions chat, List<string> errors)
    {
        CheckEndpoint(use, path, errors);
        if (Unset(use.Endpoint) && Unset(chat.Endpoint))
        {
            foreach (var (value, setting) in new[] { (use.Model, nameof(use.Model)), (use.ApiKey, nameof(use.ApiKey)) })
            {
                if (!Unset(value))
                {
                    errors.Add($"{path}:{nameof(use.Endpoint)} is required when {path}:{setting} is set.");
                }
            }

            if (use.Fallbacks.Count > 0)
            {
                errors.Add($"{path}:{nameof(use.Endpoint)} is required when {path}:{nameof(use.Fallbacks)} is set.");
            }
        }

        if (use.Fallbacks.Count > ModelUseOptions.MostFallbacks)
        {
            errors.Add($"{path}:{nameof(use.Fallbacks)} has {use.Fallbacks.Count} entries; at most {ModelUseOptions.MostFallbacks} are allowed.");
        }

        for (var i = 0; i < use.Fallbacks.Count; i++)
        {
            var fallback = $"{path}:{nameof(use.Fallbacks)}:{i}";
            if (Unset(use.Fallbacks[i].Endpoint))
            {
                errors.Add($"{fallback}:{nameof(use.Endpoint)} is required.");
            }

            CheckEndpoint(use.Fallbacks[i], fallback, errors);
        }
    }

    private static void CheckEmbeddings(EmbeddingOptions options, ModelUseOptions chat, List<string> errors)
    {
        var path = Path(nameof(ModelsOptions.Embeddings));
        CheckEndpoint(
            new ModelEndpointOptions
            {
                Endpoint = options.Endpoint, Model = options.Model, ApiKey = options.ApiKey, TimeoutSeconds = options.TimeoutSeconds, MaxRetries = options.MaxRetries,
            },
            path,
            errors);
        if (Unset(options.Endpoint) && Unset(chat.Endpoint) && !Unset(options.Model))
        {
            errors.Add($"{path}:{nameof(options.Endpoint)} is required when {path}:{nameof(options.Model)} is set.");
        }

        CheckRange(options.Dimensions, 1, 16_384, $"{path}:{nameof(options.Dimensions)}", errors);
        CheckRange(options.BatchSize, 1, 2_048, $"{path}:{nameof(options.BatchSize)}", errors);
    }

    private static void CheckEndpoint(ModelEndpointOptions options, string path, List<string> errors)
    {
        if (!Unset(options.Endpoint))
        {
            if (Unset(options.Model))
            {
                errors.Add($"{path}:{nameof(options.Model)} is required when {path}:{nameof(options.Endpoint)} is set.");
            }

            if (!Uri.TryCreate(options.Endpoint, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            {
                errors.Add($"{path}:{nameof(options.Endpoint)} must be an absolute http or https address, e.g. http://localhost:11434/v1.");
            }
            else if (address.UserInfo.Length > 0 || address.Query.Length > 0 || address.Fragment.Length > 0)
            {
                errors.Add($"{path}:{nameof(options.Endpoint)} must have no user, query or fragment; a key belongs in {path}:{nameof(options.ApiKey)}.");
            }
        }

        if (options.ApiKey?.Any(c => c is < '!' or > '~') == true)
        {
            errors.Add($"{path}:{nameof(options.ApiKey)} must be printable ASCII without spaces.");
        }

        CheckRange(options.TimeoutSeconds, 0.1, 600, $"{path}:{nameof(options.TimeoutSeconds)}", errors);
        CheckRange(options.FirstTokenTimeoutSeconds, 0.1, 600, $"{path}:{nameof(options.FirstTokenTimeoutSeconds)}", errors);
        CheckRange(options.TokenTimeoutSeconds, 0.1, 600, $"{path}:{nameof(options.TokenTimeoutSeconds)}", errors);
        CheckRange(options.MaxRetries, 0, 10, $"{path}:{nameof(options.MaxRetries)}", errors);
        CheckRange(options.MaxOutputTokens, 1, 1_000_000, $"{path}:{nameof(options.MaxOutputTokens)}", errors);
    }

    private static void CheckRange(double? value, double least, double most, string setting, List<string> errors)
    {
        if (value is { } number && !(number >= least && number <= most))
        {
            errors.Add(FormattableString.Invariant($"{setting} is {number}; it must be from {least} to {most}."));
        }
    }

    private static bool Unset(string? value) => string.IsNullOrWhiteSpace(value);
}
