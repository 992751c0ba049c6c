using System.ComponentModel.DataAnnotations;

namespace AspireCoach.Blobs;

/// <summary>Section <c>Blobs</c>; with <c>ConnectionStrings:blobs</c> blobs are kept in an S3 store, without it in a folder.</summary>
public sealed class BlobsOptions
{
    public const string Section = "Blobs";

    /// <summary>Where blobs are kept without an S3 store; empty is <c>aspirecoach/blobs</c> in the user's data folder.</summary>
    public string Folder { get; set; } = "";

    /// <summary>How long one request to an S3 store, or a pause while it sends, may take in seconds.</summary>
    [Range(1, 300)]
    public int RequestSeconds { get; set; } = 15;

    /// <summary>How often a failed request to an S3 store is repeated.</summary>
    [Range(0, 10)]
    public int Retries { get; set; } = 2;

    internal string FolderOrDefault => Folder.Length > 0
        ? Path.GetFullPath(Folder)
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "aspirecoach", "blobs");
}
