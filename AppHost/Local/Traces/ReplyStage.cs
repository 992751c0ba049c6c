using System.Globalization;

namespace AspireCoach.AppHost.Local.Traces;

/// <summary>Which stage of a reply a span is, by the names that the platform gives its spans.</summary>
internal static class ReplyStage
{
    public const string Accept = "accept";
    public const string Queue = "queue";
    public const string Work = "work";
    public const string Agent = "agent";
    public const string Rewrite = "rewrite";
    public const string Recall = "recall";
    public const string Tool = "tool";
    public const string Model = "model";
    public const string FirstWordsStage = "first words";
    public const string Write = "write";
    public const string Poll = "poll";
    public const string Afterwards = "afterwards";
    public const string Http = "http";
    public const string Database = "database";

    /// <summary>The attribute of the write that made the first words visible.</summary>
    public const string FirstWords = "coach.reply.first_words";

    /// <summary>The span of the write that ends a reply.</summary>
    public const string FinishSpan = "finish reply";

    private const long MostWaitSeconds = 86_400;
    private const int MostNameCharacters = 90;

    public static string Of(TraceSpan span) => span switch
    {
        { Kind: SpanKind.Consumer } => span.Detail(TraceStore.ReplyId) is null ? Afterwards : Work,
        { Kind: SpanKind.Server } when span.Detail(TraceStore.ReplyId) is null => Http,
        { Kind: SpanKind.Server } => span.Detail("http.request.method") == "POST" ? Accept : Poll,
        _ when span.Source == "Npgsql" || span.Detail("db.system.name") is not null || span.Detail("db.system") is not null => Database,
        _ when span.Detail(FirstWords) == "true" => FirstWordsStage,
        _ => span.Detail("gen_ai.operation.name") switch
        {
            "invoke_agent" => Agent,
            "execute_tool" => Tool,
            "chat" or "text_completion" or "generate_content" or "embeddings" => Model,
            _ => OfName(span),
        },
    };

    /// <summary>What was done, in few words.</summary>
    public static string NameOf(TraceSpan span)
    {
        var name = span.Detail("gen_ai.tool.name") ?? span.Detail("gen_ai.request.model") ?? span.Detail("db.query.text") ?? span.Name;
        name = string.Join(' ', name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return name.Length <= MostNameCharacters ? name : name[..MostNameCharacters] + "…";
    }

    /// <summary>How long the job that answers waited before its span began, in nanoseconds.</summary>
    public static long? Wait(TraceSpan span) =>
        span.Kind == SpanKind.Consumer && span.Detail(TraceStore.ReplyId) is not null
        && double.TryParse(span.Detail("coach.job.wait"), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
        && seconds is > 0 and < MostWaitSeconds
            ? (long)(seconds * 1_000_000_000)
            : null;

    private static string OfName(TraceSpan span) => span switch
    {
        { Name: "rewrite" } => Rewrite,
        { Name: "recall" } => Recall,
        { Name: "show words" or FinishSpan } => Write,
        { Kind: SpanKind.Client } => Http,
        _ => Work,
    };
}
