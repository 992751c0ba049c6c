namespace AspireCoach.AppHost.Local;

/// <summary>
/// Alertmanager with the shipped routes. Where the folder <c>secrets</c> beside its configuration holds the addresses that
/// they name, people are told; otherwise alerts are on its page only.
/// </summary>
/// <param name="grafana">The folder <c>grafana</c>.</param>
internal sealed class AlertmanagerResource(string grafana)
    : MonitoringResource("alertmanager", ["prometheus-alertmanager", "alertmanager"], "Debian and Ubuntu: apt install prometheus-alertmanager")
{
    private const string Receivers = "receivers:";

    private static readonly string[] Secrets = ["slack_page", "slack_ticket", "dead_mans_switch"];

    protected override string[] Arguments => ["--cluster.listen-address=", "--storage.path=data"];

    protected override string Configuration(string folder)
    {
        var own = Path.Combine(grafana, "alertmanager");
        var secrets = Path.Combine(folder, "secrets");
        var shipped = File.ReadAllText(Path.Combine(own, "alertmanager.yml"))
            .Replace("templates/*.tmpl", Path.Combine(own, "templates", "*.tmpl"), StringComparison.Ordinal)
            .Replace("/etc/alertmanager/secrets", secrets, StringComparison.Ordinal);
        return Array.TrueForAll(Secrets, secret => File.Exists(Path.Combine(secrets, secret)))
            ? shipped
            : $"{shipped[..shipped.IndexOf(Receivers, StringComparison.Ordinal)]}{Receivers} [{{ name: slack-page }}, {{ name: slack-ticket }}, {{ name: dead-mans-switch }}]\n";
    }
}
