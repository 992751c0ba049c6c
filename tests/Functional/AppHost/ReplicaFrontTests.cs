using System.Net;
using System.Net.Sockets;
using AspireCoach.AppHost.Local;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.AppHost;

/// <summary>Which replica a connection goes to, with real sockets behind the front.</summary>
public sealed class ReplicaFrontTests : IAsyncLifetime
{
    private readonly ResourceEndpoint _endpoint = new("http", null) { Port = LoopbackPort.Free() };
    private readonly Replica _one = new("web-0");
    private readonly Replica _two = new("web-1");
    private readonly ReplicaFront _front;

    public ReplicaFrontTests() => _front = new([_endpoint], [_one, _two]);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _front.Start();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _front.StopAsync();
        _one.Listener.Dispose();
        _two.Listener.Dispose();
    }

    [Fact]
    public async Task One_that_is_not_healthy_gets_no_connection_while_another_is()
    {
        _one.Show(ResourceStatus.Unhealthy);
        _two.Show(ResourceStatus.Running);
        await ShouldReachAsync(_two);
        await ShouldReachAsync(_two);
    }

    [Fact]
    public async Task Where_none_is_healthy_those_that_run_say_why()
    {
        _one.Show(ResourceStatus.Restarting);
        _two.Show(ResourceStatus.Unhealthy);
        _front.IsHealthy.ShouldBeFalse();
        await ShouldReachAsync(_two);
        await ShouldReachAsync(_two);
    }

    private async Task ShouldReachAsync(Replica replica)
    {
        using var caller = new TcpClient();
        await caller.ConnectAsync(IPAddress.Loopback, _endpoint.Port, Cancel);
        using var arrived = await replica.Listener.AcceptTcpClientAsync(Cancel).AsTask().WaitAsync(Eventually.Deadline, Cancel);
    }

    private sealed class Replica : Resource
    {
        public Replica(string name)
            : base(name)
        {
            Listener.Start();
            Endpoints.Add(new("http", null) { Port = ((IPEndPoint)Listener.LocalEndpoint).Port });
        }

        public TcpListener Listener { get; } = new(IPAddress.Loopback, 0);

        internal override Task<Task> LaunchAsync(RunContext context, CancellationToken cancel) => throw new NotSupportedException();
    }
}
