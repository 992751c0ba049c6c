namespace AspireCoach.AppHost.Local.Traces;

/// <summary>Where the time of a reply went: the page and <c>coach trace</c> show it as it is here.</summary>
/// <param name="Status">
/// <c>done</c>, <c>failed</c>, <c>ended</c> where its job ended without an answer because nobody wanted one any more, or
/// <c>open</c> while its end has not come in.
/// </param>
/// <param name="StartedAt">When the POST began.</param>
/// <param name="DurationMs">From there to the last write of the reply, or to the latest that is known.</param>
/// <param name="FirstWordsMs">From there to when the first words were visible; null where they have not come.</param>
/// <param name="EndMs">Where the last bar ends.</param>
/// <param name="Bars">In the order in which they are read: each under what it is part of, by their starts.</param>
internal sealed record Waterfall(
    Guid ReplyId,
    string TraceId,
    string Status,
    DateTimeOffset StartedAt,
    double DurationMs,
    double? FirstWordsMs,
    double EndMs,
    IReadOnlyList<WaterfallBar> Bars)
{
    /// <summary>What begins later than this after a reply's end is another story: a poll an hour on, work of the night.</summary>
    private const long Afterwards = 2_000_000_000;

    /// <summary>A wait shorter than this is nothing that one could see: the clocks of two computers differ by more.</summary>
    private const long LeastWait = 1_000;

    private const double NanosecondsPerMillisecond = 1_000_000;

    public static Waterfall Of(ReplyTrace reply)
    {
        var id = reply.ReplyId.ToString();
        var own = reply.Spans.Where(span => span.Detail(TraceStore.ReplyId) == id).ToList();
        var start = own.Min(span => span.Start);
        var children = reply.Spans.Where(span => span.ParentId is not null).ToLookup(span => span.ParentId!, StringComparer.Ordinal);
        var known = own.Select(span => span.Id).ToHashSet(StringComparer.Ordinal);

        // A job whose POST is known is part of it.
        var roots = own.Where(span => !IsBelow(span, known, reply.Spans)).ToList();
        List<(TraceSpan Span, int Depth)> found = [];
        foreach (var root in roots.OrderBy(span => span.Start))
        {
            Collect(root, 0, children, found);
        }

        var finish = found.Select(entry => entry.Span).Where(span => span.Name == ReplyStage.FinishSpan && !span.Failed).Select(span => (long?)span.End).Max();
        var end = finish ?? found.Max(entry => entry.Span.End);
        found.RemoveAll(entry => entry.Span.Start > end + Afterwards);
        found.AddRange(reply.Polls.Where(span => span.Start <= end + Afterwards).OrderBy(span => span.Start).Select(span => (span, 0)));

        var bars = found.SelectMany(entry => BarsOf(entry.Span, entry.Depth, start)).ToList();
        var first = found.Where(entry => entry.Span.Detail(ReplyStage.FirstWords) == "true").Select(entry => (long?)entry.Span.End).Min();
        return new Waterfall(
            reply.ReplyId,
            reply.TraceId,
            finish is not null ? "done" : StatusOf(own.Where(span => span.Kind == SpanKind.Consumer).MaxBy(span => span.End)),
            DateTimeOffset.UnixEpoch.AddTicks(start / TimeSpan.NanosecondsPerTick),
            Milliseconds(end - start),
            first is { } words ? Milliseconds(words - start) : null,
            bars.Max(bar => bar.OffsetMs + bar.DurationMs),
            bars);
    }

    /// <summary>By its last job, where no write ended it.</summary>
    private static string StatusOf(TraceSpan? job) =>
        job is null ? "open" : job.Failed || job.Detail("coach.reply.failed") == "true" ? "failed" : "ended";

    private static bool IsBelow(TraceSpan span, HashSet<string> known, IReadOnlyList<TraceSpan> all) =>
        span.ParentId is { } parent && (known.Contains(parent) && parent != span.Id
            || all.FirstOrDefault(other => other.Id == parent) is { ParentId: { } above } && known.Contains(above) && above != span.Id);

    private static void Collect(TraceSpan span, int depth, ILookup<string, TraceSpan> children, List<(TraceSpan Span, int Depth)> found)
    {
        // Spans come from outside: two with one id, or each other's parents, must not go on for ever.
        if (found.Count >= TraceStore.MostSpansOfTrace || depth > 32 || found.Any(entry => ReferenceEquals(entry.Span, span)))
        {
            return;
        }

        found.Add((span, depth));
        foreach (var child in children[span.Id].OrderBy(child => child.Start))
        {
            Collect(child, depth + 1, children, found);
        }
    }

    /// <summary>A job is two bars: that it waited, which no span tells, and that it was worked on.</summary>
    private static IEnumerable<WaterfallBar> BarsOf(TraceSpan span, int depth, long start)
    {
        var bar = new WaterfallBar(
            ReplyStage.Of(span), ReplyStage.NameOf(span), depth, Milliseconds(span.Start - start), Milliseconds(span.End - span.Start), span.Failed, span.Service, span.Instance, span.Details);
        if (ReplyStage.Wait(span) is { } wait && wait >= LeastWait)
        {
            var from = Math.Max(start, span.Start - wait);
            yield return bar with
            {
                Stage = ReplyStage.Queue,
                Name = "wait in the queue",
                OffsetMs = Milliseconds(from - start),
                DurationMs = Milliseconds(span.Start - from),
                Failed = false,
                Details = new Dictionary<string, string>(),
            };
        }

        yield return bar;
    }

    private static double Milliseconds(long nanoseconds) => Math.Round(nanoseconds / NanosecondsPerMillisecond, 3);
}

/// <summary>One bar.</summary>
/// <param name="Stage">What sort of work it is: one of <see cref="ReplyStage"/>.</param>
/// <param name="Name">What was done: the name of the tool, of the model, the beginning of the statement, or the span's own.</param>
/// <param name="Depth">How many bars it is part of.</param>
/// <param name="OffsetMs">From the beginning of the POST; negative only where clocks differ.</param>
/// <param name="Service">The program that did it.</param>
/// <param name="Instance">Which of several processes of that program.</param>
internal sealed record WaterfallBar(
    string Stage,
    string Name,
    int Depth,
    double OffsetMs,
    double DurationMs,
    bool Failed,
    string Service,
    string Instance,
    IReadOnlyDictionary<string, string> Details);
