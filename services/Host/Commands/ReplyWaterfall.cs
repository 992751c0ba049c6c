namespace AspireCoach.Host.Commands;

/// <summary>Where a reply's time went, as the runner tells it; times in milliseconds from the beginning of its POST.</summary>
internal sealed record ReplyWaterfall(
    Guid ReplyId, string Status, DateTimeOffset StartedAt, double DurationMs, double? FirstWordsMs, double EndMs, IReadOnlyList<ReplyBar> Bars);

/// <summary>One bar of it.</summary>
internal sealed record ReplyBar(string Stage, string Name, int Depth, double OffsetMs, double DurationMs, bool Failed, string Service);
