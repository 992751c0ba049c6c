using AspireCoach.AppHost.Local;
using AspireCoach.Media;
using AspireCoach.Media.Imaging;
using AspireCoach.Media.Imaging.Vips;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AspireCoach.Unit.Media;

/// <summary>The real libvips, fetched as AppHost fetches it. One test at a time uses it: what it holds is counted a process.</summary>
public sealed class LibvipsFixture : IAsyncLifetime
{
    private string? _missing;

    public async ValueTask InitializeAsync()
    {
        try
        {
            var folder = await LibvipsPackage.InstallAsync(progress: null, CancellationToken.None);
            _missing = Libvips.TryLoad(folder) ? null : $"The libvips in {folder} cannot be loaded.";
        }
        catch (InvalidOperationException exception)
        {
            _missing = Libvips.TryLoad(setting: null) ? null : exception.Message;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Skips the test where there is no libvips.</summary>
    internal ImageConverter Converter(Action<MediaOptions>? configure = null)
    {
        Assert.SkipWhen(_missing is not null, _missing ?? "");
        var options = new MediaOptions();
        configure?.Invoke(options);
        return new ImageConverter(Options.Create(options), NullLogger<ImageConverter>.Instance);
    }
}

[CollectionDefinition(nameof(LibvipsCollection), DisableParallelization = false)]
public sealed class LibvipsCollection : ICollectionFixture<LibvipsFixture>;
