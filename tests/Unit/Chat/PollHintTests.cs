using AspireCoach.Chat;

namespace AspireCoach.Unit.Chat;

public sealed class PollHintTests
{
    [Theory]
    [InlineData(ReplyStatus.Queued, 250)]
    [InlineData(ReplyStatus.Working, 200)]
    [InlineData(ReplyStatus.Streaming, 150)]
    [InlineData(ReplyStatus.Done, 0)]
    [InlineData(ReplyStatus.Failed, 0)]
    [InlineData(ReplyStatus.Cancelled, 0)]
    public void An_idle_platform_asks_for_short_pauses_and_for_none_at_the_end(ReplyStatus status, int expected) =>
        PollHint.For(status, TimeSpan.Zero, 0, 1).ShouldBe(expected);

    [Theory]
    [InlineData(1, 250)]
    [InlineData(4, 1_000)]
    [InlineData(60, 5_000)]
    public void A_queued_reply_is_polled_less_often_the_longer_the_queue_is(int seconds, int expected) =>
        PollHint.For(ReplyStatus.Queued, TimeSpan.FromSeconds(seconds), 0, 1).ShouldBe(expected);

    [Fact]
    public void A_reply_that_is_written_does_not_wait_for_the_queue() =>
        PollHint.For(ReplyStatus.Streaming, TimeSpan.FromMinutes(1), 0, 1).ShouldBe(150);

    [Theory]
    [InlineData(0.5, 150)]
    [InlineData(0.75, 450)]
    [InlineData(1, 750)]
    [InlineData(1.5, 750)]
    public void A_full_process_is_polled_less_often(double load, int expected) =>
        PollHint.For(ReplyStatus.Streaming, TimeSpan.Zero, load, 1).ShouldBe(expected);

    [Theory]
    [InlineData(1, 250)]
    [InlineData(0.5, 3_872)]
    [InlineData(0, 60_000)]
    public void Who_has_used_up_much_of_the_limit_is_asked_to_wait_longer(double left, int expected) =>
        PollHint.For(ReplyStatus.Queued, TimeSpan.Zero, 0, left).ShouldBe(expected);

    [Fact]
    public void An_ended_reply_has_no_next_poll_whatever_the_load() => PollHint.For(ReplyStatus.Done, TimeSpan.FromMinutes(1), 1, 0).ShouldBe(0);

    /// <summary>The limit's defaults: 50 a second, 500 at once.</summary>
    [Theory]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(300)]
    public void Whoever_polls_hundreds_of_replies_by_their_hints_is_never_refused(int replies)
    {
        var (tokens, now) = (500.0, 0.0);
        var due = new PriorityQueue<int, double>();
        for (var reply = 0; reply < replies; reply++)
        {
            due.Enqueue(reply, reply / 50.0);
        }

        while (now < 300)
        {
            due.TryDequeue(out var reply, out var at);
            tokens = Math.Min(500, tokens + ((at - now) * 50));
            now = at;
            tokens.ShouldBeGreaterThanOrEqualTo(1, $"at {now:0.0} s");
            tokens--;
            due.Enqueue(reply, now + (PollHint.For(ReplyStatus.Queued, TimeSpan.Zero, 0, tokens / 500) / 1_000.0));
        }
    }
}
