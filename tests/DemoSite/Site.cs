using AspireCoach.DemoSite.Devices;
using AspireCoach.DemoSite.Faults;
using AspireCoach.DemoSite.Judging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AspireCoach.DemoSite;

/// <summary>A demo site that runs on a loopback port: see the README beside it. Safe for threads.</summary>
public sealed class Site : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly WebApplication _inside;
    private readonly Contents _contents;
    private int _insideHits;

    private Site(SiteOptions options)
    {
        (_app, _inside) = (Build(options.Port), Build(0));
        _contents = new Contents(options);
        Faults = new FaultPlan(options.Seed);
        Faults.Set(options.Faults);
    }

    /// <summary>Its address, with a slash at the end.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>Host and port, as a source file allows them.</summary>
    public string Host => Url.Authority;

    public RequestLog Log { get; } = new();

    /// <summary>The devices there are at this moment.</summary>
    public IReadOnlyList<TrueDevice> Truth => _contents.Truth();

    /// <summary>Requests that came to another port of this machine, where only a redirect inwards leads.</summary>
    public int InsideHits => Volatile.Read(ref _insideHits);

    internal FaultPlan Faults { get; }

    /// <summary>Starts one; with <see cref="SiteOptions.Port"/> 0 on a free port.</summary>
    public static async Task<Site> StartAsync(SiteOptions? options = null)
    {
        var site = new Site(options ?? new());
        site._inside.Run(context =>
        {
            Interlocked.Increment(ref site._insideHits);
            return context.Response.WriteAsync("secret");
        });
        await site._inside.StartAsync();
        Answers? answers = null;
        site._app.Run(context => answers!.AnswerAsync(context));
        await site._app.StartAsync();
        site.Url = new Uri(site._app.Urls.Single() + "/");
        site._contents.Begin(site.Url);
        answers = new Answers(site._contents, site.Faults, site.Log, new Uri(site._inside.Urls.Single()));
        return site;
    }

    /// <summary>Other faults from now on.</summary>
    public void SetFaults(params IReadOnlyList<Fault> faults) => Faults.Set(faults);

    /// <summary>Moves the battery elsewhere and puts other words in the price's place, on every page.</summary>
    public void Redesign() => _contents.Redesign();

    /// <summary>Gives a device another battery; its page has another ETag from now on.</summary>
    /// <param name="number">Of <see cref="TrueDevice.Number"/>.</param>
    public void EditBattery(int number, int mAh) => _contents.Edit(number, "battery", Spelling.Battery(mAh));

    /// <summary>Adds devices; brands and sitemap list them.</summary>
    public void Add(int devices) => _contents.Add(devices);

    /// <summary>Takes a device away: it is listed no more, and its page answers 410.</summary>
    public void Remove(int number) => _contents.Remove(number);

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        foreach (var app in new[] { _app, _inside })
        {
            await app.StopAsync(now.Token);
            await app.DisposeAsync();
        }
    }

    private static WebApplication Build(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MinResponseDataRate = null;
        });
        return builder.Build();
    }
}
