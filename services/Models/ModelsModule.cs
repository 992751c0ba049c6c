using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AspireCoach.Models;

public static class ModelsModule
{
    /// <summary>The name of the module's meter and activity source.</summary>
    public const string Telemetry = ModelMetrics.Name;

    /// <summary>Adds <see cref="ModelCatalog"/>, configured by the section <c>Models</c>, which is checked at start.</summary>
    /// <param name="builder">The host's.</param>
    /// <param name="offline">Makes the model that answers where no endpoint does.</param>
    public static IHostApplicationBuilder AddModels(this IHostApplicationBuilder builder, Func<IServiceProvider, IChatClient> offline)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddOptions<ModelsOptions>().BindConfiguration(ModelsOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ModelsOptions>, ModelsOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddKeyedSingleton(ModelCatalog.OfflineModelId, (provider, _) => offline(provider));
        services.AddSingleton(provider => new ModelCatalog(
            provider.GetRequiredService<IOptions<ModelsOptions>>(),
            provider.GetRequiredKeyedService<IChatClient>(ModelCatalog.OfflineModelId),
            provider.GetRequiredService<IMeterFactory>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
        return builder;
    }
}
