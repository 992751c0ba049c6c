using System.Threading.Channels;
using AspireCoach.Models.Tools;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace AspireCoach.Mcp;

/// <summary>
/// The server for the agent in the same process: messages are handed over as they are, without becoming bytes, and each
/// request carries the user it is for beside the message, where nothing that a model writes can reach.
/// </summary>
internal sealed class LocalTransport(ToolServer tools) : IClientTransport, IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _running = [];

    public string Name => "local";

    public Task<ITransport> ConnectAsync(CancellationToken cancellationToken = default)
    {
        var (requests, answers) = (Channel.CreateUnbounded<JsonRpcMessage>(), Channel.CreateUnbounded<JsonRpcMessage>());
        var server = McpServer.Create(new End(requests, answers, stamps: false), tools.Protocol);
        lock (_running)
        {
            _running.Add(server.RunAsync(_stop.Token));
        }

        return Task.FromResult<ITransport>(new End(answers, requests, stamps: true));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        foreach (var running in _running)
        {
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _stop.Dispose();
    }

    private sealed class End(Channel<JsonRpcMessage> incoming, Channel<JsonRpcMessage> outgoing, bool stamps) : ITransport
    {
        public string? SessionId => null;

        public ChannelReader<JsonRpcMessage> MessageReader => incoming.Reader;

        public Task SendMessageAsync(JsonRpcMessage message, CancellationToken cancellationToken = default)
        {
            if (stamps)
            {
                // The caller's flow goes on in the handler: its spans are the tool's parents.
                message.Context = new JsonRpcMessageContext { User = ToolCaller.Principal, ExecutionContext = ExecutionContext.Capture() };
            }

            return outgoing.Writer.TryWrite(message) ? Task.CompletedTask : throw new IOException("The tools of this process have been stopped.");
        }

        public ValueTask DisposeAsync()
        {
            // Whoever reads, at either end, reads to the end and is done.
            incoming.Writer.TryComplete();
            outgoing.Writer.TryComplete();
            return ValueTask.CompletedTask;
        }
    }
}
