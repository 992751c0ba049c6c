using AspireCoach.Blobs;
using AspireCoach.Data;
using AspireCoach.Data.Events;
using AspireCoach.Data.Jobs;
using AspireCoach.Data.Postgres;
using AspireCoach.Media.Imaging;
using AspireCoach.Models.Photos;
using AspireCoach.Models.Tools;
using AspireCoach.ServiceDefaults;
using AspireCoach.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AspireCoach.Media;

/// <summary>Photos: converted before they are stored, and served to the user whose they are.</summary>
public static class MediaModule
{
    internal const string Name = "media";

    /// <summary>Registers what the module needs in every process: its tools are called where the agent runs.</summary>
    public static void Add(IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        BlobsModule.Add(builder);
        var services = builder.Services;
        services.AddValidation();
        services.AddSettings<MediaOptions>(MediaOptions.Section);
        services.AddSingleton(new Schema(Name, typeof(MediaModule).Assembly, "AspireCoach.Media."));
        services.AddSingleton<MediaStore>();
        services.AddSingleton<IToolSource, MediaTools>();
        services.AddSingleton<IPhotoSource, PhotoSource>();
        services.AddEventSubscription<AccountErased>(Name);
    }

    /// <summary>The <c>media</c> role's jobs, and what its endpoints convert and keep photos with.</summary>
    public static void AddJobs(IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        BlobsModule.AddUse(builder);
        var services = builder.Services;
        services.AddSingleton<MediaMetrics>();
        services.AddSingleton<ImageConverter>();
        services.AddSingleton<ConversionQueue>();
        services.AddSingleton<UploadSpool>();
        services.AddSingleton<Uploads>();
        services.AddSingleton<Thumbnails>();
        services.AddSingleton<PhotoRemover>();
        services.AddSingleton<IJobHandler>(provider => provider.GetRequiredService<PhotoRemover>());
        services.AddEventHandler<AccountErased, MediaErasure>(Name);
        services.AddRefusal(exception => exception is ImagingUnavailableException
            ? Refusal.Unavailable("Photos cannot be converted here at the moment; nothing was stored. Try again later, with the same Idempotency-Key.", TimeSpan.FromSeconds(30))
            : null);
    }

    /// <summary>Maps its endpoints.</summary>
    public static void Map(IEndpointRouteBuilder app) => app.MapMedia();
}
