using AspireCoach.Data.Cache.Redis;
using AspireCoach.Data.Limits;
using AspireCoach.ServiceDefaults;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AspireCoach.Data.Cache;

/// <summary>Shared cache, wake-ups and rate limits: in the process, or in Redis where it is configured.</summary>
internal static class CacheModule
{
    private const int EntriesInProcess = 50_000;

    public static void Add(IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSettings<RateLimitsOptions>(RateLimitsOptions.Section);
        services.AddSettings<RedisOptions>(RedisOptions.Section);
        if (builder.Configuration.GetConnectionString(DataModule.RedisName) is not { } text || string.IsNullOrWhiteSpace(text))
        {
            services.AddSingleton<ISharedCache>(provider => new InProcessCache(EntriesInProcess, provider.GetRequiredService<TimeProvider>()));
            services.AddSingleton<IWakeUps, InProcessWakeUps>();
            services.AddSingleton<IRateLimiter, InProcessRateLimiter>();
            return;
        }

        var settings = RedisStore.Parse(text);
        services.AddSingleton<RedisMetrics>();
        services.AddSingleton(provider => new RedisStore(
            settings,
            provider.GetRequiredService<IOptions<RedisOptions>>(),
            provider.GetRequiredService<RedisMetrics>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<RedisStore>>()));
        // Before what uses it, and so stopped after.
        services.AddHostedService(provider => provider.GetRequiredService<RedisStore>());
        services.AddSingleton<ISharedCache, RedisCache>();
        services.AddSingleton<IWakeUps, RedisWakeUps>();
        services.AddSingleton<IRateLimiter, RedisRateLimiter>();
    }
}
