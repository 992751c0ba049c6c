using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using AspireCoach.Catalog;
using AspireCoach.Catalog.Ingestion;
using AspireCoach.Catalog.SourceFiles;
using AspireCoach.Data.Postgres;
using Microsoft.Extensions.Options;
using Npgsql;

namespace AspireCoach.Host.Commands;

/// <summary>
/// <c>coach ingest run SOURCE</c>: asks for a run and works on it in this process, beside whoever else does. Stopped with
/// Ctrl+C it hands back what it holds, and the run goes on when others, or the next <c>run</c>, work on it.
/// </summary>
internal static class IngestRunCommand
{
    private const string Usage = "Say 'coach ingest run SOURCE', with --wait to leave the work to others and wait for the end, or --server not to wait either.";
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_line = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(string[] args, bool json)
    {
        if (args.Where(arg => !arg.StartsWith("--", StringComparison.Ordinal)).ToArray() is not [var name]
            || args.Any(arg => arg.StartsWith("--", StringComparison.Ordinal) && arg is not ("--wait" or "--server")))
        {
            throw new CommandLineException(Usage);
        }

        var builder = CoachApplication.CreateBuilder();
        CatalogModule.AddEngine(builder);

        // What is printed is for a person at a terminal.
        builder.Configuration["Logging:LogLevel:Default"] = nameof(LogLevel.Warning);
        await using var app = builder.Build();
        var services = app.Services;
        services.GetRequiredService<IStartupValidator>().Validate();
        var sources = services.GetRequiredService<SourceCatalog>();
        if (sources.Find(name) is null)
        {
            foreach (var problem in sources.Problems)
            {
                await Console.Error.WriteLineAsync($"coach: {problem}");
            }

            throw new CommandLineException($"There is no source '{name}'. The sources are: {string.Join(", ", sources.All.Select(source => source.Name).Order())}.");
        }

        await services.GetRequiredService<Migrator>().MigrateAsync(CancellationToken.None);
        using var stop = new CancellationTokenSource();
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, stop));
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, stop));
        var run = await RequestAsync(services, name);
        var server = args.Contains("--server");
        if (!json || server)
        {
            Console.WriteLine(json ? JsonSerializer.Serialize(new { runId = run }, JsonSerializerOptions.Web) : $"Run {run}");
        }

        if (server)
        {
            return 0;
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        var working = args.Contains("--wait")
            ? Task.CompletedTask
            : services.GetRequiredService<IngestionEngine>().RunAsync(() => sources.Find(name) is { } source ? [source] : [], ended.Token);
        try
        {
            return await WatchAsync(services, run, json, stop.Token);
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"Stopped. The run goes on when somebody works on it: coach ingest run {name}");
            return 130;
        }
        finally
        {
            await ended.CancelAsync();
            await working;
        }
    }

    private static void Stop(PosixSignalContext signal, CancellationTokenSource stop)
    {
        signal.Cancel = true;
        stop.Cancel();
    }

    private static async Task<Guid> RequestAsync(IServiceProvider services, string name)
    {
        await using var transaction = await services.GetRequiredService<Database>().BeginAsync(CancellationToken.None);
        var run = await services.GetRequiredService<RunStore>().RequestAsync(transaction, name, CancellationToken.None);
        transaction.OnCommitted(services.GetRequiredService<IngestionSignal>().SendAsync);
        await transaction.CommitAsync(CancellationToken.None);
        return run;
    }

    private static async Task<int> WatchAsync(IServiceProvider services, Guid id, bool json, CancellationToken cancel)
    {
        var store = services.GetRequiredService<CatalogStore>();
        var time = services.GetRequiredService<TimeProvider>();
        var printed = 0L;
        while (true)
        {
            if (await FindAsync(store, id, cancel) is { } run)
            {
                var isOver = run.Status is not ("queued" or "running");
                if (json && isOver)
                {
                    Console.WriteLine(JsonSerializer.Serialize(new { runId = id, run }, IngestCommand.OneLine));
                }
                else if (!json && (isOver || !Console.IsOutputRedirected || printed == 0 || time.GetElapsedTime(printed) >= s_line))
                {
                    printed = time.GetTimestamp();
                    Print(run, isOver);
                }

                if (isOver)
                {
                    return run.Status == "done" ? 0 : 1;
                }
            }

            await Task.Delay(s_look, time, cancel);
        }
    }

    /// <summary>The run as it is; null while the database is away.</summary>
    private static async Task<CatalogRun?> FindAsync(CatalogStore store, Guid id, CancellationToken cancel)
    {
        try
        {
            return await store.RunAsync(id, cancel);
        }
        catch (NpgsqlException exception) when (Database.IsAway(exception))
        {
            return null;
        }
    }

    private static void Print(CatalogRun run, bool isOver)
    {
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{run.Status}: {run.Found} items found, {run.Queued} pages queued, {run.Fetched} fetched, {run.NotModified} not modified; {run.Inserted} new, {run.Updated} updated, {run.Unchanged} unchanged, {run.Quarantined} quarantined, {run.Failed} failed");
        if (Console.IsOutputRedirected)
        {
            Console.WriteLine(line);
        }
        else
        {
            Console.Write($"\r\e[K{line}{(isOver ? "\n" : "")}");
        }

        if (isOver && run.Problem is { } problem)
        {
            Console.Error.WriteLine(problem);
        }

        foreach (var (field, example) in isOver ? run.Drifted : new Dictionary<string, string>())
        {
            Console.Error.WriteLine($"drifted: {field}, for example at {example}");
        }
    }
}
