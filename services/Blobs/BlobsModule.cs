using AspireCoach.Blobs.Files;
using AspireCoach.Blobs.S3;
using AspireCoach.ServiceDefaults;
using AspireCoach.ServiceDefaults.Errors;
using AspireCoach.ServiceDefaults.Health;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace AspireCoach.Blobs;

/// <summary>The store of blobs that modules are linked with.</summary>
public static class BlobsModule
{
    /// <summary>The name of the S3 store's connection string: <c>Endpoint=…;AccessKey=…;SecretKey=…;Bucket=…</c> and, if need be, <c>;Region=…</c>.</summary>
    public const string ConnectionName = "blobs";

    /// <summary>Registers the store, in every process.</summary>
    public static void Add(IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSettings<BlobsOptions>(BlobsOptions.Section);
        builder.Services.AddSingleton<IValidateOptions<BlobsOptions>>(provider => new ConnectionCheck(provider.GetRequiredService<IConfiguration>()));
        builder.Services.AddSingleton(CreateStore);
        builder.Services.AddRefusal(exception => exception is BlobUnavailableException
            ? Refusal.Unavailable("The store of photos cannot be used at the moment; nothing was stored. Try again in a moment, with the same Idempotency-Key.", TimeSpan.FromSeconds(5))
            : null);
    }

    /// <summary>Makes the store ready and watches it, in the processes that use it.</summary>
    public static void AddUse(IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddHostedService<BlobsStart>();
        builder.Services.AddHealthChecks().AddCheck<BlobsHealth>("blobs", tags: [Readiness.Tag]);
    }

    private static IBlobStore CreateStore(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<BlobsOptions>>().Value;
        var time = provider.GetRequiredService<TimeProvider>();
        return provider.GetRequiredService<IConfiguration>().GetConnectionString(ConnectionName) is { Length: > 0 } text
            ? new S3BlobStore(S3Settings.Parse(text), TimeSpan.FromSeconds(options.RequestSeconds), options.Retries, time)
            : new FileBlobStore(options.FolderOrDefault, time);
    }

    private sealed class ConnectionCheck(IConfiguration configuration) : IValidateOptions<BlobsOptions>
    {
        public ValidateOptionsResult Validate(string? name, BlobsOptions options)
        {
            try
            {
                _ = configuration.GetConnectionString(ConnectionName) is { Length: > 0 } text ? S3Settings.Parse(text) : null;
                return ValidateOptionsResult.Success;
            }
            catch (FormatException exception)
            {
                return ValidateOptionsResult.Fail($"ConnectionStrings:{ConnectionName}: {exception.Message}");
            }
        }
    }
}
