using System.Diagnostics;
using AspireCoach.DemoSite.Pages;

namespace AspireCoach.DemoSite.Judging;

/// <summary>Everything that the site was asked, by every thread, and judgements on it.</summary>
public sealed class RequestLog
{
    private readonly Lock _gate = new();
    private readonly List<LoggedRequest> _requests = [];
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>The time since the site's start.</summary>
    public TimeSpan Now => Stopwatch.GetElapsedTime(_start);

    /// <summary>What has arrived so far, in that order.</summary>
    public IReadOnlyList<LoggedRequest> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _requests];
            }
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _requests.Clear();
        }
    }

    /// <summary>The requests that arrived in a stretch of time.</summary>
    public IReadOnlyList<LoggedRequest> Between(TimeSpan from, TimeSpan to) => [.. All.Where(request => request.Arrived >= from && request.Arrived < to)];

    internal void Add(LoggedRequest request)
    {
        lock (_gate)
        {
            _requests.Add(request);
        }
    }

    /// <summary>The most requests that arrived within any window of a length.</summary>
    public static int MostWithin(IReadOnlyList<LoggedRequest> requests, TimeSpan window)
    {
        var arrivals = requests.Select(request => request.Arrived).Order().ToList();
        var (most, from) = (0, 0);
        for (var to = 0; to < arrivals.Count; to++)
        {
            while (arrivals[to] - arrivals[from] >= window)
            {
                from++;
            }

            most = Math.Max(most, to - from + 1);
        }

        return most;
    }

    /// <summary>The stretches in which an answer had asked to be left alone, joined.</summary>
    public static IReadOnlyList<(TimeSpan From, TimeSpan To)> Parked(IReadOnlyList<LoggedRequest> requests)
    {
        List<(TimeSpan From, TimeSpan To)> joined = [];
        foreach (var request in requests.Where(request => request.NotBefore is not null).OrderBy(request => request.Answered))
        {
            if (joined is [.., var last] && request.Answered <= last.To)
            {
                joined[^1] = (last.From, request.NotBefore > last.To ? request.NotBefore.Value : last.To);
            }
            else
            {
                joined.Add((request.Answered, request.NotBefore!.Value));
            }
        }

        return joined;
    }

    /// <summary>
    /// The requests that arrived while the site had asked to be left alone. What was on its way when the answer left is
    /// not counted: it arrived within <paramref name="onTheWay"/> of it.
    /// </summary>
    public static IReadOnlyList<LoggedRequest> TooEarly(IReadOnlyList<LoggedRequest> requests, TimeSpan onTheWay) =>
        [.. requests.Where(request => requests.Any(other =>
            other.NotBefore is { } until && request.Arrived > other.Answered + onTheWay && request.Arrived < until))];

    /// <summary>The requests to what robots.txt disallows.</summary>
    public static IReadOnlyList<LoggedRequest> Disallowed(IReadOnlyList<LoggedRequest> requests) =>
        [.. requests.Where(request => MapFiles.IsDisallowed(request.Target))];

    /// <summary>The share of the requests that were answered with a status, from 0 to 1.</summary>
    public static double Share(IReadOnlyList<LoggedRequest> requests, int status) =>
        requests.Count == 0 ? 0 : requests.Count(request => request.Status == status) / (double)requests.Count;
}
