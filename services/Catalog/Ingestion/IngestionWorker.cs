using AspireCoach.Catalog.SourceFiles;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AspireCoach.Catalog.Ingestion;

/// <summary>The <c>ingestion</c> role: works on all sources, by their schedules and on demand, and measures how they do.</summary>
internal sealed partial class IngestionWorker(
    IngestionEngine engine,
    ScheduleKeeper schedule,
    SourceCatalog sources,
    CatalogStore store,
    CatalogMetrics metrics,
    IOptions<CatalogOptions> options,
    TimeProvider time,
    ILogger<IngestionWorker> logger) : BackgroundService
{
    private static readonly TimeSpan s_sample = TimeSpan.FromSeconds(5);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        engine.RunAsync(() => sources.All, stoppingToken),
        EveryAsync(TimeSpan.FromMilliseconds(options.Value.UpkeepMilliseconds), cancel => schedule.LookAsync(sources.All, cancel), stoppingToken),
        EveryAsync(s_sample, SampleAsync, stoppingToken));

    private async Task SampleAsync(CancellationToken cancel) =>
        metrics.Sampled(await store.StandingAsync([.. sources.All.Select(source => source.Name)], cancel));

    private async Task EveryAsync(TimeSpan pause, Func<CancellationToken, Task> look, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await look(cancel);
            }
            catch (Exception exception) when (!cancel.IsCancellationRequested)
            {
                LogFailed(exception.Message);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(pause, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Schedules and measures of ingestion wait: {Reason}")]
    private partial void LogFailed(string reason);
}
