using AspireCoach.Functional.Fixtures;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace AspireCoach.Functional.Catalog;

/// <summary>
/// A worker's process is killed at each step of a page: it is held there by the site or by a lock in the database, ended with
/// SIGKILL, and another one goes on. No page is lost, none takes effect twice.
/// </summary>
public sealed class IngestionKillTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const int Devices = 24;
    private const long Gate = 4711;
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;
    private CatalogSite _site = null!;
    private SourceFolder _folder = null!;
    private string _database = "";

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateDatabaseAsync(_cancel);
        _site = await CatalogSite.StartAsync(Devices, _cancel);
        _folder = new SourceFolder(_site, "{ rate: 100/s, burst: 100, concurrency: 4 }");
        await using var node = await CatalogNode.CreateAsync(_database, _folder.Path, _cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>The step, and the table and moment where the database holds the worker; none where the site does.</summary>
    public static TheoryData<string, string, string> Steps => new()
    {
        { "run begun", "catalog.runs", "after update" },
        { "page claimed", "catalog.pages", "after update" },
        { "request under way", "", "" },
        { "links queued", "catalog.links", "after insert" },
        { "item fetched and parsed", "catalog.items", "before insert" },
        { "item written", "catalog.items", "after insert" },
        { "event published", "jobs.jobs", "after insert" },
        { "page acknowledged", "catalog.pages", "after update of outcome" },
        { "pages counted", "catalog.counts", "after update" },
        { "about to commit", "catalog.items", "deferred" },
    };

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Killed_at_a_step_no_page_is_lost_and_none_takes_effect_twice(string step, string table, string moment)
    {
        var held = new TaskCompletionSource();
        using var released = new SemaphoreSlim(0);
        await using var gate = new NpgsqlConnection(_database + ";Pooling=false");
        await gate.OpenAsync(_cancel);
        if (table == "")
        {
            var asked = 0;
            _site.Instead = async http =>
            {
                if (http.Request.Path.StartsWithSegments("/devices", StringComparison.Ordinal) && Interlocked.Increment(ref asked) == 3)
                {
                    held.TrySetResult();
                    await ((Task)released.WaitAsync(TimeSpan.FromSeconds(30), http.RequestAborted)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }

                return false;
            };
        }
        else
        {
            await ExecuteAsync(gate, GateAt(table, moment));
            await ExecuteAsync(gate, $"select pg_advisory_lock({Gate})");
        }

        await using (var victim = Launch())
        {
            await Eventually.TrueAsync(async () => held.Task.IsCompleted || await IsHeldAsync(), () => $"the worker is held at: {step}\n{victim.Log}", _cancel);
            await victim.KillAsync();
        }

        released.Release();
        if (table != "")
        {
            await ExecuteAsync(gate, $"select pg_advisory_unlock({Gate})");
            await ExecuteAsync(gate, $"drop trigger gate on {table}");
        }

        await using var heir = await (await CatalogNode.CreateAsync(_database, _folder.Path, _cancel)).StartAsync(_cancel);
        var run = await heir.RunAsync(SourceFolder.Phones, _cancel);

        run.Status.ShouldBe("done", run.Problem);

        (await CountAsync("select from catalog.runs")).ShouldBe(1, "the run went on");
        (await CountAsync("select from catalog.items")).ShouldBe(Devices);
        (await CountAsync("select from catalog.changes")).ShouldBe(0);
        (await CountAsync("select from catalog.pages where state <> 0")).ShouldBe(0);
        (await CountAsync("select from catalog.pages where kind = 2 and item_id is null and url not like '%/private/%'")).ShouldBe(0);
        (await CountAsync("select from jobs.jobs where kind = 'event.CatalogItemChanged.knowledge'")).ShouldBe(Devices, "one event an item");
        (await PostgresFixture.QueryAsync<long>(_database, "select sum(tally[5])::bigint from catalog.counts", _cancel)).ShouldBe(Devices, "counted once");
    }

    /// <summary>Whoever changes the table waits there for as long as the test holds the lock.</summary>
    private static string GateAt(string table, string moment) =>
        $"""
        create function public.gate() returns trigger language plpgsql as $$ begin perform pg_advisory_xact_lock_shared({Gate}); return new; end $$;
        create {(moment == "deferred" ? "constraint trigger gate after insert" : $"trigger gate {moment}")} on {table}
        {(moment == "deferred" ? "deferrable initially deferred" : "")} for each row execute function public.gate();
        """;

    private CoachProcess Launch() => CoachProcess.Launch(
        _database + ";Application Name=worker",
        ["ingest", "run", SourceFolder.Phones],
        settings: new Dictionary<string, string>
        {
            ["Catalog__Sources__0"] = _folder.Path,
            ["Catalog__LeaseSeconds"] = "2",
            ["Catalog__RetryMilliseconds"] = "50",
            ["Catalog__UpkeepMilliseconds"] = "100",
            ["Logging__LogLevel__Default"] = "Warning",
        });

    private async Task<bool> IsHeldAsync() =>
        await CountAsync("select from pg_stat_activity where datname = current_database() and application_name = 'worker' and wait_event_type = 'Lock' and wait_event = 'advisory'") > 0;

    private Task<long> CountAsync(string rows) => PostgresFixture.QueryAsync<long>(_database + ";Pooling=false", $"select count(*) from ({rows}) counted", _cancel);

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
