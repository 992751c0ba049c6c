using AspireCoach.Data.Postgres;
using AspireCoach.Functional.Data;
using AspireCoach.Functional.Fixtures;
using AspireCoach.Knowledge.Upkeep;
using Npgsql;

namespace AspireCoach.Functional.Knowledge;

/// <summary>The lock under which one process brings a user's indexes up to date.</summary>
public sealed class UserLeaseTests(PostgresFixture postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_that_is_gone_is_told_as_such_and_leaves_no_lock()
    {
        var database = await postgres.CreateDatabaseAsync(Cancel);
        await using var node = await KnowledgeNode.StartAsync(database, Cancel, upkeep: false);
        var (store, user) = (node.Get<Database>(), Entries.NewId());
        await (await UserLease.TryTakeAsync(store, user, Cancel)).ShouldNotBeNull().DisposeAsync();
        await EndSessionsAsync(database);
        await Should.ThrowAsync<NpgsqlException>(async () => await UserLease.TryTakeAsync(store, user, Cancel));

        var lease = (await UserLease.TryTakeAsync(store, user, Cancel)).ShouldNotBeNull();
        (await UserLease.TryTakeAsync(store, user, Cancel)).ShouldBeNull();
        await EndSessionsAsync(database);
        await lease.DisposeAsync();
        await using var again = (await UserLease.TryTakeAsync(store, user, Cancel)).ShouldNotBeNull();
    }

    private static Task EndSessionsAsync(string database) => QueueDatabase.ExecuteAsync(
        database, "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = current_database() and application_name = 'coach'", Cancel);
}
