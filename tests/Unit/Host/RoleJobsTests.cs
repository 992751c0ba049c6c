using AspireCoach.Data.Events;
using AspireCoach.Data.Jobs;
using AspireCoach.Host;
using AspireCoach.Models.Tools;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AspireCoach.Unit.Host;

/// <summary>Which role runs which jobs, read from processes put together as they are started; none is started.</summary>
public sealed class RoleJobsTests
{
    public static TheoryData<string> Names => [.. Roles.Table.Select(role => role.Name)];

    [Theory]
    [InlineData("accounts", "event.AccountErased.data", "event.ModuleErased.accounts")]
    [InlineData("habits", "event.AccountErased.habits")]
    [InlineData("chat")]
    [InlineData("media", "media.remove", "event.AccountErased.media")]
    [InlineData("agent", "chat.answer", "event.AccountErased.chat")]
    [InlineData("memory")]
    [InlineData("extraction", "memory.extract", "memory.night", "memory.expire", "event.TurnCompleted.memory", "event.AccountErased.memory")]
    [InlineData("catalog")]
    [InlineData("ingestion", "event.CatalogItemChanged.knowledge")]
    public async Task A_role_runs_the_jobs_of_its_module(string role, params string[] kinds) =>
        (await KindsAsync(role)).ShouldBe(kinds, ignoreOrder: true);

    [Fact]
    public async Task Every_kind_of_job_is_run_by_exactly_one_role()
    {
        List<string> kinds = [];
        foreach (var role in Roles.Table)
        {
            kinds.AddRange(await KindsAsync(role.Name));
        }

        kinds.ShouldBeUnique();
        kinds.ShouldBe(await KindsAsync(Roles.All), ignoreOrder: true);
        await using var app = Build(Roles.All);
        app.Services.GetServices<EventSubscription>().Select(subscription => subscription.JobKind).ShouldBeSubsetOf(kinds);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Whoever_publishes_an_event_knows_all_its_subscribers(string role)
    {
        await using WebApplication all = Build(Roles.All), one = Build(role);

        one.Services.GetServices<EventSubscription>().ShouldBe(all.Services.GetServices<EventSubscription>(), ignoreOrder: true);
    }

    [Fact]
    public async Task Housekeeping_runs_in_one_role()
    {
        List<string> roles = [];
        foreach (var role in Roles.Table)
        {
            await using var app = Build(role.Name);
            roles.AddRange(app.Services.GetServices<IHostedService>().Where(service => service.GetType().Name == "Housekeeping").Select(_ => role.Name));
        }

        roles.ShouldBe(["accounts"]);
    }

    [Fact]
    public async Task The_agent_has_the_tools_of_every_module_though_it_serves_none_of_their_addresses()
    {
        await using WebApplication all = Build(Roles.All), agent = Build("agent");

        ToolsOf(agent).ShouldNotBeEmpty();
        ToolsOf(agent).ShouldBe(ToolsOf(all), ignoreOrder: true);
    }

    private static IEnumerable<string> ToolsOf(WebApplication app) =>
        app.Services.GetServices<IToolSource>().SelectMany(source => source.Tools).Select(tool => tool.Name);

    private static async Task<IReadOnlyList<string>> KindsAsync(string roles)
    {
        await using var app = Build(roles);
        return [.. app.Services.GetServices<IJobHandler>().Select(handler => handler.Kind)];
    }

    private static WebApplication Build(string roles)
    {
        var builder = CoachApplication.CreateBuilder();
        builder.Configuration["ConnectionStrings:coachdb"] = "Host=127.0.0.1;Port=9;Username=nobody;Database=nothing";
        builder.Configuration["ConnectionStrings:redis"] = "localhost:9";
        builder.Configuration["Mcp:Endpoint"] = "http://localhost:9/mcp";
        return CoachApplication.Build(builder, Roles.Parse(roles));
    }
}
