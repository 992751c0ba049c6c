using StackExchange.Redis;

namespace AspireCoach.Data.Cache.Redis;

/// <summary>
/// One connection to a Redis that was found fit for use. When something is wrong with it, it is thrown away and another
/// one made: nothing rests on the client's own reconnecting and its backlog.
/// </summary>
internal sealed class RedisConnection : IDisposable
{
    /// <summary>Since 5.0 a script that has read the clock may write (its effects are replicated, not the script).</summary>
    public static readonly Version MinimumVersion = new(5, 0);

    private static readonly TimeSpan ProbeLifetime = TimeSpan.FromSeconds(10);
    private readonly ConnectionMultiplexer _multiplexer;
    private readonly TimeSpan _patience;
    private readonly TimeProvider _time;

    private RedisConnection(ConnectionMultiplexer multiplexer, TimeSpan patience, TimeProvider time)
    {
        (_multiplexer, _patience, _time) = (multiplexer, patience, time);
        Database = multiplexer.GetDatabase();
        Endpoint = $"{multiplexer.GetEndPoints()[0]}";
    }

    public IDatabase Database { get; }

    /// <summary>Host and port.</summary>
    public string Endpoint { get; }

    public string Version { get; private set; } = "";

    /// <summary>Whether one of its two sockets has broken, also where the client has mended it since: messages were lost.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Connects, and checks the version and the role.</summary>
    /// <param name="settings">Where, and the password.</param>
    /// <param name="patience">How long each step may take.</param>
    /// <param name="time">The clock.</param>
    /// <param name="channel">The channel to listen on.</param>
    /// <param name="receive">Is given its messages.</param>
    /// <param name="failed">Is called when the connection breaks.</param>
    public static async Task<RedisConnection> OpenAsync(
        ConfigurationOptions settings, TimeSpan patience, TimeProvider time, string channel, Action<string> receive, Action<RedisConnection> failed)
    {
        // On the pool: resolving names and parts of connecting block.
        var connecting = Task.Run(() => ConnectionMultiplexer.ConnectAsync(settings.Clone()));
        ConnectionMultiplexer multiplexer;
        try
        {
            multiplexer = await connecting.WaitAsync(patience * 2, time);
        }
        catch (TimeoutException)
        {
            _ = connecting.ContinueWith(late => Close(late.Result), default, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            throw;
        }

        // Or one slow continuation would hold up all others. (Newer versions of the client know nothing else.)
        multiplexer.PreserveAsyncOrder = false;
        var connection = new RedisConnection(multiplexer, patience, time);
        try
        {
            await connection.CheckServerAsync();
            multiplexer.ConnectionFailed += (_, _) =>
            {
                connection.IsBroken = true;
                failed(connection);
            };
            await multiplexer.GetSubscriber().SubscribeAsync(channel, (_, message) => receive(message!)).WaitAsync(patience, time);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Whether it answers and takes writes; throws what is wrong.</summary>
    public async Task ProbeAsync()
    {
        await Database.PingAsync().WaitAsync(_patience, _time);
        await Database.StringSetAsync($"{RedisStore.Prefix}probe", "1", ProbeLifetime).WaitAsync(_patience, _time);
    }

    public void Dispose() => Close(_multiplexer);

    private async Task CheckServerAsync()
    {
        var server = _multiplexer.GetServer(_multiplexer.GetEndPoints()[0]);
        var info = await server.InfoRawAsync("server").WaitAsync(_patience, _time);
        Version = Value(info, "redis_version:") ?? "unknown";
        if (!System.Version.TryParse(Version, out var version) || version < MinimumVersion)
        {
            throw new RedisFaultException(RedisFault.Version(Version));
        }

        if (Value(await server.InfoRawAsync("replication").WaitAsync(_patience, _time), "role:") is "slave")
        {
            throw new RedisFaultException(RedisFault.ReadOnly);
        }
    }

    private static string? Value(string info, string name) =>
        info.Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?[name.Length..].Trim();

    private static void Close(ConnectionMultiplexer multiplexer)
    {
        // Without waiting for answers that may never come.
        multiplexer.Close(allowCommandsToComplete: false);
        multiplexer.Dispose();
    }
}
