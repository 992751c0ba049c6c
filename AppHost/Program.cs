// What runs, in Aspire's vocabulary. Built with UseAspire=true this is a real Aspire AppHost; otherwise Local/ stands for Aspire.
using AspireCoach.AppHost;
using Microsoft.Extensions.Configuration;

var builder = DistributedApplication.CreateBuilder(args);
if (!AppHostOptions.TryRead(args, builder.Configuration, out var options, out var problem))
{
    Console.Error.WriteLine(problem);
    return 2;
}

// A database of one's own, ConnectionStrings:coachdb, takes the place of the one that is run here.
IResourceBuilder<IResourceWithConnectionString> database = builder.Configuration.GetConnectionString("coachdb") is null
    ? builder.AddPostgres("postgres", port: options.PostgresPort).WithDataVolume().AddDatabase("coachdb")
    : builder.AddConnectionString("coachdb");

// Photos are kept in an S3 store of one's own, ConnectionStrings:blobs, or in a folder.
var blobs = builder.Configuration.GetConnectionString("blobs") is null ? null : builder.AddConnectionString("blobs");
var blobsFolder = Path.GetFullPath(Path.Combine(builder.Configuration["Folder"] ?? Path.Combine(builder.AppHostDirectory, "..", ".coach"), "blobs"));

// One program; what differs is which of its roles a process is. In each topology every role runs in one kind of process.
List<IResourceBuilder<ProjectResource>> coaches;
if (options.Topology == "services")
{
    IResourceBuilder<IResourceWithConnectionString> redis = builder.Configuration.GetConnectionString("redis") is null
        ? builder.AddRedis("redis")
        : builder.AddConnectionString("redis");
    var web = AddCoach("web", "accounts,habits,chat,memory,media,catalog,mcp", options.Port)
        .WithExternalHttpEndpoints()
        .WithReplicas(options.Replicas)
        .WithReference(redis)
        .WaitFor(redis);
    var agent = AddCoach("agent", "agent", port: null)
        .WithReplicas(options.Replicas)
        .WithReference(web)
        .WithReference(redis)
        .WaitFor(redis);
    var extraction = AddCoach("extraction", "extraction", port: null)
        .WithReference(redis)
        .WaitFor(redis);
    var ingestion = AddCoach("ingestion", "ingestion", port: null)
        .WithReference(redis)
        .WaitFor(redis);
    coaches = [web, agent, extraction, ingestion];
}
else
{
    coaches = [AddCoach("coach", "all", options.Port).WithExternalHttpEndpoints()];
}

// The model is the embedded one until an endpoint is configured.
foreach (var use in new[] { "Chat", "Rewrite", "Extraction", "Embeddings" })
{
    foreach (var setting in new[] { "Endpoint", "Model", "ApiKey" })
    {
        var key = $"Models:{use}:{setting}";
        if (!string.IsNullOrEmpty(builder.Configuration[key]))
        {
            var parameter = builder.AddParameterFromConfiguration($"{use}-{setting}".ToLowerInvariant(), key, secret: setting == "ApiKey");
            coaches.ForEach(coach => coach.WithEnvironment($"Models__{use}__{setting}", parameter));
        }
    }
}

// What only a container can give. The platform runs without: it has embedded stores.
if (options.Stores == "containers")
{
    builder.AddContainer("qdrant", "qdrant/qdrant", "v1.15.4").WithHttpEndpoint(targetPort: 6333);
    builder.AddContainer("minio", "minio/minio", "RELEASE.2025-09-07T16-13-09Z").WithArgs("server", "/data").WithHttpEndpoint(targetPort: 9000);
    builder.AddContainer("loki", "grafana/loki", "3.5.5").WithHttpEndpoint(targetPort: 3100);
    builder.AddContainer("grafana", "grafana/grafana", "12.2.0").WithHttpEndpoint(targetPort: 3000);
}

builder.Build().Run();
return Environment.ExitCode;

IResourceBuilder<ProjectResource> AddCoach(string name, string roles, int? port)
{
    var coach = builder.AddProject<Projects.Host>(name, launchProfileName: null)
        .WithArgs("--roles", roles)
        .WithHttpEndpoint(port: port)
        .WithHttpHealthCheck("/health")
        .WithEnvironment("ASPNETCORE_ENVIRONMENT", builder.Environment.EnvironmentName)
        .WithReference(database)
        .WaitFor(database);
    return blobs is null ? coach.WithEnvironment("Blobs__Folder", blobsFolder) : coach.WithReference(blobs);
}
