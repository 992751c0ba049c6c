using System.Globalization;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Contract;

/// <summary>What the program says before it ends when it cannot start.</summary>
public sealed class CommandLineTests
{
    private const string Nowhere = "Host=127.0.0.1;Port=9;Username=nobody;Database=nothing";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Chat__AgentConcurrency", "-1", "Chat:AgentConcurrency")]
    [InlineData("Chat__AgentConcurrency", "many", "Chat:AgentConcurrency")]
    [InlineData("Service__TraceRatio", "2", "Service:TraceRatio")]
    [InlineData("Models__Chat__Endpoint", "foo", "Models:Chat:Endpoint")]
    [InlineData("ConnectionStrings__coachdb", "garbage", "ConnectionStrings:coachdb")]
    [InlineData("ASPNETCORE_URLS", "foo", "ASPNETCORE_URLS")]
    [InlineData("ASPNETCORE_URLS", "http://127.0.0.1:99999", "ASPNETCORE_URLS")]
    [InlineData("Logging__LogLevel__Default", "Loud", "Loud")]
    public async Task A_wrong_setting_stops_the_start_with_its_name(string setting, string value, string name)
    {
        await using var coach = CoachProcess.Launch(Nowhere, [], settings: new Dictionary<string, string> { [setting] = value });

        (await coach.EndAsync(Cancel)).ShouldBe(2);

        coach.Log.ShouldStartWith("coach: ");
        coach.Log.ShouldContain(name);
        coach.Log.ShouldNotContain("   at ", Case.Sensitive);
    }

    [Theory]
    [InlineData("chat,agnet", "There is no role 'agnet'")]
    [InlineData("chat,chat", "The role 'chat' is given twice")]
    [InlineData("chat", "Set ConnectionStrings__redis")]
    public async Task Roles_that_cannot_run_stop_the_start_and_say_what_to_do(string roles, string problem)
    {
        await using var coach = CoachProcess.Launch(Nowhere, ["--roles", roles]);

        (await coach.EndAsync(Cancel)).ShouldBe(2);

        coach.Log.ShouldStartWith("coach: ");
        coach.Log.ShouldContain(problem);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;
        await using var coach = CoachProcess.Launch(
            Nowhere, [], port, new Dictionary<string, string> { ["Postgres__MigrateAtStart"] = "false" });

        (await coach.EndAsync(Cancel)).ShouldBe(2);

        coach.Log.ShouldContain("coach: ");
        coach.Log.ShouldContain(port.ToString(CultureInfo.InvariantCulture));
    }
}
