using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
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
    private const int Uploads = 40;
    private const int Uploaders = 6;
    private const int MessagesPerSecond = 50;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(20);
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
            await AloneAsync(run, client, conversations, photos);
            await BesideChatAsync(run, coach, client, conversations, photos);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task AloneAsync(BenchRun run, HttpClient client, IReadOnlyList<BenchConversation> users, IReadOnlyList<byte[]> photos)
    {
        BenchRun.Progress($"{Uploads} uploads, one after another");
        var took = new Percentiles();
        for (var i = -4; i < Uploads; i++)
        {
            var photo = Another(photos[(i + 4) % photos.Count]);
            var started = Stopwatch.GetTimestamp();
            if (await UploadAsync(client, users[0], photo, run.Cancel) is var status and not HttpStatusCode.Created)
            {
                throw new BenchException($"An upload was answered {(int)status}.");
            }

            if (i >= 0)
            {
                took.Add(Stopwatch.GetTimestamp() - started);
            }
        }

        run.AtMost("a 12-megapixel photo uploaded, p95", 600, took.Milliseconds(0.95), " ms");
        run.Figure("  the same", took.ToString());
    }

    private static async Task BesideChatAsync(
        BenchRun run, CoachProcess coach, HttpClient client, IReadOnlyList<BenchConversation> conversations, IReadOnlyList<byte[]> photos)
    {
        BenchRun.Progress($"{MessagesPerSecond} messages/s alone");
        var alone = new FirstWordsLoad(conversations, MessagesPerSecond, WarmUp, Measured);
        await LoadLoop.RunAsync(coach.Address, alone, run.Cancel);

        BenchRun.Progress($"the same while {Uploaders} others upload without a pause");
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(run.Cancel);
        var stored = 0;
        var uploading = Enumerable.Range(0, Uploaders).Select(async uploader =>
        {
            while (!enough.IsCancellationRequested)
            {
                if (await UploadAsync(client, conversations[uploader], Another(photos[uploader % photos.Count]), run.Cancel) == HttpStatusCode.Created)
                {
                    Interlocked.Increment(ref stored);
                }
            }
        }).ToList();
        var beside = new FirstWordsLoad(conversations, MessagesPerSecond, WarmUp, Measured);
        await LoadLoop.RunAsync(coach.Address, beside, run.Cancel);
        await enough.CancelAsync();
        await Task.WhenAll(uploading);

        run.AtMost(
            $"accept p99 at {MessagesPerSecond} messages/s while the converter is saturated, in times of alone",
            2, beside.ToAccepted.Milliseconds(0.99) / alone.ToAccepted.Milliseconds(0.99), " ×");
        run.Figure("  alone", alone.ToAccepted.ToString());
        run.Figure($"  beside {stored / (WarmUp + Measured).TotalSeconds:0.0} photos/s", beside.ToAccepted.ToString());
    }

    private static async Task<HttpStatusCode> UploadAsync(HttpClient client, BenchConversation user, byte[] photo, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/media") { Content = new ByteArrayContent(photo) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", user.Token);
        request.Headers.Add("Idempotency-Key", $"photo-{Interlocked.Increment(ref s_photos)}");
        using var answer = await client.SendAsync(request, cancel);
        return answer.StatusCode;
    }

    /// <summary>The same picture in other bytes, by a comment behind its first marker: the same bytes would be known already.</summary>
    private static byte[] Another(byte[] jpeg)
    {
        var comment = Encoding.ASCII.GetBytes($"number {Interlocked.Increment(ref s_photos):0000000000}");
        return [.. jpeg[..2], 0xFF, 0xFE, 0, (byte)(comment.Length + 2), .. comment, .. jpeg[2..]];
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
