using AspireCoach.AppHost.Local;

namespace AspireCoach.Unit.AppHost;

public sealed class PortAllocationTests
{
    [Fact]
    public void A_wanted_port_is_given_and_the_others_are_free_ones()
    {
        ResourceEndpoint[] endpoints = [new("http", null), new("http", 6000), new("admin", null)];

        Context(randomPorts: false).AllocatePorts(endpoints);

        endpoints[1].Port.ShouldBe(6000);
        endpoints.Select(endpoint => endpoint.Port).ShouldBeUnique();
        endpoints.ShouldAllBe(endpoint => endpoint.Port > 0);
    }

    [Fact]
    public void Tests_never_get_the_wanted_port()
    {
        var wanted = LoopbackPort.Free();
        using var held = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, wanted);
        held.Start();
        ResourceEndpoint[] endpoints = [new("http", wanted)];

        Context(randomPorts: true).AllocatePorts(endpoints);

        endpoints[0].Port.ShouldNotBe(wanted);
    }

    [Fact]
    public void Two_wishes_for_one_port_are_an_error_that_names_it()
    {
        ResourceEndpoint[] endpoints = [new("http", 6000), new("admin", 6000)];

        Should.Throw<InvalidOperationException>(() => Context(randomPorts: false).AllocatePorts(endpoints)).Message.ShouldContain("6000");
    }

    [Fact]
    public void A_taken_port_is_seen_and_a_released_one_is_free()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;

        LoopbackPort.IsTaken(port).ShouldBeTrue();
        listener.Stop();
        LoopbackPort.IsTaken(port).ShouldBeFalse();
    }

    private static RunContext Context(bool randomPorts) => new("unused", randomPorts, Temporary: false, TimeProvider.System);
}
