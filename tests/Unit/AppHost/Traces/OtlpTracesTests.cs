using AspireCoach.AppHost.Local.Traces;
using FsCheck;
using FsCheck.Fluent;
using static AspireCoach.Unit.AppHost.Traces.OtlpRequest;

namespace AspireCoach.Unit.AppHost.Traces;

public sealed class OtlpTracesTests
{
    private const string Trace = "0102030405060708090a0b0c0d0e0f10";

    private static readonly byte[] s_request = OtlpRequest.Of(
        "agent",
        "AspireCoach.Chat",
        Span(
            Trace, "00000000000000a1", "00000000000000a0", "execute_tool get_habits", 1, 1_700_000_000_000_000_000, 1_700_000_000_005_000_000,
            Attribute("gen_ai.tool.name", Text("get_habits")),
            Attribute("coach.attempt", new OtlpRequest().Number(3, ulong.MaxValue)),
            Attribute("coach.flag", new OtlpRequest().Number(2, 1)),
            Attribute("coach.share", new OtlpRequest().Fixed64(4, BitConverter.DoubleToUInt64Bits(0.25))),
            Attribute("coach.list", new OtlpRequest().Message(5, new OtlpRequest().Message(1, Text("a")))),
            Attribute("enduser.id", Text("ana"))).Message(15, new OtlpRequest().String(2, "broke").Number(3, 2)),
        Span(Trace, "00000000000000a2", null, "GET", 2, 5, 4));

    [Fact]
    public void A_span_is_read_with_what_is_shown_of_it()
    {
        var spans = OtlpTraces.Read(s_request);

        spans.Count.ShouldBe(2);
        var tool = spans[0];
        (tool.TraceId, tool.Id, tool.ParentId, tool.Service, tool.Instance, tool.Source).ShouldBe((Trace, "00000000000000a1", "00000000000000a0", "agent", "i-1", "AspireCoach.Chat"));
        (tool.Name, tool.Kind, tool.End - tool.Start, tool.Failed).ShouldBe(("execute_tool get_habits", SpanKind.Internal, 5_000_000L, true));
        tool.Details.ShouldBe(
            new Dictionary<string, string> { ["gen_ai.tool.name"] = "get_habits", ["coach.attempt"] = "-1", ["coach.flag"] = "true", ["coach.share"] = "0.25" },
            ignoreOrder: true);
        // The clock went back: a span has no negative length.
        (spans[1].ParentId, spans[1].Kind, spans[1].Start, spans[1].End).ShouldBe((null, SpanKind.Server, 5L, 5L));
    }

    [Fact]
    public void What_is_kept_of_a_span_is_bounded()
    {
        var attributes = Enumerable.Range(0, 100).Select(number => Attribute($"coach.{number}", Text(new string('x', 10_000)))).ToArray();

        var span = OtlpTraces.Read(OtlpRequest.Of("s", "c", Span(Trace, "00000000000000a1", null, new string('n', 10_000), 1, 1, 2, attributes))).Single();

        span.Name.Length.ShouldBe(200);
        span.Details.Count.ShouldBe(24);
        span.Details.Values.ShouldAllBe(value => value.Length == 400);
    }

    [Theory]
    [InlineData("a1", "0000000000000000")]
    [InlineData("0102030405060708090a0b0c0d0e0f", "00000000000000a1")]
    [InlineData("00000000000000000000000000000000", "00000000000000a1")]
    public void Ids_that_are_none_are_refused(string traceId, string id) =>
        Should.Throw<InvalidDataException>(() => OtlpTraces.Read(OtlpRequest.Of("s", "c", Span(traceId, id, null, "n", 1, 1, 2))));

    [Fact]
    public void More_spans_than_fit_are_refused()
    {
        var span = Span(Trace, "00000000000000a1", null, "n", 1, 1, 2);
        var scope = Enumerable.Repeat(span, OtlpTraces.MostSpans + 1).Aggregate(new OtlpRequest(), (all, one) => all.Message(2, one));

        Should.Throw<InvalidDataException>(() => OtlpTraces.Read(new OtlpRequest().Message(1, new OtlpRequest().Message(2, scope)).Bytes))
            .Message.ShouldContain("10000 spans");
    }

    [Fact]
    public void Nothing_is_no_span() => OtlpTraces.Read([]).ShouldBeEmpty();

    [Fact]
    public void A_request_that_was_cut_off_anywhere_is_refused_or_is_a_shorter_one()
    {
        for (var length = 0; length < s_request.Length; length++)
        {
            IsReadOrRefused(s_request[..length]).ShouldBeTrue();
        }
    }

    [Fact]
    public void Whatever_the_bytes_are_they_are_read_or_refused()
    {
        var bytes = Gen.ArrayOf(Gen.Choose(0, 255).Select(number => (byte)number));
        Prop.ForAll(bytes.Resize(400).ToArbitrary(), IsReadOrRefused).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));
    }

    [Fact]
    public void A_request_with_bytes_changed_is_read_or_refused()
    {
        var changes = Gen.ArrayOf(
            from at in Gen.Choose(0, s_request.Length - 1)
            from value in Gen.Elements(0, 1, 0x7f, 0x80, 0xff, 0x0a, 0x12, 0x4a).Or(Gen.Choose(0, 255))
            select (At: at, Value: (byte)value));
        Prop.ForAll(changes.ToArbitrary(), chosen =>
        {
            var request = s_request.ToArray();
            foreach (var (at, value) in chosen)
            {
                request[at] = value;
            }

            return IsReadOrRefused(request);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));
    }

    private static bool IsReadOrRefused(byte[] request)
    {
        try
        {
            // Two bytes are the least that a span can take.
            return OtlpTraces.Read(request).Count <= request.Length / 2;
        }
        catch (InvalidDataException)
        {
            return true;
        }
    }
}
