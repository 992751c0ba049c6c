using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using AspireCoach.Data;
using AspireCoach.Data.Postgres;
using AspireCoach.Knowledge;
using AspireCoach.Knowledge.Ranking;
using AspireCoach.Models;
using AspireCoach.Models.Offline;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using NpgsqlTypes;

namespace AspireCoach.Bench;

/// <summary>
/// Searches through the knowledge base with the database as its index: one user with 10,000 entries among 1,000,000 in all.
/// The process that searches does nothing else, so that its memory is that of recall.
/// </summary>
internal static class RecallBench
{
    public const string ChildCommand = "recall-search";

    private const int All = 1_000_000;
    private const int OfOne = 10_000;
    private const int OfOthers = 1_000;
    private const int Texts = 50_000;
    private const int Searches = 2_000;
    private const int Cold = 200;

    private static readonly DateTimeOffset Start = new(2025, 1, 1, 8, 0, 0, TimeSpan.Zero);

    public static async Task RunAsync(BenchRun run)
    {
        using (var host = Build(run.Database.ConnectionString))
        {
            await host.Services.GetRequiredService<Migrator>().MigrateAsync(run.Cancel);
        }

        await LoadAsync(run);
        BenchRun.Progress("searching");
        var measured = await MeasureAsync(run.Database.ConnectionString, run.Cancel);
        run.AtMost($"a search among {OfOne:#,0} entries of {All:#,0}, p99 of {Searches:#,0}", 10, measured.P99, " ms");
        run.Figure("the same, p50", $"{BenchRun.Number(measured.P50)} ms");
        run.Figure("the same right after a new turn was put, p99", $"{BenchRun.Number(measured.AfterPutP99)} ms");
        run.Figure($"the first search of a user with {OfOne:#,0} entries", $"{BenchRun.Number(measured.FirstOfOne)} ms");
        run.Figure($"the first search of a user with {OfOthers:#,0} entries, p99 of {Cold}", $"{BenchRun.Number(measured.FirstP99)} ms");
        run.AtMost("resident at most, all users searched once", 500, measured.PeakMegabytes, " MB");
        run.Note($"Each search goes through the knowledge base with its round trips to PostgreSQL; {measured.Found:0} % found something. Texts of 6 to 30 words of a vocabulary of 20,000, rare ones rarely.");
    }

    /// <summary>The process that searches; prints its figures as JSON.</summary>
    public static async Task<int> SearchAsync(string connectionString)
    {
        using var host = Build(connectionString);
        await host.StartAsync();
        var knowledge = host.Services.GetRequiredService<KnowledgeBase>();
        var database = host.Services.GetRequiredService<Database>();
        var words = new Words(seed: 99);
        var found = 0;
        async Task<double> AskAsync(int user)
        {
            var question = words.Question();
            var started = Stopwatch.GetTimestamp();
            var answer = await knowledge.SearchAsync(new KnowledgeQuery(UserId(user), question) { Now = Start.AddYears(1) }, CancellationToken.None);
            var took = Stopwatch.GetElapsedTime(started);
            found += answer.Hits.Count > 0 ? 1 : 0;
            return took.TotalMilliseconds;
        }

        // Another user first: what the runtime compiles is not the first search of a user.
        for (var search = 0; search < 50; search++)
        {
            await AskAsync(1);
        }

        var firstOfOne = await AskAsync(0);
        found = 0;
        var warm = new List<double>();
        for (var search = 0; search < Searches; search++)
        {
            warm.Add(await AskAsync(0));
        }

        var share = 100.0 * found / Searches;
        var afterPut = new List<double>();
        for (var turn = 0; turn < Cold; turn++)
        {
            await using (var transaction = await database.BeginAsync(CancellationToken.None))
            {
                await knowledge.PutAsync(transaction, [Entry(0, OfOne + turn, words.Text())], CancellationToken.None);
                await transaction.CommitAsync(CancellationToken.None);
            }

            afterPut.Add(await AskAsync(0));
        }

        var first = new List<double>();
        for (var user = 1; user <= (All - OfOne) / OfOthers; user++)
        {
            first.Add(await AskAsync(user));
        }

        Console.WriteLine(JsonSerializer.Serialize(new Measured(At(warm, 0.99), At(warm, 0.5), At(afterPut, 0.99), firstOfOne, At([.. first.Skip(1).Take(Cold)], 0.99), PeakMegabytes(), share)));
        await host.StopAsync();
        return 0;
    }

    private static async Task<Measured> MeasureAsync(string connectionString, CancellationToken cancel)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(RecallBench).Assembly.Location, ChildCommand, connectionString])
        {
            RedirectStandardOutput = true,
            // As the coach is run.
            Environment = { ["DOTNET_gcServer"] = "0", ["DOTNET_TieredPGO"] = "0" },
        })!;
        var output = await process.StandardOutput.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<Measured>(output.Trim().Split('\n')[^1])!
            : throw new BenchException("The process that searches failed.");
    }

    private static async Task LoadAsync(BenchRun run)
    {
        BenchRun.Progress($"loading {All:#,0} entries");
        var words = new Words(seed: 7);
        var analysed = Enumerable.Range(0, Texts).Select(_ => words.Text()).Select(text => (Text: text, Terms: Analyser.Analyse(
            new LexicalEntry(Guid.Empty, KnowledgeKind.Turn, text, "user", Start, null, 0)).ToBytes())).ToArray();
        await using var connection = new NpgsqlConnection(run.Database.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(run.Cancel);
        await using (var copy = await connection.BeginBinaryImportAsync(
            "copy knowledge.users (user_id, version, cleared) from stdin (format binary)", run.Cancel))
        {
            for (var user = 0; user <= (All - OfOne) / OfOthers; user++)
            {
                await copy.StartRowAsync(run.Cancel);
                await copy.WriteAsync(UserId(user), NpgsqlDbType.Uuid, run.Cancel);
                await copy.WriteAsync(1L, NpgsqlDbType.Bigint, run.Cancel);
                await copy.WriteAsync(1L, NpgsqlDbType.Bigint, run.Cancel);
            }

            await copy.CompleteAsync(run.Cancel);
        }

        await using (var copy = await connection.BeginBinaryImportAsync(
            """
            copy knowledge.entries (id, user_id, kind, text, speaker, at, time_zone, thread, position, pinned, version, text_version, analysis, terms)
            from stdin (format binary)
            """,
            run.Cancel))
        {
            for (var number = 0; number < All; number++)
            {
                var (user, position) = number < OfOne ? (0, number) : (1 + ((number - OfOne) / OfOthers), (number - OfOne) % OfOthers);
                var (text, terms) = analysed[number % Texts];
                await WriteAsync(copy, Entry(user, position, text), terms, run.Cancel);
            }

            await copy.CompleteAsync(run.Cancel);
        }

        await run.Database.ExecuteAsync("select setval('knowledge.versions', 100)", run.Cancel);
        await run.Database.ExecuteAsync("vacuum analyze knowledge.entries", run.Cancel);
    }

    private static async Task WriteAsync(NpgsqlBinaryImporter copy, KnowledgeEntry entry, byte[] terms, CancellationToken cancel)
    {
        await copy.StartRowAsync(cancel);
        await copy.WriteAsync(entry.Id, NpgsqlDbType.Uuid, cancel);
        await copy.WriteAsync(entry.UserId, NpgsqlDbType.Uuid, cancel);
        await copy.WriteAsync((short)entry.Kind, NpgsqlDbType.Smallint, cancel);
        await copy.WriteAsync(entry.Text, NpgsqlDbType.Text, cancel);
        await copy.WriteAsync(entry.Speaker, NpgsqlDbType.Text, cancel);
        await copy.WriteAsync(entry.At.UtcDateTime, NpgsqlDbType.TimestampTz, cancel);
        await copy.WriteAsync(entry.TimeZone, NpgsqlDbType.Text, cancel);
        await copy.WriteAsync(entry.Thread!.Value, NpgsqlDbType.Uuid, cancel);
        await copy.WriteAsync(entry.Position, NpgsqlDbType.Bigint, cancel);
        await copy.WriteAsync(false, NpgsqlDbType.Boolean, cancel);
        await copy.WriteAsync(1L, NpgsqlDbType.Bigint, cancel);
        await copy.WriteAsync(1L, NpgsqlDbType.Bigint, cancel);
        await copy.WriteAsync((short)AnalysedEntry.Version, NpgsqlDbType.Smallint, cancel);
        await copy.WriteAsync(terms, NpgsqlDbType.Bytea, cancel);
    }

    private static KnowledgeEntry Entry(int user, int position, string text) => new()
    {
        Id = new Guid(user, 2, 0, [.. BitConverter.GetBytes((long)position)]),
        UserId = UserId(user),
        Kind = KnowledgeKind.Turn,
        Text = text,
        Speaker = position % 2 == 0 ? "user" : "coach",
        At = Start.AddMinutes(position * 30),
        TimeZone = "Etc/UTC",
        Thread = new Guid(user, 3, 0, [.. BitConverter.GetBytes((long)(position / 200))]),
        Position = position % 200,
    };

    private static Guid UserId(int user) => new(user, 1, 0, new byte[8]);

    private static double At(List<double> values, double share) => values.Order().ElementAt((int)Math.Ceiling(values.Count * share) - 1);

    private static double PeakMegabytes() => File.Exists("/proc/self/status")
        ? double.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024 / 1_000_000
        : Process.GetCurrentProcess().PeakWorkingSet64 / 1_000_000.0;

    private static IHost Build(string connectionString)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { [$"ConnectionStrings:{DataModule.ConnectionName}"] = connectionString });
        DataModule.Add(builder);
        builder.AddModels(_ => new OfflineCoach());
        KnowledgeModule.Add(builder);
        return builder.Build();
    }

    private sealed record Measured(double P99, double P50, double AfterPutP99, double FirstOfOne, double FirstP99, double PeakMegabytes, double Found);

    /// <summary>Texts of invented words whose frequencies fall as those of a language do.</summary>
    private sealed class Words(int seed)
    {
        private const int Vocabulary = 20_000;
        private static readonly string[] Syllables = ["ba", "ko", "ri", "ten", "mal", "su", "vor", "li", "nex", "du", "pra", "gim", "o", "fel", "han", "zu", "qua", "ster", "bin", "ley"];
        private readonly Random _random = new(seed);

        public string Text() => string.Join(' ', Enumerable.Range(0, _random.Next(6, 31)).Select(_ => Word())) + ".";

        public string Question() => $"When did I {string.Join(' ', Enumerable.Range(0, _random.Next(2, 7)).Select(_ => Word()))}?";

        private string Word()
        {
            // Zipf's law, by the inverse of its distribution.
            var rank = (int)Math.Pow(Vocabulary, _random.NextDouble()) - 1;
            var word = "";
            for (var rest = rank + 20; rest > 0; rest /= Syllables.Length)
            {
                word += Syllables[rest % Syllables.Length];
            }

            return word;
        }
    }
}
