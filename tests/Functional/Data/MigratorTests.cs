using System.Reflection;
using System.Text;
using AspireCoach.Data.Postgres;
using AspireCoach.Functional.Fixtures;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace AspireCoach.Functional.Data;

public sealed class MigratorTests(PostgresFixture postgres)
{
    private const string First = "create table things.first (id int);\ninsert into things.first values (1);\n";
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_at_once_apply_each_file_once()
    {
        await using var source = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync(_cancel));
        var files = Enumerable.Range(1, 9).Select(i => ($"00{i}_table.sql", $"create table things.t{i} (id int); select pg_sleep(0.01);")).ToArray();
        var applied = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Migrator(source, files).MigrateAsync(_cancel)));
        applied.Sum().ShouldBe(9);
        (await Migrator(source, files).IsCurrentAsync(_cancel)).ShouldBeTrue();
    }

    [Fact]
    public async Task Files_run_in_the_order_of_their_names_and_only_the_missing_ones()
    {
        await using var source = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync(_cancel));
        (await Migrator(source, ("001_first.sql", First)).MigrateAsync(_cancel)).ShouldBe(1);
        var more = Migrator(source, ("002_more.sql", "insert into things.first values (2)"), ("001_first.sql", First));
        (await more.IsCurrentAsync(_cancel)).ShouldBeFalse();
        (await more.MigrateAsync(_cancel)).ShouldBe(1);
        (await more.IsCurrentAsync(_cancel)).ShouldBeTrue();
        (await ScalarAsync<long>(source, "select sum(id) from things.first")).ShouldBe(3);
    }

    [Fact]
    public async Task A_file_changed_after_it_was_applied_is_refused_by_name()
    {
        await using var source = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync(_cancel));
        await Migrator(source, ("001_first.sql", First)).MigrateAsync(_cancel);
        var refused = await Should.ThrowAsync<MigrationException>(() => Migrator(source, ("001_first.sql", First + "-- more")).MigrateAsync(_cancel));
        refused.Message.ShouldContain("things/001_first.sql");
    }

    [Fact]
    public async Task Line_ends_do_not_count_as_a_change()
    {
        await using var source = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync(_cancel));
        await Migrator(source, ("001_first.sql", First)).MigrateAsync(_cancel);
        (await Migrator(source, ("001_first.sql", First.ReplaceLineEndings("\r\n"))).MigrateAsync(_cancel)).ShouldBe(0);
    }

    [Fact]
    public async Task A_failing_file_leaves_nothing_of_itself_names_itself_and_lets_the_next_try_in()
    {
        await using var source = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync(_cancel));
        var failed = await Should.ThrowAsync<MigrationException>(
            () => Migrator(source, ("001_first.sql", First), ("002_bad.sql", "create table things.half (id int); select 1/0;")).MigrateAsync(_cancel));
        failed.Message.ShouldContain("things/002_bad.sql");
        failed.Message.ShouldContain("division by zero");
        (await ScalarAsync<bool>(source, "select to_regclass('things.first') is not null and to_regclass('things.half') is null")).ShouldBeTrue();
        (await Migrator(source, ("001_first.sql", First), ("002_bad.sql", "create table things.half (id int)")).MigrateAsync(_cancel)).ShouldBe(1);
    }

    [Fact]
    public async Task A_connection_that_breaks_in_the_middle_reports_that_and_leaves_the_lock_free()
    {
        await using var source = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync(_cancel));
        var failed = await Should.ThrowAsync<Exception>(
            () => Migrator(source, ("001_first.sql", First + "select pg_terminate_backend(pg_backend_pid());")).MigrateAsync(_cancel));
        failed.Message.ShouldContain("terminating connection");
        (await Migrator(source, ("001_first.sql", First)).MigrateAsync(_cancel)).ShouldBe(1);
    }

    private static Migrator Migrator(NpgsqlDataSource source, params (string Name, string Sql)[] files) =>
        new(new Database(source), [new Schema("things", new SqlFiles(files), "things.")], NullLogger<Migrator>.Instance);

    private async Task<T> ScalarAsync<T>(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(_cancel))!;
    }

    /// <summary>An assembly that is nothing but its embedded files.</summary>
    private sealed class SqlFiles((string Name, string Sql)[] files) : Assembly
    {
        public override string[] GetManifestResourceNames() => [.. files.Select(file => $"things.{file.Name}")];

        public override Stream? GetManifestResourceStream(string name) =>
            new MemoryStream(Encoding.UTF8.GetBytes(files.Single(file => $"things.{file.Name}" == name).Sql));
    }
}
