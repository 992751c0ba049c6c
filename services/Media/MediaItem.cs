using System.ComponentModel;
using AspireCoach.ServiceDefaults.Contract;
using Microsoft.AspNetCore.Mvc;

namespace AspireCoach.Media;

/// <summary>A stored photo.</summary>
public sealed record MediaItem
{
    public required Guid Id { get; init; }

    [Description("Where its bytes are; with ?w=320, 640 or 1280 a smaller version.")]
    public string Url => $"/v1/media/{Id}";

    [Description("Always image/webp.")]
    public string ContentType { get; } = StoredType;

    [Description("In pixels.")]
    public required int Width { get; init; }

    [Description("In pixels.")]
    public required int Height { get; init; }

    [Description("How many bytes are stored.")]
    public required long Bytes { get; init; }

    [Description("How many bytes were uploaded.")]
    public required long OriginalBytes { get; init; }

    [Description("The share of the bytes that was saved, 0 to 1.")]
    public double Saved => Math.Round(Math.Max(0, 1 - ((double)Bytes / OriginalBytes)), 4);

    [Description("When it was taken, where the photo says so.")]
    public DateTimeOffset? TakenAt { get; init; }

    [Description("What the user calls it.")]
    public string? Label { get; init; }

    internal const string StoredType = "image/webp";

    /// <summary>When it was taken, or else when it came.</summary>
    internal DateTimeOffset At { get; init; }
}

/// <summary>The body that changes a photo: absent leaves as it is, null clears.</summary>
[Example("""{"label": "The meal plan"}""")]
public sealed class MediaPatch : Patch
{
    [Text(1, 200)]
    public string? Label { get; init => field = Given(value); }
}

/// <summary>Which photos to list; all where nothing is given.</summary>
public sealed record MediaQuery
{
    [FromQuery(Name = "from"), Description("The first day.")]
    public DateOnly? From { get; init; }

    [FromQuery(Name = "to"), Description("The last day.")]
    public DateOnly? To { get; init; }
}
