using AspireCoach.Accounts;
using AspireCoach.Data.Limits;
using Microsoft.Extensions.Options;

namespace AspireCoach.Unit.Accounts;

public sealed class SignInThrottleTests
{
    [Fact]
    public async Task An_account_takes_its_attempts_and_then_tells_when_to_come_again()
    {
        var throttle = Throttle(perAccount: 3, perAddress: 1_000);
        for (var attempt = 0; attempt < 3; attempt++)
        {
            (await throttle.AttemptAsync("ann@example.org", $"10.0.0.{attempt}")).ShouldBeNull();
        }

        // One attempt is regained a minute.
        (await throttle.AttemptAsync("ann@example.org", "10.0.0.9"))!.Value.ShouldBeInRange(1, 60);
    }

    [Fact]
    public async Task An_address_takes_its_attempts_whatever_the_account()
    {
        var throttle = Throttle(perAccount: 1_000, perAddress: 5);
        for (var attempt = 0; attempt < 5; attempt++)
        {
            (await throttle.AttemptAsync($"user{attempt}@example.org", "10.0.0.1")).ShouldBeNull();
        }

        (await throttle.AttemptAsync("user9@example.org", "10.0.0.1")).ShouldNotBeNull();
        (await throttle.AttemptAsync("user9@example.org", address: null)).ShouldBeNull();
    }

    [Fact]
    public async Task The_limiter_is_told_no_e_mail_address()
    {
        var seen = new Seen();
        await new SignInThrottle(seen, Options.Create(new AccountsOptions())).AttemptAsync("ann@example.org", "10.0.0.1");
        seen.Keys.Count.ShouldBe(2);
        seen.Keys.ShouldAllBe(key => !key.Contains('@') && !key.Contains("ann", StringComparison.OrdinalIgnoreCase));
    }

    private static SignInThrottle Throttle(int perAccount, int perAddress) => new(new InProcessRateLimiter(TimeProvider.System), Options.Create(new AccountsOptions
    {
        AttemptsPerAccount = perAccount,
        AttemptsPerAccountAndMinute = 1,
        AttemptsPerAddress = perAddress,
        AttemptsPerAddressAndMinute = 1,
    }));

    private sealed class Seen : IRateLimiter
    {
        public List<string> Keys { get; } = [];

        public ValueTask<RateDecision> TakeAsync(params RateBucket[] buckets)
        {
            Keys.AddRange(buckets.Select(bucket => bucket.Key));
            return ValueTask.FromResult(new RateDecision(null, 1, TimeSpan.Zero, 0));
        }
    }
}
