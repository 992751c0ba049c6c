using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using AspireCoach.Data;
using AspireCoach.Data.Cache;
using AspireCoach.Data.Limits;
using AspireCoach.Functional.Fixtures;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AspireCoach.Functional.Data.Cache;

/// <summary>One process' worth of cache, wake-ups and limits, in the process or on a Redis.</summary>
internal sealed class CacheNode : IAsyncDisposable, ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _log = [];
    private readonly ConcurrentDictionary<string, double> _measured = [];
    private readonly MeterListener _listener = new();
    private IHost _host = null!;

    public ISharedCache Cache => Get<ISharedCache>();

    public IWakeUps WakeUps => Get<IWakeUps>();

    public IRateLimiter Limiter => Get<IRateLimiter>();

    /// <summary>What was logged, oldest first.</summary>
    public IReadOnlyList<string> Log => [.. _log];

    /// <summary>A process without Redis where the connection string is null; it is not waited for.</summary>
    public static async Task<CacheNode> StartAsync(string? connectionString, CancellationToken cancel, TimeProvider? time = null)
    {
        var node = new CacheNode();
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            [$"ConnectionStrings:{DataModule.RedisName}"] = connectionString,
            ["Redis:ProbeMilliseconds"] = "100",
        });
        builder.Logging.AddProvider(node);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        CacheModule.Add(builder);
        node._host = builder.Build();
        node.Listen(node._host.Services.GetRequiredService<IMeterFactory>());
        await node._host.StartAsync(cancel);
        return node;
    }

    /// <summary>A process that uses its Redis.</summary>
    public static async Task<CacheNode> StartUpAsync(RedisServer server, CancellationToken cancel)
    {
        var node = await StartAsync(server.ConnectionString, cancel);
        await node.UntilUpAsync(cancel);
        return node;
    }

    public Task UntilUpAsync(CancellationToken cancel) =>
        Eventually.TrueAsync(() => Task.FromResult(!Cache.IsAway), $"Redis is used: {string.Join('\n', Log)}", cancel);

    public Task UntilAwayAsync(CancellationToken cancel) =>
        Eventually.TrueAsync(() => Task.FromResult(Cache.IsAway), "Redis is not used", cancel);

    /// <summary>The value of a gauge, or the sum of a counter with this tag's value.</summary>
    public double Measured(string name)
    {
        _listener.RecordObservableInstruments();
        return _measured.GetValueOrDefault(name);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _host.StopAsync(CancellationToken.None);
        await ((IAsyncDisposable)_host).DisposeAsync();
    }

    ILogger ILoggerProvider.CreateLogger(string categoryName) => this;

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _log.Enqueue(formatter(state, exception));

    void IDisposable.Dispose()
    {
    }

    private T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    private void Listen(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == meters)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => _measured[instrument.Name] = value);
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            _measured.AddOrUpdate($"{instrument.Name} {(tags.Length > 0 ? tags[0].Value : "")}", value, (_, sum) => sum + value));
        _listener.Start();
    }
}
