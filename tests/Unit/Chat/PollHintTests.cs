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
        PollHint.For(status, TimeSpan.Zero, 0).ShouldBe(expected);

    [Theory]
    [InlineData(1, 250)]
    [InlineData(4, 1_000)]
    [InlineData(60, 5_000)]
    public void A_queued_reply_is_polled_less_often_the_longer_the_queue_is(int seconds, int expected) =>
        PollHint.For(ReplyStatus.Queued, TimeSpan.FromSeconds(seconds), 0).ShouldBe(expected);

    [Fact]
    public void A_reply_that_is_written_does_not_wait_for_the_queue() =>
        PollHint.For(ReplyStatus.Streaming, TimeSpan.FromMinutes(1), 0).ShouldBe(150);

    [Theory]
    [InlineData(0.5, 150)]
    [InlineData(0.75, 450)]
    [InlineData(1, 750)]
    [InlineData(1.5, 750)]
    public void A_full_process_is_polled_less_often(double load, int expected) =>
        PollHint.For(ReplyStatus.Streaming, TimeSpan.Zero, load).ShouldBe(expected);
}
