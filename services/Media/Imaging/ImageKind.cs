namespace AspireCoach.Media.Imaging;

/// <summary>What is accepted, by content and whatever a name or a header says.</summary>
internal enum ImageKind
{
    Jpeg,
    Png,
    WebP,
    Gif,

    /// <summary>A still image in the HEIF container. Whether it can be decoded is another matter: HEVC needs a decoder that not every libvips has.</summary>
    Heic,
}

internal static class ImageKinds
{
    /// <summary>As many of a file's first bytes tell its kind.</summary>
    public const int SignatureLength = 16;

    private static readonly string[] HeicBrands = ["heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "mif1", "msf1"];

    /// <summary>The kind that a file's first bytes are of, or null where it is none of those accepted.</summary>
    public static ImageKind? Of(ReadOnlySpan<byte> start) => start switch
    {
        [0xFF, 0xD8, 0xFF, ..] => ImageKind.Jpeg,
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, ..] => ImageKind.Png,
        _ when start.StartsWith("GIF87a"u8) || start.StartsWith("GIF89a"u8) => ImageKind.Gif,
        _ when start.StartsWith("RIFF"u8) && start.Length >= 12 && start[8..].StartsWith("WEBP"u8) => ImageKind.WebP,
        _ when start.Length >= 12 && start[4..].StartsWith("ftyp"u8) && HeicBrands.Contains(Ascii(start[8..12])) => ImageKind.Heic,
        _ => null,
    };

    private static string Ascii(ReadOnlySpan<byte> bytes) => System.Text.Encoding.Latin1.GetString(bytes);
}
