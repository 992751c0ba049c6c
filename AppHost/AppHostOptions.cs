using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace AspireCoach.AppHost;

/// <summary>What the command line can choose. Each option is a configuration key too, so an environment variable sets it as well.</summary>
/// <param name="Port">The port of the coach on localhost.</param>
/// <param name="PostgresPort">The port of the database on 127.0.0.1, or null for a free one.</param>
/// <param name="Topology"><c>monolith</c> or <c>services</c>.</param>
/// <param name="Replicas">How many processes of each kind the services are.</param>
/// <param name="Stores"><c>embedded</c> or <c>containers</c>.</param>
internal sealed record AppHostOptions(int Port, int? PostgresPort, string Topology, int Replicas, string Stores)
{
    private const string Usage = """
        dotnet run --project AppHost [-- OPTIONS]
          --Port N             the port of the coach (5080)
          --PostgresPort N     the port of its database (a free one)
          --DashboardPort N    the port of the page about what runs (a free one)
          --Topology monolith  one process with all roles; or services: web and agent, which meet in Redis
          --Replicas N         processes of each of the services, 1 to 8 (1)
          --Stores embedded    or containers: also list what only containers give
          --Monitoring on      start Prometheus and Alertmanager where they are on PATH; or off
          --Folder PATH        where data and logs are kept (.coach beside AppHost)
          --environment NAME   Development or Production
          --Models:Chat:Endpoint URL, --Models:Chat:Model NAME, --Models:Chat:ApiKey KEY
          --ConnectionStrings:coachdb TEXT   a PostgreSQL of your own instead of an embedded one
          --ConnectionStrings:blobs TEXT     an S3 store of your own for photos instead of a folder
          --ConnectionStrings:redis TEXT     a Redis of your own instead of one that is started
        """;

    private const int MostReplicas = 8;

    private static readonly string[] Names = ["Port", "PostgresPort", "DashboardPort", "Topology", "Replicas", "Stores", "Monitoring", "Folder", "environment"];
    private static readonly string[] Sections = ["Models:", "ConnectionStrings:", "Parameters:"];

    /// <summary>Reads the options, refusing what it does not know rather than ignoring it.</summary>
    public static bool TryRead(
        string[] args, IConfiguration configuration, [NotNullWhen(true)] out AppHostOptions? options, [NotNullWhen(false)] out string? problem)
    {
        options = null;
        problem = FindUnknown(args);
        if (problem is not null)
        {
            return false;
        }

        var topology = configuration["Topology"] ?? "monolith";
        var stores = configuration["Stores"] ?? "embedded";
        if (topology is not ("monolith" or "services"))
        {
            problem = $"--Topology {topology} is unknown. Known are monolith and services.";
        }
        else if (stores is not ("embedded" or "containers"))
        {
            problem = $"--Stores {stores} is unknown. Known are embedded and containers.";
        }
        else if (configuration["Monitoring"] is not (null or "on" or "off"))
        {
            problem = $"--Monitoring {configuration["Monitoring"]} is unknown. Known are on and off.";
        }
        else if (topology == "monolith" && configuration["Replicas"] is { Length: > 0 })
        {
            problem = "--Replicas is for --Topology services: the monolith is one process.";
        }
        else if (!TryReadNumber(configuration, "Port", 65535, "a port", out var port, out problem)
            || !TryReadNumber(configuration, "PostgresPort", 65535, "a port", out var postgresPort, out problem)
            || !TryReadNumber(configuration, "DashboardPort", 65535, "a port", out _, out problem)
            || !TryReadNumber(configuration, "Replicas", MostReplicas, "a number of processes", out var replicas, out problem))
        {
            return false;
        }
        else
        {
            options = new(port ?? 5080, postgresPort, topology, replicas ?? 1, stores);
        }

        return options is not null;
    }

    private static bool TryReadNumber(
        IConfiguration configuration, string name, int most, string what, out int? value, [NotNullWhen(false)] out string? problem)
    {
        value = null;
        problem = null;
        if (configuration[name] is not { Length: > 0 } text)
        {
            return true;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 && number <= most)
        {
            value = number;
        }
        else
        {
            problem = $"--{name} {text} is not {what}: a number from 1 to {most}.";
        }

        return problem is null;
    }

    /// <summary>Each argument is <c>--Name value</c> or <c>--Name=value</c>.</summary>
    private static string? FindUnknown(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] is "--help" or "-h" or "-?")
            {
                return Usage;
            }

            if (!args[i].StartsWith("--", StringComparison.Ordinal))
            {
                return $"{args[i]} is not an option.\n{Usage}";
            }

            var parts = args[i][2..].Split('=', 2);
            if (!Names.Contains(parts[0], StringComparer.OrdinalIgnoreCase)
                && !Sections.Any(section => parts[0].StartsWith(section, StringComparison.OrdinalIgnoreCase)))
            {
                return $"--{parts[0]} is not an option.\n{Usage}";
            }

            if (parts.Length == 1 && (++i == args.Length || args[i].StartsWith("--", StringComparison.Ordinal)))
            {
                return $"--{parts[0]} needs a value.";
            }
        }

        return null;
    }
}
