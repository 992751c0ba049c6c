using AspireCoach.Catalog;
using AspireCoach.Catalog.Ingestion;
using AspireCoach.Data.Postgres;
using AspireCoach.Functional.Fixtures;
using AspireCoach.Host;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AspireCoach.Functional.Catalog;

/// <summary>One process' worth of ingestion: services and worker of its own, sharing the database and the folder of source files.</summary>
internal sealed class CatalogNode : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly IngestionWorker _worker;
    private bool _runs;

    private CatalogNode(WebApplication app) => (_app, _worker) = (app, app.Services.GetServices<IHostedService>().OfType<IngestionWorker>().Single());

    public IServiceProvider Services => _app.Services;

    public CatalogStore Store => Services.GetRequiredService<CatalogStore>();

    public static async Task<CatalogNode> CreateAsync(string database, string folder, CancellationToken cancel, Dictionary<string, string?>? settings = null)
    {
        var builder = CoachApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:coachdb"] = database,
            ["Postgres:MaxPoolSize"] = "16",
            // A busy machine is no server that is away.
            ["Postgres:ConnectTimeoutSeconds"] = "30",
            ["Catalog:Sources:0"] = folder,
            ["Catalog:LeaseSeconds"] = "2",
            ["Catalog:RetryMilliseconds"] = "50",
            ["Catalog:UpkeepMilliseconds"] = "100",
        });
        builder.Configuration.AddInMemoryCollection(settings);
        CatalogModule.AddIngestion(builder);
        var node = new CatalogNode(builder.Build());
        await node.Services.GetRequiredService<Migrator>().MigrateAsync(cancel);
        return node;
    }

    public async Task<CatalogNode> StartAsync(CancellationToken cancel)
    {
        await _worker.StartAsync(cancel);
        _runs = true;
        return this;
    }

    public async Task<Guid> RequestAsync(string source, CancellationToken cancel)
    {
        await using var transaction = await Services.GetRequiredService<Database>().BeginAsync(cancel);
        var id = await Services.GetRequiredService<RunStore>().RequestAsync(transaction, source, cancel);
        transaction.OnCommitted(Services.GetRequiredService<IngestionSignal>().SendAsync);
        await transaction.CommitAsync(cancel);
        return id;
    }

    /// <summary>Asks for a run and waits for its end.</summary>
    public async Task<CatalogRun> RunAsync(string source, CancellationToken cancel) => await EndAsync(await RequestAsync(source, cancel), cancel);

    public async Task<CatalogRun> EndAsync(Guid id, CancellationToken cancel)
    {
        CatalogRun run = null!;
        await Eventually.TrueAsync(
            async () => (run = (await Store.RunAsync(id, cancel))!).Status is not ("queued" or "running"), $"run {id} has ended", cancel);
        return run;
    }

    public async ValueTask DisposeAsync()
    {
        if (_runs)
        {
            await _worker.StopAsync(CancellationToken.None);
        }

        await _app.DisposeAsync();
    }
}

/// <summary>A folder with one source file for a <see cref="CatalogSite"/>.</summary>
internal sealed class SourceFolder : IDisposable
{
    public const string Phones = "test-phones";

    private readonly CatalogSite _site;
    private readonly string _name;
    private readonly string _allowed;

    public SourceFolder(CatalogSite site, string politeness = "{ rate: 100/s, burst: 100, concurrency: 8 }", string battery = """["[data-spec=battery]", ".related"]""", string schedule = "", string name = Phones, params IEnumerable<CatalogSite> others)
    {
        (_site, _name, _allowed) = (site, name, string.Join(", ", others.Prepend(site).Select(each => $"\"127.0.0.1:{each.Port}\"")));
        Write(politeness, battery, schedule);
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("coach-sources-").FullName;

    public void Write(string politeness = "{ rate: 100/s, burst: 100, concurrency: 8 }", string battery = """["[data-spec=battery]", ".related"]""", string schedule = "") =>
        File.WriteAllText(System.IO.Path.Combine(Path, $"{_name}.yaml"), $$"""
            source: {{_name}}
            kind: phone
            identity: [brand, model]
            index:
              start: {{_site.Url}}/brands
              follow: ["a.brand", "a[rel=next]"]
              items: ["a.device"]
            politeness: {{politeness}}
            network: { allow: [{{_allowed}}] }
            {{schedule}}
            fields:
              brand:   { from: ["[itemprop=brand]"], required: true }
              model:   { from: ["h1"], required: true }
              battery: { from: {{battery}}, type: quantity, unit: mAh, range: [500, 30000] }
              price:   { from: ["[data-spec=price]"], type: number }
            """);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
