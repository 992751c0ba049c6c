namespace AspireCoach.Models;

/// <summary>The endpoints of one use, in the order they are asked.</summary>
internal static class ModelChain
{
    /// <summary>Resolves what a use does not set; the options are valid.</summary>
    /// <returns>Empty where neither the use nor <c>Models:Chat</c> names an endpoint.</returns>
    public static IReadOnlyList<ModelEndpoint> Of(ModelUseOptions use, ModelUseOptions chat)
    {
        if (Resolve(use, chat) is not { } first)
        {
            return [];
        }

        var owner = use.Fallbacks.Count > 0 ? use : chat;
        return [first, .. owner.Fallbacks.Select(fallback => Resolve(fallback, owner, chat)!)];
    }

    /// <summary>Where texts are turned into vectors; null where no model is named for it.</summary>
    public static ModelEndpoint? OfEmbeddings(ModelsOptions settings) => Set(settings.Embeddings.Model) is null
        ? null
        : Resolve(
            new ModelEndpointOptions
            {
                Endpoint = settings.Embeddings.Endpoint,
                Model = settings.Embeddings.Model,
                ApiKey = settings.Embeddings.ApiKey,
                TimeoutSeconds = settings.Embeddings.TimeoutSeconds ?? 30,
                MaxRetries = settings.Embeddings.MaxRetries ?? 2,
            },
            settings.Chat);

    private static ModelEndpoint? Resolve(params ReadOnlySpan<ModelEndpointOptions> lineage)
    {
        var address = First(lineage, o => Set(o.Endpoint)) is { } endpoint ? new Uri(endpoint) : null;
        if (address is null)
        {
            return null;
        }

        return new ModelEndpoint
        {
            Address = address,
            Model = First(lineage, o => Set(o.Model))!,
            ApiKey = Key(lineage, address),
            Timeout = Seconds(lineage, o => o.TimeoutSeconds, 60),
            FirstTokenTimeout = Seconds(lineage, o => o.FirstTokenTimeoutSeconds, 30),
            TokenTimeout = Seconds(lineage, o => o.TokenTimeoutSeconds, 20),
            MaxRetries = First(lineage, o => o.MaxRetries) ?? 2,
            MaxOutputTokens = First(lineage, o => o.MaxOutputTokens),
            Vision = HasVision(lineage),
        };
    }

    private static string? Set(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    // A level that names a key but no endpoint means the endpoint it inherits.
    private static string? Key(ReadOnlySpan<ModelEndpointOptions> lineage, Uri address)
    {
        for (var i = 0; i < lineage.Length; i++)
        {
            if (Set(lineage[i].ApiKey) is { } key
                && First(lineage[i..], o => Set(o.Endpoint)) is { } meant
                && Uri.Compare(new Uri(meant), address, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0)
            {
                return key;
            }
        }

        return null;
    }

    /// <summary>As it is set for the model that is used: what is said of another one does not hold.</summary>
    private static bool HasVision(ReadOnlySpan<ModelEndpointOptions> lineage)
    {
        foreach (var options in lineage)
        {
            if (options.Vision is { } vision)
            {
                return vision;
            }

            if (Set(options.Model) is not null)
            {
                return false;
            }
        }

        return false;
    }

    private static TimeSpan Seconds(ReadOnlySpan<ModelEndpointOptions> lineage, Func<ModelEndpointOptions, double?> value, double fallback) =>
        TimeSpan.FromSeconds(First(lineage, value) ?? fallback);

    private static string? First(ReadOnlySpan<ModelEndpointOptions> lineage, Func<ModelEndpointOptions, string?> value)
    {
        foreach (var options in lineage)
        {
            if (value(options) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static T? First<T>(ReadOnlySpan<ModelEndpointOptions> lineage, Func<ModelEndpointOptions, T?> value)
        where T : struct
    {
        foreach (var options in lineage)
        {
            if (value(options) is { } found)
            {
                return found;
            }
        }

        return null;
    }
}
