namespace AspireCoach.Media.Imaging;

/// <summary>
/// What libjpeg warns of (its jerror.h; it speaks English everywhere). To some of it no pixel is lost and ordinary photographs
/// have it; of the rest, a picture that breaks off before its end marker, nothing else tells.
/// libvips looks at warnings before each strip, so that of the last one, 8 or 16 rows, none is seen.
/// </summary>
internal static class JpegWarnings
{
    private static readonly string[] Harmless =
    [
        "extraneous bytes before marker", "unknown JFIF revision", "Unknown Adobe color transform", "Invalid SOS parameters", "Inconsistent progression",
    ];

    /// <summary>Whether a file that was refused for its warnings may be tried again without regard to them.</summary>
    /// <param name="detail">What the decoder said.</param>
    public static bool AreHarmless(string detail) =>
        Harmless.Any(warning => detail.Contains(warning, StringComparison.Ordinal)) && !detail.Contains("premature end", StringComparison.Ordinal);
}
