using AspireCoach.AppHost.Local.Logs;

namespace AspireCoach.Unit.AppHost;

public sealed class LogTailTests
{
    private readonly LogTail _tail = new(TimeProvider.System);

    [Theory]
    [InlineData("23:15:28.976 info  Lifetime: Hosting", "Info")]
    [InlineData("23:15:28.976 WARN  Agent: slow", "Warning")]
    [InlineData("23:15:28.976 ERROR Agent: broke", "Error")]
    [InlineData("23:15:28.976 debug Agent: x", "Debug")]
    [InlineData("""{"at":"2026-11-21T23:15:28+00:00","level":"Warning","category":"c","message":"ERROR"}""", "Warning")]
    [InlineData("""{"at":"2026-11-21T23:15:28+00:00","level":"Critical","category":"c"}""", "Error")]
    [InlineData("2026-11-21 23:15:20.123 UTC [4711] LOG:  database system is ready", "Info")]
    [InlineData("2026-11-21 23:15:20.123 UTC [4711] postgres@coachdb ERROR:  relation does not exist", "Error")]
    [InlineData("4711:M 21 Nov 2026 23:15:20.123 # WARNING overcommit_memory", "Warning")]
    [InlineData("4711:M 21 Nov 2026 23:15:20.123 * Ready to accept connections", "Info")]
    [InlineData("ts=2026-11-22T00:22:16.697Z caller=main.go:823 level=warn msg=\"Received SIGTERM\"", "Warning")]
    [InlineData("ts=2026-11-22T00:22:16.697Z caller=main.go:823 level=error msg=x", "Error")]
    public void A_line_says_how_loud_it_is(string line, string level) => $"{Written(line).Single().Level}".ShouldBe(level);

    [Fact]
    public void What_continues_a_line_is_as_loud_as_it() =>
        Written("23:15:28.976 ERROR Agent: broke", "System.Exception: why", "   at A.B()", "23:15:28.977 info  Agent: goes on").Select(line => line.Level)
            .ShouldBe([LogLevel.Error, LogLevel.Error, LogLevel.Error, LogLevel.Info]);

    [Fact]
    public void Colours_titles_and_control_characters_are_left_out() =>
        Written("\e[31mred\e[0m \e]0;title\aplain\t\0\u202Eend\r\e(B \e").Single().Text.ShouldBe("red plain\tend ");

    [Fact]
    public void A_long_line_is_shortened_between_characters()
    {
        var line = Written(new string('x', LogLine.MostCharacters - 1) + "😀 and more").Single().Text;

        line.ShouldBe(new string('x', LogLine.MostCharacters - 1) + " …");
    }

    [Fact]
    public void Lines_and_characters_are_bounded_and_numbers_go_on()
    {
        for (var number = 1; number <= LogTail.MostLines + 500; number++)
        {
            _tail.Write($"line {number}");
        }

        using (var reader = _tail.Read(after: 0))
        {
            reader.Past.Count.ShouldBe(LogTail.MostLines);
            (reader.Past[0].Number, reader.Past[^1].Text).ShouldBe((501L, "line 2500"));
        }

        for (var number = 0; number < 600; number++)
        {
            _tail.Write(new string('x', LogLine.MostCharacters));
        }

        using var later = _tail.Read(after: 0);
        later.Past.Sum(line => line.Text.Length).ShouldBeLessThanOrEqualTo(LogTail.MostCharacters);
    }

    [Fact]
    public async Task A_reader_gets_what_it_has_not_and_then_each_line_once()
    {
        _tail.Write("one");
        _tail.Write("two");
        using var reader = _tail.Read(after: 1);
        _tail.Write("three");

        reader.Past.Select(line => line.Text).ShouldBe(["two"]);
        (await reader.Next.ReadAsync(TestContext.Current.CancellationToken)).Text.ShouldBe("three");
    }

    [Fact]
    public void A_number_of_another_run_asks_for_everything()
    {
        _tail.Write("one");

        using var reader = _tail.Read(after: 4_711);

        reader.Past.Count.ShouldBe(1);
    }

    [Fact]
    public void A_reader_that_does_not_read_misses_the_oldest_and_holds_nobody_up()
    {
        using var reader = _tail.Read(after: 0);
        for (var number = 1; number <= LogTail.MostWaiting + 10; number++)
        {
            _tail.Write($"line {number}");
        }

        reader.Next.Count.ShouldBe(LogTail.MostWaiting);
        reader.Next.TryRead(out var first).ShouldBeTrue();
        first!.Number.ShouldBe(11);
    }

    private IReadOnlyList<LogLine> Written(params string[] lines)
    {
        foreach (var line in lines)
        {
            _tail.Write(line);
        }

        using var reader = _tail.Read(after: 0);
        return reader.Past;
    }
}
