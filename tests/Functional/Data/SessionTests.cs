using AspireCoach.Data.Cache;
using AspireCoach.Data.Postgres;
using AspireCoach.Data.Sessions;
using AspireCoach.Functional.Fixtures;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Npgsql;

namespace AspireCoach.Functional.Data;

public sealed class SessionTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly Guid User = Guid.Parse("0190a1b2-0000-7000-8000-000000000001");
    private static readonly Guid Other = Guid.Parse("0190a1b2-0000-7000-8000-000000000002");
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;
    private readonly Clock _clock = new();
    private NpgsqlDataSource _source = null!;
    private string _connectionString = "";
    private Database _database = null!;
    private SessionStore _sessions = null!;

    public async ValueTask InitializeAsync()
    {
        _connectionString = await QueueDatabase.CreateAsync(postgres, _cancel);
        _source = NpgsqlDataSource.Create(_connectionString);
        _database = new Database(_source);
        _sessions = new SessionStore(_database, new InProcessCache(1_000, _clock), new InProcessWakeUps(), Options.Create(new SessionOptions { LifetimeDays = 10, CacheSeconds = 3_600 }), _clock);
    }

    public async ValueTask DisposeAsync()
    {
        _sessions.Dispose();
        await _source.DisposeAsync();
    }

    [Fact]
    public async Task A_session_is_found_until_it_expires_also_from_the_cache()
    {
        var session = await CreateAsync(User);
        session.ExpiresAt.ShouldBe(_clock.Now.AddDays(10));
        (await _sessions.FindAsync(session.Token, _cancel)).ShouldBe(new UserSession(User, "Europe/Berlin"));

        // Up to the instant, with what was cached a moment before.
        _clock.Now = session.ExpiresAt.AddMilliseconds(-1);
        (await _sessions.FindAsync(session.Token, _cancel)).ShouldNotBeNull();
        _clock.Now = session.ExpiresAt;
        (await _sessions.FindAsync(session.Token, _cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task What_is_no_token_is_nobody()
    {
        foreach (var token in (string[])["", "x", new('x', 5_000), "\0", "é"])
        {
            (await _sessions.FindAsync(token, _cancel)).ShouldBeNull();
        }
    }

    [Fact]
    public async Task The_token_itself_is_nowhere_in_the_database()
    {
        var session = await CreateAsync(User);
        (await QueueDatabase.CountAsync(_connectionString, $"select from sessions.sessions s where s::text like '%{session.Token}%'", _cancel)).ShouldBe(0);
    }

    [Fact]
    public async Task An_ended_session_is_dead_at_once_though_cached_and_the_others_live()
    {
        var (ended, kept) = (await CreateAsync(User), await CreateAsync(User));
        await FindAllAsync(ended, kept);
        await CommitAsync(transaction => _sessions.EndAsync(transaction, With(ended.Token), _cancel));
        (await _sessions.FindAsync(ended.Token, _cancel)).ShouldBeNull();
        (await _sessions.FindAsync(kept.Token, _cancel)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Ending_that_is_rolled_back_ends_nothing()
    {
        var session = await CreateAsync(User);
        await FindAllAsync(session);
        await using (var transaction = await _database.BeginAsync(_cancel))
        {
            await _sessions.EndAsync(transaction, With(session.Token), _cancel);
        }

        (await _sessions.FindAsync(session.Token, _cancel)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Ending_all_ends_every_session_of_the_user_and_nobody_else_s()
    {
        var (one, two, other) = (await CreateAsync(User), await CreateAsync(User), await CreateAsync(Other));
        await FindAllAsync(one, two, other);
        await CommitAsync(transaction => _sessions.EndAllAsync(transaction, User, _cancel));
        (await _sessions.FindAsync(one.Token, _cancel)).ShouldBeNull();
        (await _sessions.FindAsync(two.Token, _cancel)).ShouldBeNull();
        (await _sessions.FindAsync(other.Token, _cancel)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_new_time_zone_is_seen_at_once()
    {
        var (one, other) = (await CreateAsync(User), await CreateAsync(Other));
        await FindAllAsync(one, other);
        await CommitAsync(transaction => _sessions.SetTimeZoneAsync(transaction, User, "Asia/Tokyo", _cancel));
        (await _sessions.FindAsync(one.Token, _cancel))!.TimeZone.ShouldBe("Asia/Tokyo");
        (await _sessions.FindAsync(other.Token, _cancel))!.TimeZone.ShouldBe("Europe/Berlin");
    }

    [Fact]
    public async Task Requests_that_come_while_sessions_end_never_bring_one_back()
    {
        for (var round = 0; round < 30; round++)
        {
            var session = await CreateAsync(User);
            using var ended = new CancellationTokenSource();
            var asking = Enumerable.Range(0, 4).Select(async _ =>
            {
                while (!ended.IsCancellationRequested)
                {
                    await _sessions.FindAsync(session.Token, _cancel);
                    // Forces the next one to load again, so that loads are always under way.
                    _clock.Now = _clock.Now.AddHours(1);
                }
            }).ToList();
            await CommitAsync(transaction => _sessions.EndAsync(transaction, With(session.Token), _cancel));
            (await _sessions.FindAsync(session.Token, _cancel)).ShouldBeNull();
            await ended.CancelAsync();
            await Task.WhenAll(asking);
            (await _sessions.FindAsync(session.Token, _cancel)).ShouldBeNull();
        }
    }

    private async Task FindAllAsync(params IssuedSession[] sessions)
    {
        foreach (var session in sessions)
        {
            (await _sessions.FindAsync(session.Token, _cancel)).ShouldNotBeNull();
        }
    }

    private async Task<IssuedSession> CreateAsync(Guid user)
    {
        IssuedSession session = null!;
        await CommitAsync(async transaction => session = await _sessions.CreateAsync(transaction, user, "Europe/Berlin", _cancel));
        return session;
    }

    private async Task CommitAsync(Func<Transaction, Task> work)
    {
        await using var transaction = await _database.BeginAsync(_cancel);
        await work(transaction);
        await transaction.CommitAsync(_cancel);
    }

    private static DefaultHttpContext With(string token) => new() { Request = { Headers = { Authorization = $"Bearer {token}" } } };

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => Now.Ticks;
    }
}
