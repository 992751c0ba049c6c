using System.Globalization;
using System.Net;
using System.Text.Json;
using AspireCoach.AppHost.Local.Traces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;

namespace AspireCoach.AppHost.Local.Page;

/// <summary>
/// The page about what runs here: resources, their logs, and where the time of replies went. It listens on 127.0.0.1 alone,
/// and takes the spans of the programs too, at the address that they are told by <see cref="Telemetry"/>.
/// </summary>
internal sealed class RunnerPage : IAsyncDisposable
{
    private const int MostReplies = 50;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private static readonly Dictionary<string, ResourceCommand> Commands =
        Enum.GetValues<ResourceCommand>().ToDictionary(command => command.ToString(), StringComparer.OrdinalIgnoreCase);

    private readonly IPageSubject _subject;
    private readonly RunContext _context;
    private readonly WebApplication _app;
    private readonly PageAccess _access = new();
    private readonly OtlpReceiver _receiver;
    private readonly PageStream _stream;
    private readonly CancellationTokenSource _ending = new();

    private RunnerPage(IPageSubject subject, RunContext context)
    {
        _subject = subject;
        _context = context;
        _receiver = new OtlpReceiver(Traces);
        _stream = new PageStream(subject, Traces, ResourcesJson, RepliesJson, _ending.Token);
        _app = Build(context.RandomPorts ? 0 : context.PagePort ?? 0);
    }

    /// <summary>The spans that have come in.</summary>
    public TraceStore Traces { get; } = new();

    /// <summary>Where the page is, without its token.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>Where a person opens it: whoever has this address may use the page.</summary>
    public Uri Login => new(Address, $"/login?t={_access.Token}");

    /// <summary>The variables with which a program sends its spans here.</summary>
    public IReadOnlyDictionary<string, string> Telemetry => new Dictionary<string, string>
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Address.ToString().TrimEnd('/'),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_EXPORTER_OTLP_HEADERS"] = $"{OtlpReceiver.KeyHeader}={_receiver.Key}",

        // In milliseconds: somebody may be looking on.
        ["OTEL_BSP_SCHEDULE_DELAY"] = "500",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "1000",
    };

    /// <exception cref="InvalidOperationException">The wanted port is taken.</exception>
    public static async Task<RunnerPage> StartAsync(IPageSubject subject, RunContext context, CancellationToken cancel)
    {
        var page = new RunnerPage(subject, context);
        try
        {
            await page._app.StartAsync(cancel);
        }
        catch (IOException taken)
        {
            await page.DisposeAsync();
            throw new InvalidOperationException(
                $"Port {context.PagePort} for the page is taken by another program. End that one, or choose another port with --DashboardPort N.", taken);
        }

        page.Address = new Uri(page._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        page._access.Port = page.Address.Port;
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        if (_ending.IsCancellationRequested)
        {
            return;
        }

        await _ending.CancelAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _ending.Dispose();
    }

    private WebApplication Build(int port)
    {
        // Empty: neither the environment nor a settings file of the checkout has a say in where this listens.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = OtlpReceiver.MostBytes;
            kestrel.Limits.MaxConcurrentConnections = 128;
            kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        builder.Services.AddRoutingCore();
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        var app = builder.Build();
        app.Use(_access.GuardAsync);
        app.UseRouting();
        app.MapGet("/login", _access.LoginAsync);
        app.MapPost("/v1/traces", _receiver.TracesAsync);
        app.MapPost("/v1/logs", _receiver.IgnoreAsync);
        app.MapPost("/v1/metrics", _receiver.IgnoreAsync);
        app.MapGet("/api/resources", () => TypedResults.Content(ResourcesJson(), "application/json"));
        app.MapPost("/api/resources/{name}/{command}", Command);
        app.MapGet("/api/replies", () => TypedResults.Content(RepliesJson(), "application/json"));
        app.MapGet("/api/replies/{id}", Reply);
        app.MapGet("/api/stream", _stream.Open);
        PageFiles.Map(app, ResourcesJson, RepliesJson);
        return app;
    }

    private Results<JsonHttpResult<PageProblem>, StatusCodeHttpResult> Command(string name, string command)
    {
        if (_subject.Resources.FirstOrDefault(resource => resource.Name == name) is not { } resource || !Commands.TryGetValue(command, out var known))
        {
            return Problem(StatusCodes.Status404NotFound, $"There is no resource {name}, or nothing called {command} that could be done with it.");
        }

        return _subject.Ask(resource, known) is { } refusal
            ? Problem(StatusCodes.Status409Conflict, refusal)
            : TypedResults.StatusCode(StatusCodes.Status202Accepted);
    }

    private Results<JsonHttpResult<Waterfall>, JsonHttpResult<PageProblem>> Reply(string id)
    {
        if (!Guid.TryParse(id, out var replyId))
        {
            return Problem(StatusCodes.Status400BadRequest, $"{id} is not the id of a reply.");
        }

        if (Traces.Find(replyId) is { } found)
        {
            return TypedResults.Json(Waterfall.Of(found), Json);
        }

        return Problem(StatusCodes.Status404NotFound, _context.TelemetryElsewhere is { } other
            ? $"Traces go to {other}, as OTEL_EXPORTER_OTLP_ENDPOINT says: look for coach.reply.id={replyId} there."
            : string.Create(
                CultureInfo.InvariantCulture,
                $"There is no trace of reply {replyId}. The last {TraceStore.MostReplies} of this run are kept; outside Development one in twenty is recorded, all of them with Service__TraceRatio=1."));
    }

    private static JsonHttpResult<PageProblem> Problem(int status, string text) => TypedResults.Json(new PageProblem(text), Json, statusCode: status);

    private string ResourcesJson() => JsonSerializer.Serialize(ResourceView.Of(_subject.Resources), Json);

    private string RepliesJson() => JsonSerializer.Serialize(
        new ReplyList(_context.TelemetryElsewhere, [.. Traces.Replies(MostReplies).Select(reply => ReplySummary.Of(Waterfall.Of(reply)))]), Json);
}

/// <summary>What the page is about.</summary>
internal interface IPageSubject
{
    IReadOnlyList<Resource> Resources { get; }

    /// <summary>Asks for a command to be carried out.</summary>
    /// <returns>Why it is not, or null.</returns>
    string? Ask(Resource resource, ResourceCommand command);
}

/// <summary>Why something was not done, for the person at the page.</summary>
internal sealed record PageProblem(string Problem);

/// <summary>The last replies.</summary>
/// <param name="Elsewhere">Where traces go instead of here; null where they come here.</param>
/// <param name="Replies">The newest first.</param>
internal sealed record ReplyList(string? Elsewhere, IReadOnlyList<ReplySummary> Replies);

/// <summary>A reply in a line.</summary>
internal sealed record ReplySummary(Guid ReplyId, string Status, DateTimeOffset StartedAt, double DurationMs, double? FirstWordsMs)
{
    public static ReplySummary Of(Waterfall reply) => new(reply.ReplyId, reply.Status, reply.StartedAt, reply.DurationMs, reply.FirstWordsMs);
}
