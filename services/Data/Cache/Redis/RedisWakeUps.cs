namespace AspireCoach.Data.Cache.Redis;

/// <summary>Wake-ups by Redis' pub/sub: one channel for all, since every process listens to everything anyway.</summary>
internal sealed class RedisWakeUps : IWakeUps
{
    private readonly InProcessWakeUps _here = new();
    private readonly RedisStore _redis;
    private readonly string _self;

    public RedisWakeUps(RedisStore redis, TimeProvider time)
    {
        _redis = redis;
        _self = Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
        redis.Received += Receive;
    }

    public event Action? Interrupted
    {
        add => _redis.Changed += value;
        remove => _redis.Changed -= value;
    }

    public void Subscribe(string channel, Action<string> receive) => _here.Subscribe(channel, receive);

    public async ValueTask<bool> PublishAsync(string channel, string payload)
    {
        _here.Deliver(channel, payload);
        return (await _redis.RunAsync(database => database.PublishAsync(RedisStore.Channel, $"{_self} {channel} {payload}"))).Done;
    }

    private void Receive(string message)
    {
        // Whatever else may have been published there is not understood, and dropped.
        if (message.Split(' ', 3) is [var sender, var channel, var payload] && sender != _self)
        {
            _here.Deliver(channel, payload);
        }
    }
}
