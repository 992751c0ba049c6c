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

    /// <summary>Answers 500 instead.</summary>
    public bool Fails { get; set; }

    /// <summary>What an answer says that it used, of input; 0 says nothing.</summary>
    public int Tokens { get; set; }

    public static async Task<SlowModel> StartAsync(CancellationToken cancel)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var model = new SlowModel(app);
        app.MapPost("/v1/chat/completions", model.AnswerAsync);
        await app.StartAsync(cancel);
        return model;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        if (Fails)
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return;
        }

        context.Response.ContentType = "text/event-stream";
        for (var piece = 0; piece < Pieces; piece++)
        {
            await WriteAsync(context, new { content = $"Piece {piece} of an answer, " }, null);
            await Task.Delay(Pause, TimeProvider.System, context.RequestAborted);
        }

        await WriteAsync(context, new { }, "stop");
        if (Tokens > 0)
        {
            var usage = new { prompt_tokens = Tokens, completion_tokens = 5, total_tokens = Tokens + 5 };
            await context.Response.WriteAsync($"data: {JsonSerializer.Serialize(new { id = "c", model = "slow", choices = Array.Empty<object>(), usage })}\n\n", context.RequestAborted);
        }

        await context.Response.WriteAsync("data: [DONE]\n\n", context.RequestAborted);
    }

    private static async Task WriteAsync(HttpContext context, object delta, string? finish)
    {
        var chunk = new { id = "c", @object = "chat.completion.chunk", created = 0, model = "slow", choices = new[] { new { index = 0, delta, finish_reason = finish } } };
        await context.Response.WriteAsync($"data: {JsonSerializer.Serialize(chunk)}\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}
