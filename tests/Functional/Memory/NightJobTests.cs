using AspireCoach.Functional.Fixtures;
using AspireCoach.Memory;
using NodaTime;

namespace AspireCoach.Functional.Memory;

/// <summary>What is said in a day is read in the user's own night.</summary>
public sealed class NightJobTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly Guid _user = MemoryNode.NewUser();
    private MemoryNode _node = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _node = await MemoryNode.StartAsync(await postgres.CreateDatabaseAsync(CancellationToken.None), CancellationToken.None);

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Theory]
    [InlineData("Asia/Tokyo")]
    [InlineData("America/St_Johns")]
    [InlineData("Etc/UTC")]
    public async Task The_first_turn_of_a_day_has_one_night_set_at_03_00_of_its_time_zone(string zone)
    {
        var before = SystemClock.Instance.GetCurrentInstant();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(number => _node.SayAsync(_user, $"Hello {number}", Cancel, timeZone: zone)));

        (await NightsAsync()).ShouldBe(1);
        var at = await PostgresFixture.QueryAsync<DateTime>(_node.ConnectionString, "select run_at from jobs.jobs where kind = 'memory.night'", Cancel);
        var night = Instant.FromDateTimeUtc(at).InZone(DateTimeZoneProviders.Tzdb[zone]);
        night.TimeOfDay.ShouldBe(new LocalTime(3, 0));
        (night.ToInstant() - before).ShouldBeInRange(Duration.Zero, Duration.FromHours(25));
    }

    [Fact]
    public async Task A_night_reads_the_day_and_the_next_is_set_by_what_is_said_next()
    {
        await _node.SayAsync(_user, "diet: Is vegan", Cancel);
        await _node.SayAsync(_user, "goal: Run far", Cancel);
        await FallAsync();
        await Eventually.TrueAsync(async () => (await _node.FactsAsync(_user, Cancel)).Length == 2, "the day is read", Cancel);
        (await NightsAsync()).ShouldBe(0);

        await _node.SayAsync(_user, "diet: Is vegan", Cancel);
        (await NightsAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task The_same_night_twice_changes_nothing()
    {
        await _node.SayAsync(_user, "diet: Is vegan", Cancel);
        await FallAsync();
        await Eventually.TrueAsync(async () => (await _node.FactsAsync(_user, Cancel)).Length == 1, "the day is read", Cancel);
        await Eventually.TrueAsync(async () => await _node.CountAsync("select from memory.extractions where status = 2", Cancel) == 1, "the reading has ended", Cancel);
        var before = await _node.RowsAsync(_user, Cancel, all: true);

        await using (var transaction = await _node.Get<AspireCoach.Data.Postgres.Database>().BeginAsync(Cancel))
        {
            await _node.Get<AspireCoach.Data.Jobs.JobQueue>().EnqueueAsync(transaction, NightJob.For(_user, TimeProvider.System.GetUtcNow(), 5), Cancel);
            await transaction.CommitAsync(Cancel);
        }

        await Eventually.TrueAsync(async () => await NightsAsync() == 0, "the night is over again", Cancel);
        (await _node.RowsAsync(_user, Cancel, all: true)).ShouldBe(before);
        (await _node.CountAsync("select from memory.extractions", Cancel)).ShouldBe(1);
    }

    [Fact]
    public async Task A_night_of_a_user_who_is_gone_or_has_been_read_does_nothing()
    {
        await _node.SayAsync(_user, "diet: Is vegan", Cancel);
        await _node.ExtractAsync(_user, Cancel);
        (await NightsAsync()).ShouldBe(1);
        await FallAsync();
        await Eventually.TrueAsync(async () => await NightsAsync() == 0, "the night is over", Cancel);
        (await _node.CountAsync("select from memory.extractions", Cancel)).ShouldBe(1);

        await _node.SayAsync(_user, "diet: Is vegan", Cancel);
        await Data.QueueDatabase.ExecuteAsync(_node.ConnectionString, "delete from memory.users", Cancel);
        await FallAsync();
        await Eventually.TrueAsync(async () => await NightsAsync() == 0, "the night is over", Cancel);
        (await _node.CountAsync("select from memory.users", Cancel)).ShouldBe(0);
        (await _node.CountAsync("select from jobs.dead", Cancel)).ShouldBe(0);
    }

    [Fact]
    public async Task A_night_that_was_lost_is_set_again_by_what_is_said_a_day_later()
    {
        await _node.SayAsync(_user, "diet: Is vegan", Cancel);
        await Data.QueueDatabase.ExecuteAsync(_node.ConnectionString, "delete from jobs.jobs; update memory.users set night = now() - interval '25 hours'", Cancel);

        await _node.SayAsync(_user, "goal: Run far", Cancel);

        (await NightsAsync()).ShouldBe(1);
    }

    private Task<long> NightsAsync() => _node.CountAsync("select from jobs.jobs where kind = 'memory.night'", Cancel);

    /// <summary>Lets it be 03:00.</summary>
    private Task FallAsync() =>
        Data.QueueDatabase.ExecuteAsync(_node.ConnectionString, "update jobs.jobs set run_at = now() where kind = 'memory.night'", Cancel);
}
