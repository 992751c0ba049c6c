using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using AspireCoach.AppHost.Local.Page;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace AspireCoach.AppHost.Local;

/// <summary>What Program.cs describes the application with.</summary>
public interface IDistributedApplicationBuilder
{
    string AppHostDirectory { get; }

    /// <summary>Environment variables, then the command line.</summary>
    ConfigurationManager Configuration { get; }

    IHostEnvironment Environment { get; }

    IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource;

    IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource;

    DistributedApplication Build();
}

internal sealed partial class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    private readonly List<Resource> _resources = [];
    private readonly DistributedApplicationTestingBuilder? _testing = DistributedApplicationTestingBuilder.Current;
    private readonly bool _temporary;

    public DistributedApplicationBuilder(string[] args)
    {
        Configuration.AddEnvironmentVariables().AddCommandLine(args);
        Environment = new HostEnvironment(
            // What a laptop runs is a development system unless it says otherwise.
            Configuration["environment"] ?? Configuration["DOTNET_ENVIRONMENT"] ?? Configuration["ASPNETCORE_ENVIRONMENT"] ?? Environments.Development,
            AppHostDirectory);
        _temporary = _testing is not null && Configuration["Folder"] is null;
        Configuration["Folder"] = Path.GetFullPath(Configuration["Folder"] ?? _testing?.Folder ?? Path.Combine(AppHostDirectory, "..", ".coach"));
    }

    public string AppHostDirectory { get; } = typeof(DistributedApplicationBuilder).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "AppHostDirectory").Value!;

    public ConfigurationManager Configuration { get; } = new();

    public IHostEnvironment Environment { get; }

    internal IReadOnlyList<Resource> Resources => _resources;

    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource
    {
        if (!NamePattern().IsMatch(resource.Name))
        {
            throw new ArgumentException($"{resource.Name} is not a resource name: letters, digits and single hyphens, beginning with a letter.", nameof(resource));
        }

        if (_resources.Any(other => other.Name.Equals(resource.Name, StringComparison.OrdinalIgnoreCase)))
        {
            throw new ArgumentException($"There are two resources called {resource.Name}.", nameof(resource));
        }

        if (resource is Resource runnable)
        {
            _resources.Add(runnable);
        }

        return CreateResourceBuilder(resource);
    }

    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource => new ResourceBuilder<T>(this, resource);

    public DistributedApplication Build()
    {
        if (_testing is not null && !_testing.Captured)
        {
            // Program.cs has described the application; a test runs it.
            _testing.Capture(this);
            throw new HostAbortedException();
        }

        List<Resource> resources = [.. _resources.SelectMany(resource => resource.Expand())];
        if ((Configuration["Monitoring"] ?? (_testing is null ? "on" : "off")) == "on")
        {
            var grafana = Path.GetFullPath(Path.Combine(AppHostDirectory, "..", "grafana"));
            var alertmanager = new AlertmanagerResource(grafana);
            resources.AddRange([alertmanager, new PrometheusResource(grafana, [.. resources], alertmanager)]);
        }

        return new DistributedApplication(
            resources,
            new RunContext(Configuration["Folder"]!, _testing is not null, _temporary, TimeProvider.System)
            {
                PagePort = Configuration["DashboardPort"] is { Length: > 0 } port ? int.Parse(port, CultureInfo.InvariantCulture) : null,
                TelemetryElsewhere = Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 } elsewhere ? ShownValue.Of("OTEL_EXPORTER_OTLP_ENDPOINT", elsewhere).Text : null,
            });
    }

    [GeneratedRegex("^[A-Za-z](-?[A-Za-z0-9])*$")]
    private static partial Regex NamePattern();

    private sealed class HostEnvironment(string environmentName, string root) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = environmentName;

        public string ApplicationName { get; set; } = typeof(HostEnvironment).Assembly.GetName().Name!;

        public string ContentRootPath { get; set; } = root;

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
