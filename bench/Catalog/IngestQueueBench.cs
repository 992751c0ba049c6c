using System.Diagnostics;
using System.Globalization;
using AspireCoach.Catalog;
using AspireCoach.Catalog.Ingestion;
using AspireCoach.Data;
using AspireCoach.Data.Postgres;
using Dapper;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace AspireCoach.Bench.Catalog;

/// <summary>What the queue of pages costs with few and with very many in it.</summary>
internal static class IngestQueueBench
{
    private const string Source = "bench";
    private const int Slices = 20;
    private const int RoundsOfSlice = 20;
    private const int ClaimSize = 8;
    private static readonly Guid Run = new("0199a0a0-0000-7000-8000-000000000001");
    private static readonly int[] Sizes = [1_000, 10_000, 100_000, 1_000_000];

    public static async Task RunAsync(BenchRun run)
    {
        List<QueueOf> queues = [];
        try
        {
            foreach (var size in Sizes)
            {
                BenchRun.Progress($"{BenchRun.Number(size)} pages are queued");
                queues.Add(await FillAsync(run, size));
            }

            await run.Database.ExecuteAsync("checkpoint", run.Cancel);
            foreach (var queue in queues)
            {
                await queue.MeasureAsync(2 * RoundsOfSlice, new(), run.Cancel);
            }

            // In turn, so that what else the machine does falls on all of them.
            for (var slice = 0; slice < Slices; slice++)
            {
                foreach (var queue in queues)
                {
                    await queue.MeasureAsync(RoundsOfSlice, queue.Measured, run.Cancel);
                }
            }
        }
        finally
        {
            queues.ForEach(queue => queue.Host.Dispose());
        }

        List<Operations> measured = [.. queues.Select(queue => queue.Measured)];
        for (var at = 0; at < Sizes.Length; at++)
        {
            Report(run, Sizes[at], measured[at]);
        }

        Flat(run, "a claim", measured, operations => operations.Claim);
        Flat(run, "the end of a visit", measured, operations => operations.End);
        Flat(run, $"queueing {ClaimSize} pages", measured, operations => operations.Enqueue);
        run.Note($"A round claims {ClaimSize} pages, ends the visit of each, and queues as many new ones; each queue keeps its length. {Slices} times {RoundsOfSlice} rounds of each queue in turn, each in a database of its own.");
    }

    private static void Report(BenchRun run, int size, Operations operations)
    {
        var others = BenchRun.Number(size);
        run.AtMost($"a claim of {ClaimSize}, {others} queued, p99", 50, operations.Claim.Milliseconds(0.99), " ms");
        run.Figure("  a claim", operations.Claim.ToString());
        run.Figure("  the end of a visit", operations.End.ToString());
        run.Figure($"  queueing {ClaimSize}", operations.Enqueue.ToString());
    }

    /// <summary>Flat: with a thousand times the pages the median is at most twice as long, which is what the depth of indexes may cost.</summary>
    private static void Flat(BenchRun run, string what, List<Operations> measured, Func<Operations, Percentiles> of)
    {
        var (few, many) = (of(measured[0]).Milliseconds(0.5), of(measured[^1]).Milliseconds(0.5));
        run.AtMost($"{what}, p50 with {BenchRun.Number(Sizes[^1])} queued in times of {BenchRun.Number(Sizes[0])}", 2, many / few, " ×");
    }

    private static async Task<QueueOf> FillAsync(BenchRun run, int size)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"bench_queue_{size}");
        await run.Database.ExecuteAsync($"create database {name}", run.Cancel);
        var connection = new NpgsqlConnectionStringBuilder(run.Database.ConnectionString) { Database = name }.ConnectionString;
        var host = Build(connection);
        await host.Services.GetRequiredService<Migrator>().MigrateAsync(run.Cancel);
        var database = host.Services.GetRequiredService<Database>();
        await using var open = await database.OpenAsync(run.Cancel);
        await open.ExecuteAsync(new CommandDefinition(
            $"""
            insert into catalog.runs (id, source, status, started_at) values ('{Run}', '{Source}', 'running', now());
            insert into catalog.counts (run_id, slot) select '{Run}', slot from generate_series(0, 15) slot;
            select catalog.know_host('{Source}', 'bench.example', 1000000, 10000, 1000);
            update catalog.hosts set robots = '', robots_until = now() + interval '1 day';
            insert into catalog.pages (source, url, host, kind, run_id, state, due_at)
            select '{Source}', 'https://bench.example/devices/' || md5(i::text), 'bench.example', 2, '{Run}', 1, now() - interval '1 hour' + i * interval '1 ms'
            from generate_series(1, {size}) i;
            """,
            commandTimeout: 600,
            cancellationToken: run.Cancel));
        await open.ExecuteAsync(new CommandDefinition("vacuum analyze catalog.pages", commandTimeout: 600, cancellationToken: run.Cancel));
        return new QueueOf(host, database, new PageQueue(database, Options.Create(new CatalogOptions { LeaseSeconds = 300 })));
    }

    private static IHost Build(string connection)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection([new($"ConnectionStrings:{DataModule.ConnectionName}", connection)]);
        builder.Logging.ClearProviders().AddSimpleConsole().SetMinimumLevel(LogLevel.Warning);
        DataModule.Add(builder);
        CatalogModule.Add(builder);
        return builder.Build();
    }

    private sealed record Operations(Percentiles Claim, Percentiles End, Percentiles Enqueue)
    {
        public Operations()
            : this(new(), new(), new())
        {
        }
    }

    /// <summary>A database with so many pages queued.</summary>
    private sealed record QueueOf(IHost Host, Database Database, PageQueue Queue)
    {
        public Operations Measured { get; } = new();

        public async Task MeasureAsync(int rounds, Operations operations, CancellationToken cancel)
        {
            for (var round = 0; round < rounds; round++)
            {
                var started = Stopwatch.GetTimestamp();
                var (pages, _) = await Queue.ClaimAsync([Source], ClaimSize, cancel);
                operations.Claim.Add(Stopwatch.GetTimestamp() - started);
                if (pages.Count != ClaimSize)
                {
                    throw new BenchException($"A claim found {pages.Count} pages of {ClaimSize}.");
                }

                foreach (var page in pages)
                {
                    started = Stopwatch.GetTimestamp();
                    await Queue.EndAsync(page, new VisitEnd("not-modified", []) { Status = 304, Good = true }, cancel);
                    operations.End.Add(Stopwatch.GetTimestamp() - started);
                }

                started = Stopwatch.GetTimestamp();
                await using (var transaction = await Database.BeginAsync(cancel))
                {
                    await PageQueue.EnqueueAsync(
                        transaction.Connection, Run, Source, PageKind.Item, [.. pages.Select(page => new Uri($"{page.Url.AbsoluteUri}x"))], cancel);
                    await transaction.CommitAsync(cancel);
                }

                operations.Enqueue.Add(Stopwatch.GetTimestamp() - started);
            }
        }
    }
}
