using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace AspireCoach.Models.Tools;

/// <summary>Every tool that an agent can call, through MCP: the platform's own, and those of configured servers.</summary>
public sealed class Toolbox : IAsyncDisposable
{
    /// <summary>How long a reply waits for servers that were never reached; afterwards they are there, or are not.</summary>
    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(1);

    private readonly OwnTools _own;
    private readonly ExternalTools[] _external;
    private readonly TimeProvider _time;
    private Snapshot _snapshot = new(null, [], FrozenDictionary<string, OfferedTool>.Empty, []);

    public Toolbox(
        IOptions<ToolsOptions> options,
        IConfiguration configuration,
        Data.Sessions.SessionStore sessions,
        TimeProvider time,
        ILogger<Toolbox> logger,
        IClientTransport? local = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _time = time;
        _own = new OwnTools(options, configuration, new AgentTokens(sessions, options, time), time, local);
        _external = [.. options.Value.Servers.Select(server => new ExternalTools(server.Key, server.Value, time, logger))];
    }

    /// <summary>The tools as models are shown them; those of servers that cannot be reached are left out.</summary>
    public async ValueTask<IReadOnlyList<OfferedTool>> OfferedAsync(ToolContext context, CancellationToken cancel)
    {
        await LookAsync(context, cancel);
        return Current().Offered;
    }

    /// <summary>A tool by its name; null where there is none.</summary>
    /// <exception cref="ToolServerAwayException">It is not known: the platform's own tools have not been reached yet.</exception>
    public async ValueTask<OfferedTool?> FindAsync(string name, ToolContext context, CancellationToken cancel)
    {
        if (Current().ByName.TryGetValue(name, out var known))
        {
            return known;
        }

        await LookAsync(context, cancel);
        return Current().ByName.TryGetValue(name, out var found) ? found
            : _own.Known is null ? throw new ToolServerAwayException("The platform's own tools cannot be reached.")
            : null;
    }

    /// <summary>Whether a tool changes nothing, as far as is known: what is known not to exist does not.</summary>
    public bool IsReadOnly(string name) =>
        Current().ByName.TryGetValue(name, out var tool) ? tool.ReadOnly : _own.Known is not null;

    /// <summary>Whether there is a tool of this name, as far as is known.</summary>
    public bool Knows(string name) => Current().ByName.ContainsKey(name);

    /// <summary>Calls a tool.</summary>
    /// <returns>Its result as JSON text, or <c>{"error": "…"}</c>.</returns>
    /// <exception cref="ToolStoreAwayException">The store behind it does not answer.</exception>
    /// <exception cref="ToolServerAwayException">The platform's own tools cannot be reached.</exception>
    public async Task<string> CallAsync(
        OfferedTool tool, IReadOnlyDictionary<string, JsonElement> arguments, ToolContext context, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(tool);
        ArgumentNullException.ThrowIfNull(arguments);
        if (tool.Server is null)
        {
            return await _own.CallAsync(tool.Name, arguments, context, cancel);
        }

        using var deadline = new CancellationTokenSource(tool.Server.Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
        return await tool.Server.CallAsync(tool, arguments, either.Token).WaitAsync(either.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _own.DisposeAsync();
        foreach (var server in _external)
        {
            await server.DisposeAsync();
        }
    }

    private async ValueTask LookAsync(ToolContext context, CancellationToken cancel)
    {
        var looking = _external.Select(server => server.LookAsync(cancel)).Where(look => !look.IsCompleted).ToArray();
        try
        {
            await _own.ToolsAsync(context, cancel);
        }
        catch (ToolServerAwayException)
        {
            // What was known before is offered on; without it the model has none and says what it can.
        }

        if (looking.Length > 0)
        {
            await Task.WhenAll(looking).WaitAsync(FirstLook, _time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancel.ThrowIfCancellationRequested();
        }
    }

    private Snapshot Current()
    {
        var (own, external) = (_own.Known, _external.Select(server => server.Offered).ToArray());
        var snapshot = _snapshot;
        if (!ReferenceEquals(own, snapshot.Own) || !external.AsSpan().SequenceEqual(snapshot.External))
        {
            OfferedTool[] offered = [.. own?.Values.OrderBy(tool => tool.Name, StringComparer.Ordinal).Select(tool => new OfferedTool(tool)) ?? [], .. external.SelectMany(tools => tools)];
            offered = [.. offered.DistinctBy(tool => tool.Name)];
            _snapshot = snapshot = new(own, external, offered.ToFrozenDictionary(tool => tool.Name, StringComparer.Ordinal), offered);
        }

        return snapshot;
    }

    private sealed record Snapshot(
        IReadOnlyDictionary<string, Tool>? Own,
        IReadOnlyList<OfferedTool>[] External,
        FrozenDictionary<string, OfferedTool> ByName,
        IReadOnlyList<OfferedTool> Offered);
}
