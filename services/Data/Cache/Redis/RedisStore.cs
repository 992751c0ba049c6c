using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AspireCoach.Data.Cache.Redis;

/// <summary>
/// The process's Redis: connected in the background, probed every second, and not asked at all while something is wrong
/// with it. The first operation that fails pays its time-out; all after it fail at once, until a probe succeeds.
/// </summary>
internal sealed partial class RedisStore : BackgroundService
{
    /// <summary>What all keys and channels begin with.</summary>
    public const string Prefix = "coach:";

    private readonly ConfigurationOptions _settings;
    private readonly RedisOptions _options;
    private readonly RedisMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<RedisStore> _logger;
    private readonly TimeSpan _patience;
    private readonly Lock _changes = new();
    private volatile RedisConnection? _up;
    private volatile RedisFault _fault = RedisFault.Starting;

    public RedisStore(ConfigurationOptions settings, IOptions<RedisOptions> options, RedisMetrics metrics, TimeProvider time, ILogger<RedisStore> logger)
    {
        (_options, _metrics, _time, _logger) = (options.Value, metrics, time, logger);
        _patience = TimeSpan.FromMilliseconds(_options.OperationMilliseconds);
        _settings = settings.Clone();
        // This class is the one that tries again.
        _settings.AbortOnConnectFail = true;
        _settings.ConnectRetry = 1;
        _settings.ConnectTimeout = _options.ConnectMilliseconds;
        _settings.SyncTimeout = _options.ConnectMilliseconds;
        _settings.TieBreaker = "";
        _settings.ConfigurationChannel = "";
        _settings.ClientName = "coach";
        // What the client counts INFO among.
        _settings.AllowAdmin = true;
    }

    public bool IsUp => _up is not null;

    /// <summary>Redis has gone or come back; messages may have been lost.</summary>
    public event Action? Changed;

    /// <summary>A message of <see cref="Channel"/>.</summary>
    public event Action<string>? Received;

    /// <summary>The one channel all processes listen on.</summary>
    public static string Channel => Prefix + "wake-ups";

    /// <summary>What a connection string in Aspire's format says: <c>host:port,password=P</c>.</summary>
    /// <exception cref="OptionsValidationException">It says nothing that can be understood.</exception>
    public static ConfigurationOptions Parse(string connectionString)
    {
        try
        {
            var settings = ConfigurationOptions.Parse(connectionString);
            if (settings.EndPoints.Count == 1)
            {
                return settings;
            }
        }
        catch (ArgumentException)
        {
            // Its message may quote the password.
        }

        throw new OptionsValidationException(
            DataModule.RedisName, typeof(string), [$"ConnectionStrings:{DataModule.RedisName} is not the address of one Redis: host:port,password=P."]);
    }

    /// <summary>Runs an operation on Redis if that is possible at the moment.</summary>
    /// <returns>Whether it was done, and its result. An answer that is about the key's own type is an exception.</returns>
    public async ValueTask<(bool Done, T Value)> RunAsync<T>(Func<IDatabase, Task<T>> work)
    {
        if (_up is not { } connection)
        {
            _metrics.Fallback(_fault);
            return default;
        }

        try
        {
            // The client gives up waiting only for synchronous calls; asynchronous ones it would wait for without end.
            return (true, await work(connection.Database).WaitAsync(_patience, _time));
        }
        catch (Exception exception) when (!IsAboutKey(exception))
        {
            var fault = RedisFault.Of(exception);
            Lower(connection, fault);
            _metrics.Fallback(fault);
            return default;
        }
    }

    /// <summary>Runs a script; once more where a restart or <c>SCRIPT FLUSH</c> has made Redis forget it.</summary>
    public ValueTask<(bool Done, RedisResult Value)> RunAsync(string script, RedisKey[] keys, RedisValue[] values) => RunAsync(async database =>
    {
        try
        {
            return await database.ScriptEvaluateAsync(script, keys, values);
        }
        catch (RedisServerException exception) when (exception.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            return await database.ScriptEvaluateAsync(script, keys, values);
        }
    });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        RedisConnection? connection = null;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(_options.ProbeMilliseconds), _time);
        try
        {
            do
            {
                try
                {
                    if (connection is { IsBroken: true })
                    {
                        // It may answer again and not yet listen again: what is removed meanwhile would not be heard of.
                        throw new RedisFaultException(RedisFault.Unreachable);
                    }

                    connection ??= await RedisConnection.OpenAsync(
                        _settings, TimeSpan.FromMilliseconds(_options.ConnectMilliseconds), _time, Channel,
                        message => Received?.Invoke(message), broken => Lower(broken, RedisFault.Unreachable));
                    await connection.ProbeAsync();
                    Raise(connection);
                }
                catch (Exception exception)
                {
                    Lower(_up, RedisFault.Of(exception));
                    connection?.Dispose();
                    connection = null;
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        finally
        {
            _up = null;
            connection?.Dispose();
        }
    }

    private static bool IsAboutKey(Exception exception) =>
        exception is RedisServerException && exception.Message.StartsWith("WRONGTYPE", StringComparison.Ordinal);

    private void Raise(RedisConnection connection)
    {
        lock (_changes)
        {
            if (_up == connection)
            {
                return;
            }

            _up = connection;
        }

        _metrics.Up(true);
        LogUp(_logger, connection.Endpoint, connection.Version);
        Changed?.Invoke();
    }

    private void Lower(RedisConnection? connection, RedisFault fault)
    {
        bool wasUp;
        lock (_changes)
        {
            wasUp = _up is not null;
            if (_up != connection || (!wasUp && _fault == fault))
            {
                return;
            }

            _up = null;
            _fault = fault;
        }

        _metrics.Up(false);
        LogDown(_logger, fault.Text);
        if (wasUp)
        {
            Changed?.Invoke();
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Redis at {Endpoint} is used, version {Version}.")]
    private static partial void LogUp(ILogger logger, string endpoint, string version);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis is not used, {Reason}. Sessions and polls come from Postgres, limits are each process's own, until it works again.")]
    private static partial void LogDown(ILogger logger, string reason);
}
