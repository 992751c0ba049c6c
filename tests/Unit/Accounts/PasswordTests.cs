using System.Diagnostics.Metrics;
using AspireCoach.Accounts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AspireCoach.Unit.Accounts;

public sealed class PasswordTests
{
    // Made with Python: hashlib.pbkdf2_hmac("sha512", "pässword 1".encode(), bytes(range(16)), 210000, 64), first half.
    private const string Stored = "pbkdf2-sha512$210000$AAECAwQFBgcICQoLDA0ODw==$gFrTGx4uag7ysKOaYPojyxNaQuQm3IJdQaYnnPH8qcA=";

    [Fact]
    public void A_hash_made_elsewhere_is_recognised()
    {
        var stored = PasswordHash.Parse(Stored);
        var derived = stored.Derive("pässword 1");
        derived.Matches(stored).ShouldBeTrue();
        derived.Hash.ToString().ShouldBe(Stored);
        stored.Derive("pässword 2").Matches(stored).ShouldBeFalse();
    }

    [Fact]
    public void The_token_of_a_replay_is_hkdf_of_the_half_that_is_not_stored() =>
        // Made with Python: HMAC-SHA256 extract (zero salt) and expand of the derivation's second half.
        Convert.ToHexStringLower(PasswordHash.Parse(Stored).Derive("pässword 1").KeyFor("session POST /v1/sessions key-1"))
            .ShouldBe("cb9d042b0fbe942d213a0f47c1be8125d109d56bf1f5e6bcfb223f76495b33df");

    [Fact]
    public void The_same_password_is_stored_differently_each_time()
    {
        var (one, other) = (PasswordHash.Fresh(1_000).Derive("same password"), PasswordHash.Fresh(1_000).Derive("same password"));
        one.Hash.ToString().ShouldNotBe(other.Hash.ToString());
        one.KeyFor("purpose").ShouldNotBe(other.KeyFor("purpose"));
        one.Matches(PasswordHash.Parse(one.Hash.ToString())).ShouldBeTrue();
    }

    [Fact]
    public void A_fresh_salt_matches_no_password()
    {
        var fresh = PasswordHash.Fresh(1_000);
        fresh.Derive("").Matches(fresh).ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("pbkdf2-sha512$210000$AAEC")]
    [InlineData("pbkdf2-sha1$1$AAEC$AAEC")]
    [InlineData("pbkdf2-sha512$-1$AAEC$AAEC")]
    public void Anything_else_is_no_stored_password(string text) => Should.Throw<FormatException>(() => PasswordHash.Parse(text));

    [Fact]
    public async Task An_unknown_account_costs_a_hash_like_a_known_one()
    {
        using var host = new Hashing(new AccountsOptions());
        (await host.Hasher.DeriveAsync("whatever it is", stored: null, TestContext.Current.CancellationToken))!
            .Hash.Iterations.ShouldBe(210_000);
        host.Hashes.ShouldBe(1);
        await host.Hasher.DeriveAsync("whatever it is", PasswordHash.Parse(Stored), TestContext.Current.CancellationToken);
        host.Hashes.ShouldBe(2);
    }

    [Fact]
    public async Task Beyond_the_queue_hashing_is_refused_at_once_and_recovers()
    {
        using var host = new Hashing(new AccountsOptions { HashConcurrency = 1, HashQueue = 1, HashIterations = 400_000 });
        var cancel = TestContext.Current.CancellationToken;
        var (running, waiting) = (host.Hasher.CreateAsync("one password", cancel), host.Hasher.CreateAsync("two password", cancel));
        (await host.Hasher.CreateAsync("three password", cancel)).ShouldBeNull();
        (await running).ShouldNotBeNull();
        (await waiting).ShouldNotBeNull();
        (await host.Hasher.CreateAsync("four password", cancel)).ShouldNotBeNull();
    }

    [Fact]
    public void A_hash_of_fewer_rounds_is_outdated()
    {
        using var host = new Hashing(new AccountsOptions { HashIterations = 300_000 });
        host.Hasher.IsOutdated(PasswordHash.Parse(Stored)).ShouldBeTrue();
        host.Hasher.IsOutdated(PasswordHash.Fresh(300_000)).ShouldBeFalse();
    }

    /// <summary>A hasher whose hashes are counted by its own metric.</summary>
    private sealed class Hashing : IDisposable
    {
        private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        private readonly MeterListener _listener = new();
        private int _hashes;

        public Hashing(AccountsOptions options)
        {
            var meters = _services.GetRequiredService<IMeterFactory>();
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "coach.accounts.hashing" && instrument.Meter.Scope == meters)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<double>((_, _, _, _) => Interlocked.Increment(ref _hashes));
            _listener.Start();
            Hasher = new PasswordHasher(Options.Create(options), new AccountsMetrics(meters), TimeProvider.System);
        }

        public PasswordHasher Hasher { get; }

        public int Hashes => _hashes;

        public void Dispose()
        {
            Hasher.Dispose();
            _listener.Dispose();
            _services.Dispose();
        }
    }
}
