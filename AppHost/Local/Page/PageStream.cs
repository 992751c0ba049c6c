using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using AspireCoach.AppHost.Local.Logs;
using AspireCoach.AppHost.Local.Traces;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AspireCoach.AppHost.Local.Page;

/// <summary>
/// What an open page is told (Server-Sent Events): <c>resources</c> and <c>replies</c> as they are after each change, and the
/// lines of one resource. One stream a page, since a browser has six connections to one address. A page that does not keep up
/// misses lines, and sees by their numbers that it did.
/// </summary>
internal sealed class PageStream(IPageSubject subject, TraceStore traces, Func<string> resources, Func<string> replies, CancellationToken ending)
{
    private const int MostReaders = 16;
    private const int MostLinesAtOnce = 500;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>What happens within this time is told at once.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    /// <summary>How often a page that nothing happens on is told so, by which a dead one is noticed.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(15);

    private int _readers;

    /// <param name="http">The request.</param>
    /// <param name="log">The resource whose lines are wanted, if any.</param>
    /// <param name="after">The number of the last line that the page has.</param>
    public Results<ServerSentEventsResult<string>, ContentHttpResult> Open(HttpContext http, string? log, long? after)
    {
        if (Interlocked.Increment(ref _readers) > MostReaders)
        {
            Interlocked.Decrement(ref _readers);
            return TypedResults.Content("Too many pages are open.\n", statusCode: StatusCodes.Status503ServiceUnavailable);
        }

        http.Response.OnCompleted(() =>
        {
            Interlocked.Decrement(ref _readers);
            return Task.CompletedTask;
        });
        var tail = subject.Resources.FirstOrDefault(resource => resource.Name == log)?.Tail;
        return TypedResults.ServerSentEvents(EventsAsync(tail?.Read(Math.Max(0, after ?? 0)), http.RequestAborted));
    }

    private async IAsyncEnumerable<SseItem<string>> EventsAsync(LogTail.Reader? lines, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var reader = lines;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, ending);
        using var wake = new SemaphoreSlim(0, 1);
        var (resourcesChanged, repliesChanged) = (true, true);
        void Wake()
        {
            try
            {
                wake.Release();
            }
            catch (SemaphoreFullException)
            {
                // It is awake already.
            }
        }

        void OnResource(Resource changed)
        {
            Volatile.Write(ref resourcesChanged, true);
            Wake();
        }

        void OnReplies()
        {
            Volatile.Write(ref repliesChanged, true);
            Wake();
        }

        foreach (var resource in subject.Resources)
        {
            resource.Changed += OnResource;
        }

        traces.Changed += OnReplies;
        try
        {
            var past = reader?.Past ?? [];
            foreach (var some in past.Chunk(MostLinesAtOnce))
            {
                yield return new SseItem<string>(JsonSerializer.Serialize(some, Json), "lines");
            }

            while (!either.IsCancellationRequested)
            {
                var told = false;
                if (Volatile.Read(ref resourcesChanged))
                {
                    Volatile.Write(ref resourcesChanged, false);
                    told = true;
                    yield return new SseItem<string>(resources(), "resources");
                }

                if (Volatile.Read(ref repliesChanged))
                {
                    Volatile.Write(ref repliesChanged, false);
                    told = true;
                    yield return new SseItem<string>(replies(), "replies");
                }

                if (Waiting(reader) is { Count: > 0 } some)
                {
                    told = true;
                    yield return new SseItem<string>(JsonSerializer.Serialize(some, Json), "lines");
                }

                if (!told)
                {
                    yield return new SseItem<string>("", "tick");
                }

                await WaitAsync(wake, reader, either.Token);
            }
        }
        finally
        {
            traces.Changed -= OnReplies;
            foreach (var resource in subject.Resources)
            {
                resource.Changed -= OnResource;
            }
        }
    }

    private static List<LogLine> Waiting(LogTail.Reader? reader)
    {
        List<LogLine> lines = [];
        while (lines.Count < MostLinesAtOnce && reader is not null && reader.Next.TryRead(out var line))
        {
            lines.Add(line);
        }

        return lines;
    }

    private static async Task WaitAsync(SemaphoreSlim wake, LogTail.Reader? reader, CancellationToken cancel)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Task woken = wake.WaitAsync(Tick, done.Token);
        var line = reader?.Next.WaitToReadAsync(done.Token).AsTask() ?? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, done.Token);
        await Task.WhenAny(woken, line);
        await done.CancelAsync();
        await woken.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await line.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.Delay(Pace, TimeProvider.System, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
