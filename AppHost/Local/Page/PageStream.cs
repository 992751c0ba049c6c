using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
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
        return TypedResults.ServerSentEvents(EventsAsync(tail, Math.Max(0, after ?? 0), http.RequestAborted));
    }

    private async IAsyncEnumerable<SseItem<string>> EventsAsync(LogTail? tail, long after, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var reader = tail?.Read(after);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, ending);

        // One bit: a change while the page is told of the one before is told next. Whoever makes a change is never held up.
        var changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        var (resourcesChanged, repliesChanged) = (true, true);
        void OnResource(Resource changed)
        {
            Volatile.Write(ref resourcesChanged, true);
            changes.Writer.TryWrite(true);
        }

        void OnReplies()
        {
            Volatile.Write(ref repliesChanged, true);
            changes.Writer.TryWrite(true);
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

                await WaitAsync(changes.Reader, reader?.Next, either.Token);
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

    /// <summary>Returns at the next change or line, or after a while; a little later, so that what happens together is told together.</summary>
    private static async Task WaitAsync(ChannelReader<bool> changes, ChannelReader<LogLine>? lines, CancellationToken cancel)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Task[] waiting =
        [
            changes.WaitToReadAsync(done.Token).AsTask(),
            Task.Delay(Tick, TimeProvider.System, done.Token),
            .. lines is null ? Array.Empty<Task>() : [lines.WaitToReadAsync(done.Token).AsTask()],
        ];
        await Task.WhenAny(waiting);
        await done.CancelAsync();
        await Task.WhenAll(waiting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.Delay(Pace, TimeProvider.System, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        changes.TryRead(out _);
    }
}
