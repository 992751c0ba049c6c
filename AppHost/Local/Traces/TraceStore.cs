namespace AspireCoach.AppHost.Local.Traces;

/// <summary>What the page knows of a reply: the trace that it was accepted and answered in, and the polls for it.</summary>
/// <param name="TraceId">The trace of the POST and of the work.</param>
/// <param name="Spans">Its spans, in no order.</param>
/// <param name="Polls">Those of requests for it, which are traces of their own.</param>
internal sealed record ReplyTrace(Guid ReplyId, string TraceId, IReadOnlyList<TraceSpan> Spans, IReadOnlyList<TraceSpan> Polls);

/// <summary>
/// The last traces, in memory. Traces about replies are kept longer than others, of which a process that idles makes a
/// few each second; all of it is bounded.
/// </summary>
internal sealed class TraceStore
{
    public const int MostReplies = 200;
    public const int MostOthers = 500;
    public const int MostSpansOfTrace = 512;

    /// <summary>What says of a span which reply it is about.</summary>
    public const string ReplyId = "coach.reply.id";

    private const int MostPolls = 20;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Trace> _traces = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, Reply> _replies = [];
    private readonly LinkedList<Trace> _others = new();
    private readonly LinkedList<Reply> _newest = new();

    /// <summary>Raised after spans about a reply have come in.</summary>
    public event Action? Changed;

    public void Add(IReadOnlyList<TraceSpan> spans)
    {
        var changed = false;
        lock (_gate)
        {
            foreach (var span in spans)
            {
                changed |= Add(span);
            }
        }

        if (changed)
        {
            Changed?.Invoke();
        }
    }

    /// <summary>The last replies, the newest first.</summary>
    public IReadOnlyList<ReplyTrace> Replies(int most)
    {
        lock (_gate)
        {
            return [.. _newest.Take(most).Select(Snapshot)];
        }
    }

    public ReplyTrace? Find(Guid replyId)
    {
        lock (_gate)
        {
            return _replies.TryGetValue(replyId, out var reply) && reply.Trace is not null ? Snapshot(reply) : null;
        }
    }

    private static ReplyTrace Snapshot(Reply reply) => new(reply.Id, reply.Trace!.Id, [.. reply.Trace.Spans], [.. reply.Polls]);

    private bool Add(TraceSpan span)
    {
        var about = Guid.TryParse(span.Detail(ReplyId), out var replyId);
        if (about && span.Kind == SpanKind.Server && span.Detail("http.request.method") is "GET" or "HEAD")
        {
            return AddPoll(replyId, span);
        }

        if (!_traces.TryGetValue(span.TraceId, out var trace))
        {
            trace = new Trace(span.TraceId);
            _traces.Add(trace.Id, trace);
            trace.Place = _others.AddFirst(trace);
            if (_others.Count > MostOthers)
            {
                _traces.Remove(_others.Last!.Value.Id);
                _others.RemoveLast();
            }
        }

        if (trace.Spans.Count == MostSpansOfTrace)
        {
            return trace.IsOfReply;
        }

        trace.Spans.Add(span);
        if (about)
        {
            Belongs(trace, replyId);
        }

        return trace.IsOfReply;
    }

    /// <summary>A poll says nothing of where its reply's trace is, and may come before it.</summary>
    private bool AddPoll(Guid replyId, TraceSpan span)
    {
        var reply = Known(replyId);
        if (reply.Polls.Count == MostPolls)
        {
            // The first ones, and the last.
            reply.Polls.RemoveAt(MostPolls - 1);
        }

        reply.Polls.Add(span);
        return reply.Trace is not null;
    }

    private void Belongs(Trace trace, Guid replyId)
    {
        var reply = Known(replyId);
        if (reply.Trace is not null)
        {
            return;
        }

        reply.Trace = trace;
        trace.IsOfReply = true;
        if (trace.Place is { } place)
        {
            _others.Remove(place);
            trace.Place = null;
        }

        _newest.AddFirst(reply);
        if (_newest.Count > MostReplies)
        {
            var oldest = _newest.Last!.Value;
            _newest.RemoveLast();
            _replies.Remove(oldest.Id);
            if (!_newest.Any(other => other.Trace == oldest.Trace))
            {
                _traces.Remove(oldest.Trace!.Id);
            }
        }
    }

    private Reply Known(Guid replyId)
    {
        if (_replies.TryGetValue(replyId, out var reply))
        {
            return reply;
        }

        // Polls of replies that nobody has traced must not pile up.
        if (_replies.Count >= MostReplies + MostOthers)
        {
            foreach (var stray in _replies.Values.Where(known => known.Trace is null).ToList())
            {
                _replies.Remove(stray.Id);
            }
        }

        return _replies[replyId] = new Reply(replyId);
    }

    private sealed class Trace(string id)
    {
        public string Id => id;

        public List<TraceSpan> Spans { get; } = [];

        public bool IsOfReply { get; set; }

        /// <summary>Its place among the others; null once it is of a reply.</summary>
        public LinkedListNode<Trace>? Place { get; set; }
    }

    private sealed class Reply(Guid id)
    {
        public Guid Id => id;

        public Trace? Trace { get; set; }

        public List<TraceSpan> Polls { get; } = [];
    }
}
