using AspireCoach.AppHost.Local;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Catalog;

/// <summary>The database goes away in the middle of a run, for longer than leases last, and comes back.</summary>
public sealed class IngestionOutageTests : IAsyncLifetime
{
    private const int Devices = 60;
    private readonly string _data = Directory.CreateTempSubdirectory("coach-outage-").FullName;
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;
    private EmbeddedPostgres _server = null!;
    private CatalogSite _site = null!;
    private SourceFolder _folder = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await StartAsync(null);
        _site = await CatalogSite.StartAsync(Devices, _cancel);
        _folder = new SourceFolder(_site, "{ rate: 20/s, burst: 5, concurrency: 2 }");
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _site.DisposeAsync();
        _folder.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task A_run_goes_on_where_it_was_when_the_database_comes_back()
    {
        var database = await _server.CreateDatabaseAsync("coach", _cancel);
        await using var node = await (await CatalogNode.CreateAsync(database, _folder.Path, _cancel)).StartAsync(_cancel);
        var id = await node.RequestAsync(SourceFolder.Phones, _cancel);
        await Eventually.TrueAsync(() => Task.FromResult(_site.Log.Count(request => request.Path.StartsWith("/devices/", StringComparison.Ordinal)) > 10), "devices are fetched", _cancel);

        var port = _server.Port;
        await _server.StopAsync();
        await Task.Delay(TimeSpan.FromSeconds(20), TimeProvider.System, _cancel);
        _server = await StartAsync(port);

        var run = await node.EndAsync(id, _cancel);
        run.Status.ShouldBe("done", run.Problem);
        (run.Inserted, run.Failed).ShouldBe((Devices, 0));
        (await PostgresFixture.QueryAsync<long>(database + ";Pooling=false", "select count(*) from catalog.items", _cancel)).ShouldBe(Devices);

        // What was under way is asked for once more; nothing else is.
        _site.Log.GroupBy(request => request.Path).Count(path => path.Count() > 1).ShouldBeLessThanOrEqualTo(4);
    }

    private Task<EmbeddedPostgres> StartAsync(int? port) =>
        EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(Path.Combine(_data, "postgres")) { Port = port, Temporary = true }, null, _cancel);
}
