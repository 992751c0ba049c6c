using System.ComponentModel;
using System.Globalization;
using AspireCoach.Models.Tools;

namespace AspireCoach.Media;

/// <summary>What an agent can look up about photos.</summary>
internal sealed class MediaTools(MediaStore store) : IToolSource
{
    private const int DefaultLimit = 20;
    private const int MaxLimit = 50;

    public IReadOnlyList<CoachTool> Tools =>
    [
        CoachTool.Create(
            ListMediaAsync,
            "list_media",
            "The user's photos of a period, the newest first: the day each was taken, what the user calls it, its size and its link. What they show is not known.",
            readOnly: true,
            idempotent: true),
    ];

    private async Task<MediaAnswer> ListMediaAsync(
        ToolContext context,
        [Description("The first day, YYYY-MM-DD.")] string? from = null,
        [Description("The last day, YYYY-MM-DD.")] string? to = null,
        [Description("How many photos at most, 1 to 50; 20 where left out.")] int? limit = null,
        CancellationToken cancel = default)
    {
        var size = Math.Clamp(limit ?? DefaultLimit, 1, MaxLimit);
        var photos = await store.ListAsync(
            context.UserId,
            Day(from, "from") is { } first ? PhotoCalendar.Start(first, context.TimeZone) : null,
            Day(to, "to") is { } last ? PhotoCalendar.Start(last.AddDays(1), context.TimeZone) : null,
            before: null,
            size,
            cancel);
        List<MediaItem> shown = [.. photos.Take(size)];
        return new MediaAnswer(
            [.. shown.Select(photo => new Photo(photo.Id, DayOf(photo, context), photo.Label, photo.Width, photo.Height, photo.Bytes, photo.Url))],
            [.. shown.Select(photo => new ToolSource("media", photo.Id.ToString(), photo.Label ?? FormattableString.Invariant($"Photo, {DayOf(photo, context):yyyy-MM-dd}")))]);
    }

    private static DateOnly DayOf(MediaItem photo, ToolContext context) => PhotoCalendar.DayOf(photo.At, context.TimeZone);

    private static DateOnly? Day(string? text, string name) =>
        string.IsNullOrWhiteSpace(text)
            ? null
            : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day < DateOnly.MaxValue
            ? day
            : throw new ToolRefusedException($"{name} must be a day as YYYY-MM-DD, e.g. 2026-03-01.");

    private sealed record Photo(Guid Id, DateOnly Date, string? Label, int Width, int Height, long Bytes, string Url);

    private sealed record MediaAnswer(IReadOnlyList<Photo> Photos, IReadOnlyList<ToolSource> Sources);
}
