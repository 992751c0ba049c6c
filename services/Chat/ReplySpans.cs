using System.Diagnostics;

namespace AspireCoach.Chat;

/// <summary>
/// What a trace says of a reply: its id on the spans that accept, answer and poll it, so that who knows a reply finds its
/// traces, and the writes that make it visible. Where nothing is recorded it costs a comparison.
/// </summary>
internal static class ReplySpans
{
    /// <summary>The reply that a span is about.</summary>
    public const string ReplyId = "coach.reply.id";

    /// <summary>True on the write with which the first words became visible.</summary>
    public const string FirstWords = "coach.reply.first_words";

    /// <summary>True on the job that ended with a problem instead of an answer.</summary>
    public const string Failed = "coach.reply.failed";

    public static readonly ActivitySource Source = new("AspireCoach.Chat");

    /// <summary>Says on the span of the request or job that runs which reply it is about.</summary>
    public static void About(Guid replyId)
    {
        if (Activity.Current is { IsAllDataRequested: true } span)
        {
            span.SetTag(ReplyId, replyId.ToString());
        }
    }

    /// <summary>Says on the span of the job that its reply has failed: to the queue the job is done.</summary>
    public static void Fail()
    {
        if (Activity.Current is { IsAllDataRequested: true } span)
        {
            span.SetTag(Failed, true);
        }
    }

    /// <summary>The span of a write that makes a reply visible; null where nothing is recorded.</summary>
    public static Activity? Write(string name, bool firstWords)
    {
        if (Activity.Current is not { IsAllDataRequested: true })
        {
            return null;
        }

        var span = Source.StartActivity(name);
        return firstWords ? span?.SetTag(FirstWords, true) : span;
    }
}
