using AspireCoach.Host.Commands;
using FsCheck;
using FsCheck.Fluent;

namespace AspireCoach.Unit.Host;

/// <summary>The waterfall of <c>coach trace</c> in a terminal.</summary>
public sealed class WaterfallTextTests
{
    private static readonly ReplyWaterfall s_reply = new(
        new Guid("01a20065-2188-7cdb-b713-8f86200a1a9f"), "done", DateTimeOffset.UnixEpoch, 90, 80, 100,
        [
            new ReplyBar("accept", "POST /v1/[x]", 0, 0, 10, false, "web"),
            new ReplyBar("tool", "get_habits", 1, 50, 25, true, "agent"),
            new ReplyBar("database", "select 1", 2, 50, 25, false, "agent"),
            new ReplyBar("recall", "recall", 1, 99.9, 0, false, "agent"),
        ]);

    [Fact]
    public void Each_bar_stands_where_its_time_was()
    {
        WaterfallText.Bar(0, 25, 100, 20).ShouldBe("█████               ");
        WaterfallText.Bar(50, 25, 100, 20).ShouldBe("          █████     ");
        WaterfallText.Bar(99.9, 0, 100, 20).ShouldBe("                   ▏");
        WaterfallText.Bar(0, 0, 0, 4).ShouldBe("▏   ");
    }

    [Fact]
    public void Lines_say_stage_name_program_where_it_changes_start_and_duration()
    {
        var lines = new WaterfallText(100).Lines(s_reply, all: false).ToList();

        lines[0].ShouldBe("Reply 01a20065-2188-7cdb-b713-8f86200a1a9f: first words after 80.0 ms, done after 90.0 ms");
        lines[3].ShouldStartWith("accept  [grey]POST /v1/[[x]] (web)[/]");
        lines[4].ShouldStartWith("  tool failed  [grey]get_habits (agent)[/]");
        lines[4].ShouldEndWith("  50.0 ms   25.0 ms");
        lines[5].ShouldStartWith("  recall  [grey][/]");
        lines.Count.ShouldBe(6);
        new WaterfallText(100).Lines(s_reply, all: true).Count().ShouldBe(7);
    }

    [Fact]
    public void Nothing_sticks_out_whatever_the_numbers_and_the_terminal_are()
    {
        var numbers = Gen.Choose(-1_000, 100_000).Select(number => number / 7.0);
        var cases = from offset in numbers from duration in numbers from end in numbers from columns in Gen.Choose(16, 80) select (offset, duration, end, columns);
        Prop.ForAll(cases.ToArbitrary(), one => WaterfallText.Bar(one.offset, one.duration, one.end, one.columns).Length == one.columns)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }
}
