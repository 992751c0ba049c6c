using AspireCoach.AppHost.Local.Traces;

namespace AspireCoach.Unit.AppHost.Traces;

/// <summary>From the spans of a reply to its bars; the spans here are such as two programs send.</summary>
public sealed class WaterfallTests
{
    private const string Trace = "0102030405060708090a0b0c0d0e0f10";
    private const long Second = 1_000_000_000;
    private const long Began = 1_700_000_000 * Second;

    private static readonly Guid s_reply = new("01a20065-2188-7cdb-b713-8f86200a1a9f");
    private static readonly (string, string) s_about = (TraceStore.ReplyId, "01a20065-2188-7cdb-b713-8f86200a1a9f");

    private readonly TraceStore _traces = new();

    [Fact]
    public void Stages_come_in_the_order_and_under_what_they_were_part_of()
    {
        // Ended spans come first; so the outermost comes last.
        _traces.Add(
        [
            Of("r", "j", "rewrite", 20, 30),
            Of("m", "i", "chat gpt", 60, 100, details: [("gen_ai.operation.name", "chat"), ("gen_ai.request.model", "gpt")]),
            Of("t", "i", "execute_tool get_habits", 45, 55, details: [("gen_ai.operation.name", "execute_tool"), ("gen_ai.tool.name", "get_habits")]),
            Of("c", "i", "recall", 30, 45),
            Of("w", "i", "show words", 80, 82, details: [("coach.reply.first_words", "true")]),
            Of("f", "i", "finish reply", 100, 104),
            Of("i", "j", "invoke_agent coach", 19, 105, details: [("gen_ai.operation.name", "invoke_agent")]),
            Of("j", "p", "job chat.answer", 18, 106, SpanKind.Consumer, "agent", details: [s_about, ("coach.job.wait", "0.008")]),
            Of("p", "elsewhere", "POST /v1/messages", 0, 12, SpanKind.Server, "web", details: [s_about, ("http.request.method", "POST")]),
            Of("g", null, "GET /v1/replies/{id}", 15, 104, SpanKind.Server, "web", Trace[2..] + "ff", details: [s_about, ("http.request.method", "GET")]),
        ]);

        var waterfall = Waterfall.Of(_traces.Find(s_reply)!);

        waterfall.Bars.Select(bar => (bar.Stage, bar.Depth, bar.OffsetMs, bar.DurationMs)).ShouldBe(
        [
            ("accept", 0, 0, 12), ("queue", 1, 10, 8), ("work", 1, 18, 88), ("agent", 2, 19, 86), ("recall", 3, 30, 15), ("tool", 3, 45, 10),
            ("model", 3, 60, 40), ("first words", 3, 80, 2), ("write", 3, 100, 4), ("rewrite", 2, 20, 10), ("poll", 0, 15, 89),
        ]);
        (waterfall.Status, waterfall.DurationMs, waterfall.FirstWordsMs, waterfall.EndMs).ShouldBe(("done", 104, 82, 106));
        waterfall.StartedAt.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000));
        waterfall.Bars.Select(bar => bar.Name).ShouldContain("get_habits");
        waterfall.Bars.Where(bar => bar.Stage is "accept" or "poll").ShouldAllBe(bar => bar.Service == "web");
    }

    [Fact]
    public void A_reply_whose_end_has_not_come_is_open_and_one_whose_job_broke_has_failed()
    {
        _traces.Add([Of("p", null, "POST", 0, 12, SpanKind.Server, details: [s_about, ("http.request.method", "POST")])]);
        Waterfall.Of(_traces.Find(s_reply)!).Status.ShouldBe("open");

        _traces.Add([Of("j", "p", "job chat.answer", 18, 30, SpanKind.Consumer, failed: true, details: [s_about])]);
        Waterfall.Of(_traces.Find(s_reply)!).Status.ShouldBe("failed");

        _traces.Add([Of("k", "p", "job chat.answer", 40, 41, SpanKind.Consumer, details: [s_about])]);
        Waterfall.Of(_traces.Find(s_reply)!).Status.ShouldBe("ended");

        _traces.Add([Of("l", "p", "job chat.answer", 50, 51, SpanKind.Consumer, details: [s_about, ("coach.reply.failed", "true")])]);
        Waterfall.Of(_traces.Find(s_reply)!).Status.ShouldBe("failed");
    }

    [Fact]
    public void What_begins_long_after_the_end_does_not_stretch_it()
    {
        _traces.Add(
        [
            Of("p", null, "POST", 0, 12, SpanKind.Server, details: [s_about, ("http.request.method", "POST")]),
            Of("f", "p", "finish reply", 50, 60),
            Of("n", "p", "job memory", 1_500, 1_600, SpanKind.Consumer),
            Of("l", "p", "job memory", 30_000, 30_100, SpanKind.Consumer),
            Of("g", null, "GET", 60_000, 60_001, SpanKind.Server, trace: Trace[2..] + "ff", details: [s_about, ("http.request.method", "GET")]),
        ]);

        var waterfall = Waterfall.Of(_traces.Find(s_reply)!);

        waterfall.Bars.Select(bar => bar.Stage).ShouldBe(["accept", "write", "afterwards"]);
        (waterfall.DurationMs, waterfall.EndMs).ShouldBe((60, 1_600));
    }

    [Fact]
    public void Spans_that_are_each_others_parents_or_twice_the_same_come_to_an_end()
    {
        _traces.Add(
        [
            Of("p", "q", "POST", 0, 12, SpanKind.Server, details: [s_about, ("http.request.method", "POST")]),
            Of("q", "p", "loop", 1, 2),
            Of("q", "p", "loop", 1, 2),
            Of("s", "s", "itself", 1, 2),
        ]);

        Waterfall.Of(_traces.Find(s_reply)!).Bars.Count.ShouldBeInRange(1, 8);
    }

    [Fact]
    public void Two_replies_in_one_trace_of_the_caller_are_told_apart()
    {
        var other = Guid.Parse("01a20065-3aa2-78b9-9b88-7f745e7d1d78");
        _traces.Add(
        [
            Of("p", "caller", "POST", 0, 12, SpanKind.Server, details: [s_about, ("http.request.method", "POST")]),
            Of("a", "p", "rewrite", 2, 3),
            Of("o", "caller", "POST", 20, 32, SpanKind.Server, details: [(TraceStore.ReplyId, $"{other}"), ("http.request.method", "POST")]),
            Of("b", "o", "recall", 22, 23),
        ]);

        Waterfall.Of(_traces.Find(s_reply)!).Bars.Select(bar => bar.Stage).ShouldBe(["accept", "rewrite"]);
        Waterfall.Of(_traces.Find(other)!).Bars.Select(bar => bar.Stage).ShouldBe(["accept", "recall"]);
    }

    [Fact]
    public void What_idles_does_not_push_replies_out_and_the_oldest_replies_go()
    {
        _traces.Add([Of("p", null, "POST", 0, 12, SpanKind.Server, details: [s_about, ("http.request.method", "POST")])]);
        for (var number = 1; number <= 2 * TraceStore.MostOthers; number++)
        {
            _traces.Add([Of("x", null, "select", 0, 1, trace: $"{number:x32}")]);
        }

        _traces.Find(s_reply).ShouldNotBeNull();

        for (var number = 1; number <= TraceStore.MostReplies; number++)
        {
            var id = $"00000000-0000-0000-0000-{number:d12}";
            _traces.Add([Of("p", null, "POST", 0, 12, SpanKind.Server, trace: $"{number:x30}ff", details: [(TraceStore.ReplyId, id), ("http.request.method", "POST")])]);
        }

        _traces.Find(s_reply).ShouldBeNull();
        _traces.Replies(int.MaxValue).Count.ShouldBe(TraceStore.MostReplies);
        _traces.Replies(1).Single().ReplyId.ShouldBe(new Guid($"00000000-0000-0000-0000-{TraceStore.MostReplies:d12}"));
    }

    [Fact]
    public void A_trace_has_a_most_of_spans()
    {
        _traces.Add([Of("p", null, "POST", 0, 12, SpanKind.Server, details: [s_about, ("http.request.method", "POST")])]);
        _traces.Add([.. Enumerable.Range(0, 2 * TraceStore.MostSpansOfTrace).Select(number => Of($"{number}", "p", "select", 1, 2))]);

        _traces.Find(s_reply)!.Spans.Count.ShouldBe(TraceStore.MostSpansOfTrace);

        // A reply of which nothing found room is not known.
        var late = Guid.Parse("01a20065-3aa2-78b9-9b88-7f745e7d1d78");
        _traces.Add([Of("o", null, "POST", 20, 32, SpanKind.Server, details: [(TraceStore.ReplyId, $"{late}"), ("http.request.method", "POST")])]);
        _traces.Find(late).ShouldBeNull();
        _traces.Replies(10).Count.ShouldBe(1);
    }

    private static TraceSpan Of(
        string id, string? parent, string name, long startMs, long endMs, SpanKind kind = SpanKind.Internal, string service = "agent", string trace = Trace,
        bool failed = false, params (string Name, string Value)[] details) =>
        new(
            trace, id, parent, service, "1", "AspireCoach", name, kind, Began + (startMs * Second / 1000), Began + (endMs * Second / 1000), failed,
            details.ToDictionary(detail => detail.Name, detail => detail.Value));
}
