using AspireCoach.AppHost.Local;

namespace AspireCoach.Unit.AppHost;

/// <summary>What a service may rely on finding in its environment.</summary>
public sealed class EnvironmentContractTests
{
    [Fact]
    public async Task A_project_gets_its_addresses_its_name_and_its_database()
    {
        var builder = DistributedApplication.CreateBuilder(["--ConnectionStrings:coachdb", "Host=db;Database=coach"]);
        var coach = builder.AddProject<Projects.Host>("coach", launchProfileName: null)
            .WithHttpEndpoint(port: 6000)
            .WithReference(builder.AddConnectionString("coachdb"))
            .WithEnvironment("ASPNETCORE_ENVIRONMENT", "Staging");
        Allocate(coach.Resource);

        var variables = await coach.Resource.GetEnvironmentAsync(TimeProvider.System);

        variables["ASPNETCORE_URLS"].ShouldBe("http://localhost:6000");
        variables["ASPNETCORE_ENVIRONMENT"].ShouldBe("Staging");
        variables["ConnectionStrings__coachdb"].ShouldBe("Host=db;Database=coach");
        variables["OTEL_SERVICE_NAME"].ShouldBe("coach");
        variables["OTEL_RESOURCE_ATTRIBUTES"]!.ShouldMatch("^service.instance.id=[0-9a-f-]{36}$");
    }

    [Fact]
    public async Task Each_start_is_another_instance()
    {
        var coach = DistributedApplication.CreateBuilder([]).AddProject<Projects.Host>("coach", launchProfileName: null).Resource;

        var first = await coach.GetEnvironmentAsync(TimeProvider.System);
        var second = await coach.GetEnvironmentAsync(TimeProvider.System);

        second["OTEL_RESOURCE_ATTRIBUTES"].ShouldNotBe(first["OTEL_RESOURCE_ATTRIBUTES"]);
    }

    [Fact]
    public async Task Replicas_are_instances_of_one_service_behind_its_one_address()
    {
        var builder = DistributedApplication.CreateBuilder([]);
        var web = builder.AddProject<Projects.Host>("web", launchProfileName: null)
            .WithArgs("--roles", "chat").WithHttpEndpoint(port: 6000).WithExternalHttpEndpoints().WithHttpHealthCheck("/health").WithReplicas(2);
        var agent = builder.AddProject<Projects.Host>("agent", launchProfileName: null).WithReference(web);
        var resources = web.Resource.Expand().Cast<ProjectResource>().ToList();
        new RunContext("unused", RandomPorts: false, Temporary: false, TimeProvider.System).AllocatePorts(resources.SelectMany(resource => resource.Endpoints));

        resources.Select(resource => resource.Name).ShouldBe(["web-0", "web-1", "web"]);
        resources.Select(resource => resource.Endpoints.Single().Port).ShouldBeUnique();
        resources.Where(resource => resource.Endpoints.Single().IsExternal).ShouldBe([web.Resource]);
        web.Resource.Endpoints.Single().Port.ShouldBe(6000);
        web.Resource.WaitsFor.ShouldBe(resources.Take(2));
        var variables = await Task.WhenAll(resources.Take(2).Select(replica => replica.GetEnvironmentAsync(TimeProvider.System)));
        variables.ShouldAllBe(replica => replica["OTEL_SERVICE_NAME"] == "web");
        variables.Select(replica => replica["OTEL_RESOURCE_ATTRIBUTES"]).ShouldBeUnique();
        resources.ShouldAllBe(replica => replica.Arguments.SequenceEqual(new[] { "--roles", "chat" }));
        (await agent.Resource.GetEnvironmentAsync(TimeProvider.System))["services__web__http__0"].ShouldBe("http://localhost:6000");
    }

    [Fact]
    public async Task A_parameter_is_read_from_its_configuration_key()
    {
        var builder = DistributedApplication.CreateBuilder(["--Models:Chat:ApiKey", "k-1"]);
        var key = builder.AddParameterFromConfiguration("chat-apikey", "Models:Chat:ApiKey", secret: true);
        var coach = builder.AddProject<Projects.Host>("coach", launchProfileName: null).WithEnvironment("Models__Chat__ApiKey", key);

        (await coach.Resource.GetEnvironmentAsync(TimeProvider.System))["Models__Chat__ApiKey"].ShouldBe("k-1");
    }

    [Fact]
    public async Task What_concerns_the_AppHost_alone_is_not_inherited()
    {
        var coach = DistributedApplication.CreateBuilder([]).AddProject<Projects.Host>("coach", launchProfileName: null).Resource;

        var variables = await coach.GetEnvironmentAsync(TimeProvider.System);

        variables.ShouldContainKeyAndValue("DOTNET_LAUNCH_PROFILE", null);
        variables.ShouldContainKeyAndValue("HTTP_PORTS", null);
    }

    [Theory]
    [InlineData("")]
    [InlineData("9lives")]
    [InlineData("two words")]
    [InlineData("a--b")]
    [InlineData("ends-")]
    public void A_name_that_Aspire_would_refuse_is_refused(string name)
    {
        var builder = DistributedApplication.CreateBuilder([]);

        Should.Throw<ArgumentException>(() => builder.AddPostgres(name));
    }

    [Fact]
    public void Two_resources_cannot_have_one_name()
    {
        var builder = DistributedApplication.CreateBuilder([]);
        builder.AddPostgres("db");

        Should.Throw<ArgumentException>(() => builder.AddContainer("DB", "image", "1"));
    }

    internal static void Allocate(Resource resource) =>
        new RunContext("unused", RandomPorts: false, Temporary: false, TimeProvider.System).AllocatePorts(resource.Endpoints);
}
