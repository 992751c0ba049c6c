using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using AspireCoach.AppHost.Local;
using AspireCoach.Bench.Load;
using AspireCoach.Media;
using AspireCoach.Media.Imaging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AspireCoach.Bench.Media;

/// <summary>How long an upload takes, and what it costs those who chat meanwhile.</summary>
internal static class MediaUploadBench
{
    private const int Users = 40;
    private const int WarmUps = 10;
    private const int Uploads = 100;
    private const int Uploaders = 6;
    private const int MessagesPerSecond = 50;
    private const int Rounds = 5;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(12);
    private static int s_photos;

    public static async Task RunAsync(BenchRun run)
    {
        var libvips = await LibvipsPackage.InstallAsync(progress: null, run.Cancel);
        var photos = await LargeAsync(libvips, run.Cancel);
        var folder = Directory.CreateTempSubdirectory("coach-bench-blobs-").FullName;
        try
        {
            await using var coach = await CoachProcess.StartAsync(
                run.Database, run.Cancel, [.. BenchUsers.Settings, (LibvipsPackage.Variable, libvips), ("Blobs__Folder", folder)]);
            var conversations = await BenchUsers.CreateAsync(coach, Users, 1, run.Cancel);
            using var client = coach.CreateClient();
            await AloneAsync(run, client, conversations[0], photos);
            await BesideChatAsync(run, coach, client, conversations, photos);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task AloneAsync(BenchRun run, HttpClient client, BenchConversation user, IReadOnlyList<byte[]> photos)
    {
        BenchRun.Progress($"{Uploads} uploads, one after another");
        var took = new Percentiles();
        for (var i = 0; i < WarmUps + Uploads; i++)
        {
            var started = Stopwatch.GetTimestamp();
            if (await UploadAsync(client, user, photos[i % photos.Count], run.Cancel) is var status and not HttpStatusCode.Created)
            {
                throw new BenchException($"An upload was answered {(int)status}.");
            }

            if (i >= WarmUps)
            {
                took.Add(Stopwatch.GetTimestamp() - started);
            }
        }

        run.AtMost("a 12-megapixel photo uploaded, p95", 600, took.Milliseconds(0.95), " ms");
        run.Figure("  the same", took.ToString());
    }

    /// <summary>
    /// In turns, since neither the machine nor the database is the same after some minutes. The first turn of each kind is not
    /// counted, and one bad moment of the machine is one round's.
    /// </summary>
    private static async Task BesideChatAsync(
        BenchRun run, CoachProcess coach, HttpClient client, IReadOnlyList<BenchConversation> conversations, IReadOnlyList<byte[]> photos)
    {
        List<Percentiles> alone = [], beside = [];
        var stored = 0;
        for (var round = 0; round <= Rounds; round++)
        {
            BenchRun.Progress($"{MessagesPerSecond} messages/s alone, then while {Uploaders} others upload without a pause, round {round} of {Rounds}");
            var free = await ChatAsync(run, coach, conversations, round * 2);
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(run.Cancel);
            var uploading = Enumerable.Range(0, Uploaders)
                .Select(uploader => UploadAllAsync(client, conversations[uploader], photos[uploader % photos.Count], enough.Token, run.Cancel)).ToList();
            var loaded = await ChatAsync(run, coach, conversations, (round * 2) + 1);
            await enough.CancelAsync();
            var photosStored = (await Task.WhenAll(uploading)).Sum();
            if (round > 0)
            {
                alone.Add(free);
                beside.Add(loaded);
                stored += photosStored;
            }
        }

        run.AtMost(
            $"accept p99 at {MessagesPerSecond} messages/s while the converter is saturated, in times of alone, medians of {Rounds} rounds",
            2, MedianP99(beside) / MedianP99(alone), " ×");
        run.Figure("  alone, p99 of each round", Describe(alone));
        run.Figure($"  beside {stored / (Rounds * (Settling + Measured).TotalSeconds):0.0} photos/s", Describe(beside));
        run.Figure("  of all rounds together", $"{BenchRun.Number(All(alone).Milliseconds(0.99))} and {BenchRun.Number(All(beside).Milliseconds(0.99))} ms");
    }

    private static async Task<Percentiles> ChatAsync(BenchRun run, CoachProcess coach, IReadOnlyList<BenchConversation> conversations, int turn)
    {
        // Each turn has keys of its own: those of an earlier one would be answered as before, without being accepted again.
        var load = new FirstWordsLoad(conversations, MessagesPerSecond, Settling, Measured, firstKey: turn * 1_000_000L);
        await LoadLoop.RunAsync(coach.Address, load, run.Cancel);
        return load.ToAccepted;
    }

    private static async Task<int> UploadAllAsync(HttpClient client, BenchConversation user, byte[] photo, CancellationToken enough, CancellationToken cancel)
    {
        var stored = 0;
        while (!enough.IsCancellationRequested)
        {
            stored += await UploadAsync(client, user, photo, cancel) == HttpStatusCode.Created && !enough.IsCancellationRequested ? 1 : 0;
        }

        return stored;
    }

    private static double MedianP99(IEnumerable<Percentiles> rounds) => rounds.Select(round => round.Milliseconds(0.99)).Order().ElementAt(Rounds / 2);

    private static string Describe(IEnumerable<Percentiles> rounds) =>
        string.Join(", ", rounds.Select(round => round.Milliseconds(0.99).ToString("0.0", CultureInfo.InvariantCulture)))
        + $" ms; p50 {BenchRun.Number(All(rounds).Milliseconds(0.5))} ms";

    private static Percentiles All(IEnumerable<Percentiles> rounds)
    {
        var all = new Percentiles();
        foreach (var round in rounds)
        {
            all.Add(round);
        }

        return all;
    }

    private static async Task<HttpStatusCode> UploadAsync(HttpClient client, BenchConversation user, byte[] photo, CancellationToken cancel)
    {
        var number = Interlocked.Increment(ref s_photos);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/media") { Content = new UploadContent(photo, number) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", user.Token);
        request.Headers.Add("Idempotency-Key", $"photo-{number}");
        using var answer = await client.SendAsync(request, cancel);
        return answer.StatusCode;
    }

    private static async Task<IReadOnlyList<byte[]>> LargeAsync(string libvips, CancellationToken cancel)
    {
        var converter = new ImageConverter(Options.Create(new MediaOptions { LibvipsPath = libvips }), NullLogger<ImageConverter>.Instance);
        List<byte[]> large = [];
        foreach (var file in (await Photographs.FetchAsync(cancel)).Where(file => file.EndsWith(".jpg", StringComparison.Ordinal)))
        {
            if (converter.Probe(ImageInput.File(file)).Pixels is > 11_500_000 and < 13_500_000)
            {
                large.Add(await File.ReadAllBytesAsync(file, cancel));
            }
        }

        return large.Count > 0 ? large : throw new BenchException("None of the photographs has about 12 megapixels.");
    }
}
