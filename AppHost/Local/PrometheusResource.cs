namespace AspireCoach.AppHost.Local;

/// <summary>Prometheus with the shipped rules. It scrapes every process that was started here, each replica by itself.</summary>
/// <param name="grafana">The folder <c>grafana</c>.</param>
/// <param name="watched">What runs here.</param>
/// <param name="alertmanager">Who is told.</param>
internal sealed class PrometheusResource(string grafana, IEnumerable<Resource> watched, AlertmanagerResource alertmanager)
    : MonitoringResource("prometheus", ["prometheus"], "Debian and Ubuntu: apt install prometheus")
{
    private const string Scraping = "scrape_configs:";

    protected override string[] Arguments => ["--storage.tsdb.path=data"];

    protected override string Configuration(string folder)
    {
        var shipped = File.ReadAllText(Path.Combine(grafana, "prometheus", "prometheus.yml"));
        var processes = watched.OfType<ProjectResource>().Where(process => process.ReplicaCount == 1).SelectMany(process => process.Endpoints.Take(1));
        return shipped[..shipped.IndexOf(Scraping, StringComparison.Ordinal)]
                .Replace("rules/*.yml", Path.Combine(grafana, "prometheus", "rules", "*.yml"), StringComparison.Ordinal)
                .Replace("alertmanager:9093", alertmanager.Address, StringComparison.Ordinal)
            + $$"""
            {{Scraping}}
              - job_name: coach
                static_configs: [{ targets: [{{string.Join(", ", processes.Select(endpoint => $"\"127.0.0.1:{endpoint.Port}\""))}}] }]

            """;
    }
}
