using System.ComponentModel.DataAnnotations;

namespace AspireCoach.Media;

/// <summary>Section <c>Media</c>.</summary>
public sealed class MediaOptions
{
    public const string Section = "Media";

    /// <summary>libvips: its file, or the folder that holds it. Where it is not set, the machine's, or that which AppHost let npm fetch.</summary>
    public string? LibvipsPath { get; set; }

    /// <summary>The most pixels an image may have, in millions, all frames together.</summary>
    [Range(1, 1_000)]
    public int MaxMegapixels { get; set; } = 100;

    /// <summary>The most frames an animation may have.</summary>
    [Range(1, 9_999)]
    public int MaxFrames { get; set; } = 1_000;

    /// <summary>How long one image may take to be converted, in seconds.</summary>
    [Range(1, 600)]
    public int ConversionSeconds { get; set; } = 30;

    /// <summary>The longer side of a stored image, in pixels; smaller ones keep their size.</summary>
    [Range(320, 16_000)]
    public int MaxSide { get; set; } = 2_048;

    /// <summary>How alike the stored image and the original at the stored size are to be: SSIM of the brightness, 1 is identical.</summary>
    [Range(0.5, 0.999)]
    public double Similarity { get; set; } = 0.95;

    /// <summary>How many images are converted at once; 0 is one fewer than there are cores, and at least one.</summary>
    [Range(0, 64)]
    public int Conversions { get; set; }

    /// <summary>How many more uploads may wait to be converted; the next one is answered 503.</summary>
    [Range(0, 1_000)]
    public int UploadQueue { get; set; } = 8;

    /// <summary>How many smaller versions may wait to be made; the next one is answered 503.</summary>
    [Range(0, 10_000)]
    public int ThumbnailQueue { get; set; } = 100;

    /// <summary>How many uploads may be on their way at once; the next one is answered 503.</summary>
    [Range(1, 10_000)]
    public int Receiving { get; set; } = 64;

    /// <summary>Where uploads are kept until they are converted; empty is a folder among the machine's temporary ones.</summary>
    public string SpoolFolder { get; set; } = "";

    /// <summary>After how many seconds an upload whose process died is removed.</summary>
    [Range(1, 86_400)]
    public int AbandonedSeconds { get; set; } = 900;
}
