using System.Collections.Frozen;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace AspireCoach.Models.Tools;

/// <summary>
/// A connection to one MCP server, for the whole process: made when it is first wanted and again after it broke, with growing
/// pauses while it cannot be made. What the server offers is asked again every few minutes.
/// </summary>
/// <param name="transport">How to reach it.</param>
/// <param name="patience">How long connecting, and listing its tools, may take.</param>
/// <param name="longestPause">The longest pause between two attempts.</param>
/// <param name="version">The protocol's version; null for what the server speaks.</param>
/// <param name="time">The clock.</param>
internal sealed class ToolConnection(Func<IClientTransport> transport, TimeSpan patience, TimeSpan longestPause, string? version, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ListAfter = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private Task<McpClient>? _client;
    private FrozenDictionary<string, Tool>? _tools;
    private Task _listing = Task.CompletedTask;
    private long _listed;
    private long _failed;
    private TimeSpan _pause;

    /// <summary>The tools as the server last listed them, also while it is away; null where it never has.</summary>
    public FrozenDictionary<string, Tool>? Known => _tools;

    /// <summary>The server's tools; connects where that has not been done.</summary>
    /// <exception cref="ToolServerAwayException">The server cannot be reached.</exception>
    public async ValueTask<FrozenDictionary<string, Tool>> ToolsAsync(CancellationToken cancel)
    {
        if (_tools is { } known)
        {
            if (time.GetElapsedTime(_listed) > ListAfter && _listing.IsCompleted)
            {
                _listing = ListAgainAsync();
            }

            return known;
        }

        await ClientAsync(cancel);
        return _tools!;
    }

    /// <summary>Calls a tool.</summary>
    /// <exception cref="ToolServerAwayException">The server cannot be reached, or gave no answer that can be used.</exception>
    /// <exception cref="McpProtocolException">The server refused the call.</exception>
    public async Task<CallToolResult> CallAsync(CallToolRequestParams call, CancellationToken cancel)
    {
        var client = await ClientAsync(cancel);
        try
        {
            return await client.CallToolAsync(call, cancel);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or McpProtocolException))
        {
            throw new ToolServerAwayException("The server gave no answer that can be used.", exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_client is { } connecting)
        {
            await ((Task)connecting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (connecting.IsCompletedSuccessfully)
            {
                await connecting.Result.DisposeAsync();
            }
        }

        await _listing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    /// <summary>One connects for all who ask meanwhile; who gives up waiting leaves the connecting to the others.</summary>
    private Task<McpClient> ClientAsync(CancellationToken cancel)
    {
        lock (_lock)
        {
            if (_client is { IsCompletedSuccessfully: true } connected && connected.Result.Completion.IsCompleted)
            {
                _client = null;
            }
            else if (_client is { IsCompleted: true, IsCompletedSuccessfully: false })
            {
                if (time.GetElapsedTime(_failed) < _pause)
                {
                    return _client;
                }

                _client = null;
            }

            _client ??= ConnectAsync();
            return _client.IsCompleted ? _client : _client.WaitAsync(cancel);
        }
    }

    private async Task<McpClient> ConnectAsync()
    {
        using var deadline = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _stop.Token);
        McpClient? client = null;
        try
        {
            var options = new McpClientOptions
            {
                ClientInfo = new Implementation { Name = "aspirecoach-agent", Version = "1" },
                ProtocolVersion = version,
                InitializationTimeout = patience,
                DiscoverProbeTimeout = patience / 2,
            };
            // Not waiting for the transport: one that does not heed the token must not keep everybody.
            client = await McpClient.CreateAsync(transport(), options, cancellationToken: either.Token).WaitAsync(either.Token);
            await ListAsync(client, either.Token);
            _pause = TimeSpan.Zero;
            return client;
        }
        catch (Exception exception)
        {
            if (client is not null)
            {
                await client.DisposeAsync();
            }

            _failed = time.GetTimestamp();
            _pause = _pause == TimeSpan.Zero ? FirstPause : _pause * 2 < longestPause ? _pause * 2 : longestPause;
            throw new ToolServerAwayException("The server cannot be reached.", exception);
        }
    }

    private async Task ListAsync(McpClient client, CancellationToken cancel)
    {
        var listed = await client.ListToolsAsync(cancellationToken: cancel).AsTask().WaitAsync(cancel);
        _tools = listed.Select(tool => tool.ProtocolTool).DistinctBy(tool => tool.Name).ToFrozenDictionary(tool => tool.Name, StringComparer.Ordinal);
        _listed = time.GetTimestamp();
    }

    private async Task ListAgainAsync()
    {
        using var deadline = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _stop.Token);
        try
        {
            await ListAsync(await ClientAsync(either.Token), either.Token);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // What was listed before is as good as it was; the next who asks tries again after a while.
            _listed = time.GetTimestamp();
        }
    }
}
