using AspireCoach.Accounts;
using Microsoft.Extensions.Options;

namespace AspireCoach.Unit.Accounts;

public sealed class SignInThrottleTests
{
    [Fact]
    public void An_account_takes_its_attempts_and_then_tells_when_to_come_again()
    {
        using var throttle = Throttle(perAccount: 3, perAddress: 1_000);
        for (var attempt = 0; attempt < 3; attempt++)
        {
            throttle.Attempt("ann@example.org", $"10.0.0.{attempt}").ShouldBeNull();
        }

        // One attempt is regained a minute.
        throttle.Attempt("ann@example.org", "10.0.0.9")!.Value.ShouldBeInRange(1, 60);
    }

    [Fact]
    public void An_address_takes_its_attempts_whatever_the_account()
    {
        using var throttle = Throttle(perAccount: 1_000, perAddress: 5);
        for (var attempt = 0; attempt < 5; attempt++)
        {
            throttle.Attempt($"user{attempt}@example.org", "10.0.0.1").ShouldBeNull();
        }

        throttle.Attempt("user9@example.org", "10.0.0.1").ShouldNotBeNull();
        throttle.Attempt("user9@example.org", address: null).ShouldBeNull();
    }

    [Fact]
    public void One_accounts_attempts_are_not_anothers()
    {
        using var throttle = Throttle(perAccount: 1, perAddress: 1_000_000);

        // Two names share one of 16,384 buckets by chance: of 100 at most a few.
        Enumerable.Range(0, 100).Count(user => throttle.Attempt($"user{user}@example.org", null) is not null).ShouldBeLessThan(10);
    }

    [Fact]
    public void Names_beyond_number_share_a_fixed_number_of_buckets()
    {
        using var throttle = Throttle(perAccount: 1, perAddress: 1);
        Enumerable.Range(0, 100_000).Count(user => throttle.Attempt($"user{user}@example.org", null) is null)
            .ShouldBeLessThanOrEqualTo(SignInThrottle.Buckets);
    }

    private static SignInThrottle Throttle(int perAccount, int perAddress) => new(Options.Create(new AccountsOptions
    {
        AttemptsPerAccount = perAccount,
        AttemptsPerAccountAndMinute = 1,
        AttemptsPerAddress = perAddress,
        AttemptsPerAddressAndMinute = 1,
    }));
}
