using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using AspireCoach.AppHost.Local;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.AppHost;

public sealed class EmbeddedPostgresTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("coach-pg-").FullName;

    private CancellationToken Cancel { get; } = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData("npm")]
    public async Task Data_and_password_outlive_the_server(string? server)
    {
        Assert.SkipWhen(server == "npm" && ProgramPath.Find("npm") is null, "npm is not installed");
        var options = Options() with { Server = server, Temporary = false };
        string password;
        await using (var first = await EmbeddedPostgres.StartAsync(options, cancel: Cancel))
        {
            var database = await first.CreateDatabaseAsync("notes", Cancel);
            await PostgresFixture.QueryAsync<int>(database, "CREATE TABLE note (id int); INSERT INTO note VALUES (7); SELECT id FROM note", Cancel);
            password = PasswordIn(database);
        }

        await using var second = await EmbeddedPostgres.StartAsync(options with { Temporary = true }, cancel: Cancel);

        PasswordIn(second.ConnectionString("notes")).ShouldBe(password);
        (await PostgresFixture.QueryAsync<int>(await second.CreateDatabaseAsync("notes", Cancel), "SELECT id FROM note", Cancel)).ShouldBe(7);
    }

    [Fact]
    public async Task A_database_is_UTF8_durable_and_open_to_nobody_without_the_password()
    {
        await using var server = await EmbeddedPostgres.StartAsync(Options(), cancel: Cancel);
        var database = server.ConnectionString("postgres");

        (await PostgresFixture.QueryAsync<string>(database, "SHOW server_encoding", Cancel)).ShouldBe("UTF8");
        (await PostgresFixture.QueryAsync<string>(database, "SHOW fsync", Cancel)).ShouldBe("on");
        (await PostgresFixture.QueryAsync<string>(database, "SHOW synchronous_commit", Cancel)).ShouldBe("on");
        (await PostgresFixture.QueryAsync<string>(database, "SHOW listen_addresses", Cancel)).ShouldBe("127.0.0.1");
        (await PostgresFixture.QueryAsync<string>(database, "SELECT upper('é')", Cancel)).ShouldBe("É");
        var refused = await Should.ThrowAsync<Npgsql.PostgresException>(
            () => PostgresFixture.QueryAsync<int>(database.Replace(PasswordIn(database), "wrong", StringComparison.Ordinal), "SELECT 1", Cancel));
        refused.SqlState.ShouldBe("28P01");
    }

    [Fact]
    public async Task What_was_committed_before_a_crash_is_there_after_it()
    {
        var options = Options();
        await using var first = await EmbeddedPostgres.StartAsync(options, cancel: Cancel);
        await PostgresFixture.QueryAsync<int>(
            first.ConnectionString("postgres"), "CREATE TABLE note (id int); INSERT INTO note VALUES (7); SELECT id FROM note", Cancel);

        Kill(Postmaster(first));
        await first.Exited.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, Cancel);
        await first.StopAsync();
        await using var second = await EmbeddedPostgres.StartAsync(options with { Temporary = false }, cancel: Cancel);

        (await PostgresFixture.QueryAsync<int>(second.ConnectionString("postgres"), "SELECT id FROM note", Cancel)).ShouldBe(7);
    }

    [Fact]
    public async Task A_number_left_by_a_crash_that_now_belongs_to_another_program_does_not_stop_the_next_start()
    {
        var options = Options();
        await using var first = await EmbeddedPostgres.StartAsync(options, cancel: Cancel);
        var pidFile = Path.Combine(first.DataFolder, "postmaster.pid");
        var left = await File.ReadAllLinesAsync(pidFile, Cancel);
        await first.StopAsync();
        left[0] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        await File.WriteAllLinesAsync(pidFile, left, Cancel);

        await using var second = await EmbeddedPostgres.StartAsync(options with { Temporary = false }, cancel: Cancel);

        (await second.IsHealthyAsync(Cancel)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_lost_password_file_costs_the_password_and_not_the_data()
    {
        var options = Options();
        await using var first = await EmbeddedPostgres.StartAsync(options, cancel: Cancel);
        await PostgresFixture.QueryAsync<int>(
            first.ConnectionString("postgres"), "CREATE TABLE note (id int); INSERT INTO note VALUES (7); SELECT id FROM note", Cancel);
        await first.StopAsync();
        File.Delete(options.Folder + ".password");

        await using var second = await EmbeddedPostgres.StartAsync(options with { Temporary = false }, cancel: Cancel);

        (await PostgresFixture.QueryAsync<int>(second.ConnectionString("postgres"), "SELECT id FROM note", Cancel)).ShouldBe(7);
    }

    [Fact]
    public async Task Only_its_owner_can_read_the_password()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes");
        var options = Options();
        await using var server = await EmbeddedPostgres.StartAsync(options, cancel: Cancel);

#pragma warning disable CA1416 // Skipped above on the one platform that has no modes.
        File.GetUnixFileMode(options.Folder + ".password").ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
#pragma warning restore CA1416
    }

    [Fact]
    public async Task Temporary_data_of_a_killed_process_is_removed_by_the_next_server_and_that_of_a_living_one_is_not()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows(), "only root keeps data outside of the folder it was told");
        await using var living = await EmbeddedPostgres.StartAsync(Options(), cancel: Cancel);
        await living.StopAsync();
        var left = EmbeddedPostgresFolder.RootPlace(Path.Combine(_folder, "killed"));
        Directory.CreateDirectory(Path.Combine(left, "data"));
        await File.WriteAllTextAsync(left + ".temporary", "", Cancel);

        await using var next = await EmbeddedPostgres.StartAsync(new(Path.Combine(_folder, "next")) { Temporary = true }, cancel: Cancel);

        Directory.Exists(left).ShouldBeFalse();
        Directory.Exists(living.DataFolder).ShouldBeTrue("it is stopped, and its owner lives");
    }

    [Fact]
    public async Task A_second_starter_is_told_which_folder_is_in_use()
    {
        var options = Options();
        await using var server = await EmbeddedPostgres.StartAsync(options, cancel: Cancel);

        var refused = await Should.ThrowAsync<InvalidOperationException>(() => EmbeddedPostgres.StartAsync(options, cancel: Cancel));

        refused.Message.ShouldContain(options.Folder);
    }

    [Fact]
    public async Task A_taken_port_is_named_and_nothing_is_made()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var refused = await Should.ThrowAsync<InvalidOperationException>(
            () => EmbeddedPostgres.StartAsync(Options() with { Port = port }, cancel: Cancel));

        refused.Message.ShouldContain($"Port {port}");
        Directory.EnumerateFileSystemEntries(_folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_folder_without_a_server_is_named_as_a_choice()
    {
        var refused = await Should.ThrowAsync<InvalidOperationException>(
            () => EmbeddedPostgres.StartAsync(Options() with { Server = _folder }, cancel: Cancel));

        refused.Message.ShouldContain($"COACH_POSTGRES={_folder}");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private EmbeddedPostgresOptions Options() => new(Path.Combine(_folder, "postgres")) { Temporary = true };

    private static string PasswordIn(string connectionString) => new Npgsql.NpgsqlConnectionStringBuilder(connectionString).Password!;

    private static int Postmaster(EmbeddedPostgres server) =>
        int.Parse(File.ReadLines(Path.Combine(server.DataFolder, "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    private static void Kill(int id)
    {
        using var process = Process.GetProcessById(id);
        process.Kill();
    }
}
