using System.Diagnostics.Metrics;

namespace AspireCoach.Accounts;

/// <summary>The module's instruments.</summary>
internal sealed class AccountsMetrics
{
    public const string MeterName = "AspireCoach.Accounts";

    private readonly Histogram<double> _hashing;
    private readonly Counter<long> _signIns;

    public AccountsMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _hashing = meter.CreateHistogram<double>("coach.accounts.hashing", "s", "Time a password hash took, waiting excluded.");
        _signIns = meter.CreateCounter<long>("coach.accounts.sign_ins", "{attempt}", "Sign-ins by outcome: ok, wrong, throttled, overloaded.");
    }

    public void Hashed(TimeSpan elapsed) => _hashing.Record(elapsed.TotalSeconds);

    public void SignIn(string outcome) => _signIns.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}
