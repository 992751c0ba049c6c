using AspireCoach.AppHost.Local;

namespace AspireCoach.Functional.Fixtures;

/// <summary>The library that photos are converted with, fetched by npm once.</summary>
internal static class Libvips
{
    private static readonly Lazy<Task<string?>> Installed = new(InstallAsync);

    /// <summary>Its folder; null where npm cannot fetch it.</summary>
    public static Task<string?> FolderAsync() => Installed.Value;

    /// <summary>Skips the test where there is none.</summary>
    public static async Task RequireAsync() =>
        Assert.SkipWhen(await FolderAsync() is null, "libvips is not here and npm cannot fetch it");

    private static async Task<string?> InstallAsync()
    {
        try
        {
            return await LibvipsPackage.InstallAsync(progress: null, CancellationToken.None);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
