using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AspireCoach.Support;

/// <summary>
/// A server on a loopback port that speaks POST /v1/embeddings. Its models know a few themes, each an axis: texts of one theme
/// point the same way whatever their words, and a text of none points its own way. Requests that the protocol would refuse are refused.
/// </summary>
internal sealed class EmbeddingServer : IAsyncDisposable
{
    private const int Others = 256;

    private static readonly string[][] Themes =
    [
        ["run", "running", "jog", "jogging", "marathon", "sneakers"],
        ["eat", "pasta", "dinner", "meal", "hungry", "cuisine"],
        ["sleep", "insomnia", "bed", "tired", "night", "slumber"],
    ];

    private readonly WebApplication _app;

    private EmbeddingServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/v1/embeddings", ServeAsync);
    }

    public string Endpoint => _app.Urls.Single() + "/v1";

    /// <summary>Each text with the model that it was to be embedded by.</summary>
    public ConcurrentQueue<(string Model, string Text)> Texts { get; } = new();

    /// <summary>How many texts each request had.</summary>
    public ConcurrentQueue<int> Batches { get; } = new();

    /// <summary>Takes the place of an answer, or lets the server give it by returning false.</summary>
    public Func<HttpContext, JsonElement, Task<bool>>? Fault { get; set; }

    public static async Task<EmbeddingServer> StartAsync()
    {
        var server = new EmbeddingServer();
        await server._app.StartAsync();
        return server;
    }

    /// <summary>The vector of a text by a model: models differ in length and in which axis is whose.</summary>
    public static float[] Embed(string model, string text)
    {
        var turn = model.Sum(character => character) % 7;
        var vector = new float[Themes.Length + Others + turn];
        var words = text.ToLowerInvariant().Split([' ', '.', ',', '?', '!'], StringSplitOptions.RemoveEmptyEntries);
        for (var theme = 0; theme < Themes.Length; theme++)
        {
            vector[(theme + turn) % vector.Length] += words.Count(Themes[theme].Contains);
        }

        if (vector.All(number => number == 0))
        {
            var own = new Random(text.Aggregate(7, (hash, character) => unchecked((hash * 31) + character)));
            for (var axis = Themes.Length; axis < vector.Length; axis++)
            {
                vector[(axis + turn) % vector.Length] = own.NextSingle() - 0.5f;
            }
        }

        return vector;
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
        using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var request = body.RootElement;
        string[] known = ["model", "input", "dimensions", "encoding_format", "user"];
        if (request.EnumerateObject().Any(member => !known.Contains(member.Name))
            || request.GetProperty("input").GetArrayLength() is 0 or > 2_048
            || request.GetProperty("input").EnumerateArray().Any(text => text.GetString() is null or ""))
        {
            await Replies.Json("""{"error":{"code":"invalid_request","type":"invalid_request_error"}}""", 400)(context);
            return;
        }

        try
        {
            if (Fault is not null && await Fault(context, request))
            {
                return;
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }

        var model = request.GetProperty("model").GetString()!;
        var texts = request.GetProperty("input").EnumerateArray().Select(text => text.GetString()!).ToArray();
        Batches.Enqueue(texts.Length);
        foreach (var text in texts)
        {
            Texts.Enqueue((model, text));
        }

        await context.Response.WriteAsJsonAsync(
            new
            {
                @object = "list",
                model,
                data = texts.Select((text, index) => new { @object = "embedding", index, embedding = Embed(model, text) }),
                usage = new { prompt_tokens = texts.Length * 3, total_tokens = texts.Length * 3 },
            },
            context.RequestAborted);
    }
}
