using AspireCoach.AppHost;
using Microsoft.Extensions.Configuration;

namespace AspireCoach.Unit.AppHost;

public sealed class AppHostOptionsTests
{
    [Fact]
    public void Without_arguments_the_coach_is_on_5080_and_the_database_on_a_free_port()
    {
        Read([]).ShouldBe((new AppHostOptions(5080, null, "monolith", 1, "embedded"), null));
    }

    [Theory]
    [InlineData("--Port", "6000", "--PostgresPort", "6001")]
    [InlineData("--port=6000", "--postgresport=6001")]
    public void Ports_are_read_in_either_notation(params string[] args)
    {
        Read(args).ShouldBe((new AppHostOptions(6000, 6001, "monolith", 1, "embedded"), null));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("65536")]
    [InlineData("-1")]
    [InlineData("5080 ")]
    [InlineData("http")]
    public void A_port_that_is_none_is_named(string port)
    {
        Read([$"--Port={port}"]).Problem.ShouldBe($"--Port {port} is not a port: a number from 1 to 65535.");
    }

    [Fact]
    public void The_port_of_the_page_is_one_too()
    {
        Read(["--DashboardPort", "6002"]).Problem.ShouldBeNull();
        Read(["--DashboardPort", "none"]).Problem.ShouldBe("--DashboardPort none is not a port: a number from 1 to 65535.");
    }

    [Fact]
    public void There_are_two_topologies_and_services_may_have_replicas()
    {
        Read(["--Topology", "monolith"]).Options!.Topology.ShouldBe("monolith");
        Read(["--Topology", "services"]).Options.ShouldBe(new AppHostOptions(5080, null, "services", 1, "embedded"));
        Read(["--Topology", "services", "--Replicas", "8"]).Options!.Replicas.ShouldBe(8);
        Read(["--Topology", "microservices"]).Problem.ShouldBe("--Topology microservices is unknown. Known are monolith and services.");
    }

    [Fact]
    public void Monitoring_is_on_or_off() => Read(["--Monitoring", "maybe"]).Problem.ShouldBe("--Monitoring maybe is unknown. Known are on and off.");

    [Theory]
    [InlineData("0")]
    [InlineData("9")]
    [InlineData("many")]
    public void A_number_of_replicas_that_cannot_be_is_named(string replicas)
    {
        Read(["--Topology", "services", "--Replicas", replicas]).Problem
            .ShouldBe($"--Replicas {replicas} is not a number of processes: a number from 1 to 8.");
    }

    [Fact]
    public void Replicas_of_the_monolith_are_refused_rather_than_ignored() =>
        Read(["--Replicas", "2"]).Problem.ShouldBe("--Replicas is for --Topology services: the monolith is one process.");

    [Theory]
    [InlineData("--Prot", "5080")]
    [InlineData("--Replica", "3")]
    public void An_unknown_option_is_named_with_the_known_ones(params string[] args)
    {
        var problem = Read(args).Problem!;
        problem.ShouldStartWith($"{args[0]} is not an option.");
        problem.ShouldContain("--Port N");
    }

    [Theory]
    [InlineData("--Port")]
    [InlineData("--Port", "--Stores")]
    public void An_option_without_its_value_is_named(params string[] args)
    {
        Read(args).Problem.ShouldBe("--Port needs a value.");
    }

    [Fact]
    public void Settings_of_models_and_connections_pass()
    {
        Read(["--Models:Chat:Model", "llama", "--ConnectionStrings:coachdb=Host=db"]).Problem.ShouldBeNull();
    }

    private static (AppHostOptions? Options, string? Problem) Read(string[] args)
    {
        var configuration = new ConfigurationBuilder().AddCommandLine(args).Build();
        AppHostOptions.TryRead(args, configuration, out var options, out var problem).ShouldBe(problem is null);
        return (options, problem);
    }
}
