using AspireCoach.Functional.Fixtures;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace AspireCoach.Functional.Chat;

/// <summary>An answer that the test writes while it is read: nothing comes before the test says so, and no end either.</summary>
internal sealed class LiveReply
{
    // For a busy machine; where a reply or a lease has less, its end is seen as well.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private readonly Channel<string> _events = Channel.CreateUnbounded<string>();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the model was asked for it.</summary>
    public Task OpenedAsync(CancellationToken cancel) => _opened.Task.WaitAsync(Eventually.Deadline, TimeProvider.System, cancel);

    /// <summary>Ends when the reader closed the connection before the answer's end.</summary>
    public Task LeftAsync(CancellationToken cancel) => _left.Task.WaitAsync(Soon, TimeProvider.System, cancel);

    public void Say(string text) => _events.Writer.TryWrite(Replies.Text(text)).ShouldBeTrue();

    public void End() => _events.Writer.TryComplete();

    public Task ServeAsync(HttpContext context) => ServeAsync(context, finish: true);

    /// <param name="context">The request.</param>
    /// <param name="finish">Whether the model says at the end that it has finished.</param>
    public async Task ServeAsync(HttpContext context, bool finish)
    {
        try
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.Body.FlushAsync(context.RequestAborted);
            _opened.TrySetResult();
            await foreach (var item in _events.Reader.ReadAllAsync(context.RequestAborted))
            {
                await WriteAsync(context, item);
            }

            if (finish)
            {
                await WriteAsync(context, Replies.Delta("{}", "stop"));
                await WriteAsync(context, "[DONE]");
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            _left.TrySetResult();
        }
    }

    private static async Task WriteAsync(HttpContext context, string item)
    {
        await context.Response.WriteAsync($"data: {item}\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}
