using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AspireCoach.Support;

/// <summary>
/// A double of Qdrant on a loopback port that really stores points and answers searches over them. Each request, and each of
/// its own answers, is held against Qdrant's published OpenAPI document where that is at hand.
/// </summary>
internal sealed class QdrantServer : IAsyncDisposable
{
    public const string Key = "key-of-the-index";

    private readonly WebApplication _app;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, QdrantCollection> _collections = [];
    private readonly OpenApiDocument? _document = SharedFiles.Find(Path.Combine("data", "qdrant-openapi-1.19.json")) is { } file ? OpenApiDocument.Parse(File.ReadAllText(file)) : null;

    private QdrantServer(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        _app = builder.Build();
        _app.Run(ServeAsync);
    }

    /// <summary>Whether requests are held against the document.</summary>
    public bool Checks => _document is not null;

    public string Endpoint => _app.Urls.Single();

    public string ConnectionString => $"Endpoint={Endpoint};Key={Key}";

    /// <summary>What requests had that Qdrant would not take, and the double's answers that it would not give.</summary>
    public ConcurrentQueue<string> Violations { get; } = new();

    /// <summary>Each request as method and path.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Takes the place of an answer, or lets the server give it by returning false. The request is not applied before.</summary>
    public Func<HttpContext, Task<bool>>? Fault { get; set; }

    public static async Task<QdrantServer> StartAsync(int port = 0)
    {
        var server = new QdrantServer(port);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>The ids of all points, whosever.</summary>
    public IReadOnlySet<Guid> Ids()
    {
        lock (_lock)
        {
            return _collections.Values.SelectMany(collection => collection.Ids).ToHashSet();
        }
    }

    public IReadOnlyList<string> Names()
    {
        lock (_lock)
        {
            return [.. _collections.Keys];
        }
    }

    public QdrantCollection Collection(string name)
    {
        lock (_lock)
        {
            return _collections[name];
        }
    }

    /// <summary>Loses everything, as a server does whose disk was not kept.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            _collections.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext context)
    {
        var request = context.Request;
        Requests.Enqueue($"{request.Method} {request.Path}");
        JsonElement? body = null;
        if (request.ContentLength > 0 || request.Headers.TransferEncoding.Count > 0)
        {
            using var read = await JsonDocument.ParseAsync(request.Body, cancellationToken: context.RequestAborted);
            body = read.RootElement.Clone();
        }

        try
        {
            if (Fault is not null && await Fault(context))
            {
                return;
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }

        var wrong = _document?.CheckRequest(request.Method, request.Path, request.Query.Keys, body) ?? [];
        foreach (var problem in wrong)
        {
            Violations.Enqueue($"{request.Method} {request.Path}: {problem}");
        }

        if (request.Headers["api-key"] != Key)
        {
            await AnswerAsync(context, 401, new { time = 0.001, status = new { error = "Must provide an API key" } });
            return;
        }

        if (wrong.Count > 0)
        {
            await AnswerAsync(context, 400, new { time = 0.001, status = new { error = wrong[0] } });
            return;
        }

        var (status, result) = Answer(request, body);
        await AnswerAsync(context, status, status == 200 ? new { time = 0.001, status = "ok", result } : (object)new { time = 0.001, status = new { error = result } });
    }

    private async Task AnswerAsync(HttpContext context, int status, object answer)
    {
        var json = JsonSerializer.SerializeToElement(answer);
        if (status == 200)
        {
            foreach (var problem in _document?.CheckResponse(context.Request.Method, context.Request.Path, json) ?? [])
            {
                Violations.Enqueue($"The answer to {context.Request.Method} {context.Request.Path}: {problem}");
            }
        }

        context.Response.StatusCode = status;
        await context.Response.WriteAsJsonAsync(json, context.RequestAborted);
    }

    private (int Status, object Result) Answer(HttpRequest request, JsonElement? body)
    {
        var parts = request.Path.Value!.Trim('/').Split('/');
        lock (_lock)
        {
            try
            {
                return (request.Method, parts) switch
                {
                    ("GET", ["collections"]) => (200, new { collections = _collections.Keys.Select(name => new { name }) }),
                    ("GET", ["collections", var name, "exists"]) => (200, new { exists = _collections.ContainsKey(name) }),
                    ("PUT", ["collections", var name]) => _collections.TryAdd(name, new QdrantCollection(body!.Value))
                        ? (200, true)
                        : (409, $"Wrong input: Collection `{name}` already exists!"),
                    (_, ["collections", var name, ..]) when !_collections.ContainsKey(name) => (404, $"Not found: Collection `{name}` doesn't exist!"),
                    (var method, ["collections", var name, .. var rest]) => Answer(_collections[name], $"{method} {string.Join('/', rest)}", request, body!.Value),
                    _ => (404, "Not found"),
                };
            }
            catch (ArgumentException exception)
            {
                return (400, $"Wrong input: {exception.Message}");
            }
        }
    }

    private (int Status, object Result) Answer(QdrantCollection collection, string operation, HttpRequest request, JsonElement body)
    {
        switch (operation)
        {
            case "POST points/count":
                return (200, new { count = collection.Count(body) });
            case "POST points/query/batch":
                return (200, body.GetProperty("searches").EnumerateArray().Select(search => new
                {
                    points = collection.Search(search).Select(hit => new { id = hit.Id, version = 0, score = hit.Score }),
                }).ToArray());
            case "PUT index":
                return Write(() => collection.Index(body));
            case "PUT points":
                return Write(() => collection.Upsert(body));
            case "POST points/delete":
                return Write(() => collection.Delete(body));
            default:
                return (404, "Not found");
        }

        (int, object) Write(Action write)
        {
            if (request.Query["wait"] == "true")
            {
                write();
                return (200, new { operation_id = 0, status = "completed" });
            }

            // Who does not wait does not see it at once.
            _ = Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System).ContinueWith(
                _ =>
                {
                    lock (_lock)
                    {
                        write();
                    }
                },
                TaskScheduler.Default);
            return (200, new { operation_id = 0, status = "acknowledged" });
        }
    }
}
