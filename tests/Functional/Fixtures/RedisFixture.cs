namespace AspireCoach.Functional.Fixtures;

/// <summary>One real Redis for a class of tests; null where none is installed.</summary>
public sealed class RedisFixture : IAsyncLifetime
{
    private RedisServer? _server;

    public async ValueTask InitializeAsync() =>
        _server = RedisServer.Missing is null ? await RedisServer.StartAsync(CancellationToken.None) : null;

    internal RedisServer Server
    {
        get
        {
            Assert.SkipWhen(_server is null, RedisServer.Missing ?? "");
            return _server!;
        }
    }

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
