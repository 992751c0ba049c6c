using System.Runtime.InteropServices;
using AspireCoach.Bench;
using AspireCoach.Bench.Catalog;
using AspireCoach.Bench.Drills;
using AspireCoach.Bench.Media;
using AspireCoach.Bench.Parse;

const string Usage = """
    dotnet run -c Release --project bench -- WHAT

      accept   durable accepts a second, and from a message to the first words of its answer at 200 messages/s
      jobs     the queue end to end, and how soon a job is claimed with up to 1,000,000 others waiting
      poll     polls a second
      fairness how long others wait beside one user's 5,000 messages
      chaos    what is lost or doubled while agents, Redis and Postgres are killed and restarted for 10 minutes
               (COACH_BENCH_MINUTES sets another number)
      rolling  requests that fail while every process behind nginx is restarted in turn, twice
      graph    what a turn takes beside the time that models and tools are waited for
      redis    polls a second with Redis, and with Redis lost (needs redis-server)
      limits   rate limits shared by four processes through Redis (needs redis-server)
      recall   a search among 10,000 entries of a user, 1,000,000 in all, and the memory of the process that does it
      telemetry  what metrics, traces and logs cost: accepts and polls a second with all of them and with none, in turns
      start    how soon a process is ready, and what memory it holds when idle
      media-convert  what the conversion of photographs saves, and costs beside npm's sharp (needs npm, apt-get and dpkg)
      media-fuzz     what becomes of 20,000 mutated images
      parse    pages of a catalogue a second beside npm's cheerio, and memory over 100,000 of them (needs npm)
      tools    what a tool call costs beside the tool, in the process and over HTTP
      media-upload   how long an upload takes, and what chat loses meanwhile (needs npm, apt-get and dpkg)
      ingest-polite      how fast four processes ingest one site together, and what they may not ask
      ingest-idempotent  what a hundred runs over the same site write after the first (COACH_BENCH_DEVICES sets another size)
      ingest-queue       claims, ends and queueing of pages with 1,000 to 1,000,000 of them queued
      ingest-accuracy    what is got right of 5,000 devices behind every fault, and after a redesign (COACH_BENCH_DEVICES)
      all      all of them
      drill NAME   breaks a platform of its own so that the alert fires for real and reaches a webhook, and mends it
               (needs prometheus and prometheus-alertmanager; drill --list says which there are, drill all runs each)
      help     this

    PostgreSQL is an embedded server with a folder of its own that is removed at the end; set COACH_BENCH_POSTGRES to
    the connection string of a server's maintenance database to use that one (a database is made and dropped in it).
    Exit code 1: a target was missed. 2: it could not be measured.
    """;

var benches = new Dictionary<string, Func<BenchRun, Task>>(StringComparer.Ordinal)
{
    ["accept"] = AcceptBench.RunAsync,
    ["jobs"] = JobsBench.RunAsync,
    ["poll"] = PollBench.RunAsync,
    ["fairness"] = FairnessBench.RunAsync,
    ["chaos"] = ChaosBench.RunAsync,
    ["rolling"] = RollingBench.RunAsync,
    ["graph"] = GraphBench.RunAsync,
    ["redis"] = PollBench.RunWithRedisAsync,
    ["limits"] = LimitsBench.RunAsync,
    ["recall"] = RecallBench.RunAsync,
    ["telemetry"] = TelemetryBench.RunAsync,
    ["start"] = StartBench.RunAsync,
    ["media-convert"] = MediaConvertBench.RunAsync,
    ["media-fuzz"] = MediaFuzzBench.RunAsync,
    ["parse"] = ParseBench.RunAsync,
    ["tools"] = ToolsBench.RunAsync,
    ["media-upload"] = MediaUploadBench.RunAsync,
    ["ingest-polite"] = IngestPoliteBench.RunAsync,
    ["ingest-idempotent"] = IngestIdempotentBench.RunAsync,
    ["ingest-queue"] = IngestQueueBench.RunAsync,
    ["ingest-accuracy"] = IngestAccuracyBench.RunAsync,
};
if (args is [LimitsBench.ChildCommand, var redis])
{
    return await LimitsBench.AskAsync(redis);
}

if (args is [ConvertingProcess.Command, var images])
{
    return await ConvertingProcess.RunAsync(int.Parse(images, System.Globalization.CultureInfo.InvariantCulture));
}

if (args is [TelemetrySink.Command, var port])
{
    return await TelemetrySink.RunAsync(int.Parse(port, System.Globalization.CultureInfo.InvariantCulture));
}

if (args is [ParseBench.ChildCommand, var what])
{
    return await ParseBench.ParseAsync(what);
}

if (args is [RecallBench.ChildCommand, var connection])
{
    return await RecallBench.SearchAsync(connection);
}

if (args is [MediaFuzzBench.ChildCommand, var number])
{
    return await MediaFuzzBench.FuzzAsync(int.Parse(number, System.Globalization.CultureInfo.InvariantCulture));
}

var wanted = args switch
{
    ["all"] => [.. benches.Keys],
    [var one] when benches.ContainsKey(one) => [one],
    _ => Array.Empty<string>(),
};
if (wanted.Length == 0 && args is not [DrillCommand.Name, ..])
{
    Console.WriteLine(Usage);
    return args is [] or ["help" or "--help" or "-h"] ? 0 : 2;
}

using var stop = new CancellationTokenSource();
void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
try
{
    if (args is [DrillCommand.Name, .. var drills])
    {
        return await DrillCommand.RunAsync(drills, stop.Token);
    }

    if (CoachProcess.Configuration != "Release")
    {
        throw new BenchException("A Debug build says nothing about speed: add -c Release.");
    }

    var met = true;
    foreach (var name in wanted)
    {
        await using var database = await BenchDatabase.CreateAsync(stop.Token);
        var run = new BenchRun(name, database, stop.Token);
        await benches[name](run);
        run.Print();
        met &= run.Met;
    }

    return met ? 0 : 1;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 130;
}
catch (Exception exception) when (exception is BenchException or InvalidOperationException or Npgsql.NpgsqlException or HttpRequestException)
{
    await Console.Error.WriteLineAsync($"bench: {exception.Message}");
    return 2;
}
