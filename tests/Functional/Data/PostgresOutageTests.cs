using System.Diagnostics;
using System.Globalization;
using AspireCoach.AppHost.Local;
using AspireCoach.Data.Jobs;
using AspireCoach.Data.Postgres;
using AspireCoach.Functional.Fixtures;
using AspireCoach.QueueWorker;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AspireCoach.Functional.Data;

/// <summary>The database goes away under running workers, and comes back.</summary>
public sealed class PostgresOutageTests : IAsyncLifetime
{
    private static readonly Func<IServiceProvider, IJobHandler> Effects = services => new EffectHandler(services.GetRequiredService<Database>());
    private readonly string _folder = Directory.CreateTempSubdirectory("coach-outage-").FullName;
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;
    private EmbeddedPostgres _server = null!;
    private string _connectionString = "";

    public async ValueTask InitializeAsync()
    {
        _server = await StartAsync(null);
        _connectionString = await _server.CreateDatabaseAsync("coach", _cancel);
        await QueueDatabase.PrepareAsync(_connectionString, _cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Work_resumes_by_itself_after_a_restart_and_after_a_pause_of_the_database()
    {
        await using var node = await Node.StartAsync(_connectionString, _cancel, null, Effects);
        using var enough = new CancellationTokenSource();
        var accepting = AcceptAsync(node, enough.Token);
        await MoreEffectsAsync();

        var port = _server.Port;
        await _server.StopAsync();
        // Away for longer than a lease.
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System, _cancel);
        _server = await StartAsync(port);
        await MoreEffectsAsync();

        var processes = await ProcessesAsync();
        await SignalAsync("-STOP", processes);
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System, _cancel);
        await SignalAsync("-CONT", processes);
        await MoreEffectsAsync();

        await enough.CancelAsync();
        await accepting;
        await Eventually.TrueAsync(() => QueueDatabase.IsEmptyAsync(_connectionString, _cancel), "every job has ended", _cancel);
        await QueueDatabase.ShouldBeExactlyOnceInOrderAsync(_connectionString, _cancel);
    }

    private async Task AcceptAsync(Node node, CancellationToken enough)
    {
        for (var number = 0; !enough.IsCancellationRequested; number++)
        {
            try
            {
                await QueueDatabase.AcceptAsync(node, $"lane {number % 5}", number, commit: true, _cancel);
            }
            catch (NpgsqlException)
            {
                // A caller is told so and comes again.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, _cancel);
        }
    }

    private async Task MoreEffectsAsync()
    {
        var before = await QueueDatabase.CountAsync(_connectionString, "select from effects", _cancel);
        await Eventually.TrueAsync(
            async () => await QueueDatabase.CountAsync(_connectionString, "select from effects", _cancel) > before + 20, "work goes on", _cancel);
    }

    /// <summary>The server's main process and those of its connections.</summary>
    private async Task<List<int>> ProcessesAsync()
    {
        List<int> processes = [int.Parse((await File.ReadAllLinesAsync(Path.Combine(_server.DataFolder, "postmaster.pid"), _cancel))[0], CultureInfo.InvariantCulture)];
        await using var connection = new NpgsqlConnection(_connectionString + ";Pooling=false");
        await connection.OpenAsync(_cancel);
        await using var command = new NpgsqlCommand("select pid from pg_stat_activity where pid <> pg_backend_pid()", connection);
        await using var reader = await command.ExecuteReaderAsync(_cancel);
        while (await reader.ReadAsync(_cancel))
        {
            processes.Add(reader.GetInt32(0));
        }

        return processes;
    }

    private async Task SignalAsync(string signal, List<int> processes)
    {
        using var kill = Process.Start("kill", [signal, .. processes.Select(id => id.ToString(CultureInfo.InvariantCulture))]);
        await kill.WaitForExitAsync(_cancel);
    }

    private Task<EmbeddedPostgres> StartAsync(int? port) =>
        EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(Path.Combine(_folder, "postgres")) { Port = port, Temporary = true }, null, _cancel);
}
