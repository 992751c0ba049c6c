using AspireCoach.Data.Jobs;
using FsCheck;
using FsCheck.Fluent;

namespace AspireCoach.Unit.Data;

public sealed class JobBackoffTests
{
    [Fact]
    public void Delays_lie_between_half_and_the_whole_of_the_doubled_first_one_up_to_the_cap()
    {
        var cases = Gen.Choose(1, 100).SelectMany(attempt => Gen.Choose(1, 60_000).SelectMany(first => Gen.Choose(1, 3_600).SelectMany(
            cap => Gen.Choose(0, 1_000_000).Select(random => (attempt, first, cap, random: random / 1_000_000.0)))));
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(2_000).WithQuietOnSuccess(true),
            Prop.ForAll(Arb.From(cases), given =>
            {
                // Doubled step by step, as one would by hand.
                decimal whole = given.first;
                for (var i = 1; i < given.attempt && whole < given.cap * 1_000m; i++)
                {
                    whole *= 2;
                }

                whole = Math.Min(whole, given.cap * 1_000m);
                var delay = JobBackoff.After(given.attempt, new JobsOptions { RetryMilliseconds = given.first, MaxRetrySeconds = given.cap }, given.random);
                ((decimal)delay.TotalMilliseconds).ShouldBeInRange((whole / 2) - 0.001m, whole + 0.001m);
            }));
    }

    [Theory]
    [InlineData(1, 0, 250)]
    [InlineData(1, 1, 500)]
    [InlineData(2, 0.5, 750)]
    [InlineData(3, 1, 2_000)]
    [InlineData(100, 1, 300_000)]
    public void The_defaults_give(int attempt, double random, double milliseconds) =>
        JobBackoff.After(attempt, new JobsOptions(), random).TotalMilliseconds.ShouldBe(milliseconds, 0.001);
}
