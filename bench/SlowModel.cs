using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AspireCoach.Bench;

/// <summary>An OpenAI-compatible endpoint on loopback that streams one answer in pieces, slowly enough to be interrupted.</summary>
internal sealed class SlowModel : IAsyncDisposable
{
    private const int Pieces = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly WebApplication _app;

    private SlowModel(WebApplication app) => _app = app;

    /// <summary>What makes a coach use it.</summary>
    public (string, string)[] Settings => [("Models__Chat__Endpoint", _app.Urls.Single() + "/v1"), ("Models__Chat__Model", "slow")];

    public static async Task<SlowModel> StartAsync(CancellationToken cancel)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapPost("/v1/chat/completions", AnswerAsync);
        await app.StartAsync(cancel);
        return new(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task AnswerAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        for (var piece = 0; piece < Pieces; piece++)
        {
            await WriteAsync(context, new { content = $"Piece {piece} of an answer, " }, null);
            await Task.Delay(Pause, TimeProvider.System, context.RequestAborted);
        }

        await WriteAsync(context, new { }, "stop");
        await context.Response.WriteAsync("data: [DONE]\n\n", context.RequestAborted);
    }

    private static async Task WriteAsync(HttpContext context, object delta, string? finish)
    {
        var chunk = new { id = "c", @object = "chat.completion.chunk", created = 0, model = "slow", choices = new[] { new { index = 0, delta, finish_reason = finish } } };
        await context.Response.WriteAsync($"data: {JsonSerializer.Serialize(chunk)}\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}
