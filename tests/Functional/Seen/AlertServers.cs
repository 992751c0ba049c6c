using System.Collections.Concurrent;
using System.Text.Json;
using AspireCoach.AppHost.Local;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AspireCoach.Functional.Seen;

/// <summary>
/// A real Prometheus with the repository's rules, a real Alertmanager with its configuration, at short intervals, and what
/// stands for Slack and the dead man's switch.
/// </summary>
internal sealed class AlertServers : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("coach-alerts-").FullName;
    private readonly WebApplication _slack;
    private readonly List<GuardedProcess> _processes = [];

    private AlertServers()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _slack = builder.Build();
        _slack.MapPost("/{channel}", async (string channel, HttpRequest request) =>
        {
            Received.Enqueue((channel, await JsonSerializer.DeserializeAsync<JsonElement>(request.Body)));
            return "ok";
        });
    }

    /// <summary>Why there can be none; null where both are installed.</summary>
    public static string? Missing => ProgramPath.Find("prometheus") is null || Alertmanager is null
        ? "prometheus or alertmanager is not installed (Debian packages prometheus and prometheus-alertmanager)."
        : null;

    /// <summary>What was posted, with the name of the secret that held the address.</summary>
    public ConcurrentQueue<(string Channel, JsonElement Message)> Received { get; } = new();

    private static string? Alertmanager => ProgramPath.Find("prometheus-alertmanager") ?? ProgramPath.Find("alertmanager");

    /// <summary>Starts both; they watch the platform at this address.</summary>
    public static async Task<AlertServers> StartAsync(Uri coach, CancellationToken cancel)
    {
        var servers = new AlertServers();
        await servers._slack.StartAsync(cancel);
        var port = LoopbackPort.Free();
        servers.Run(Alertmanager!, "alertmanager.yml", servers.AlertmanagerConfiguration(), $"--web.listen-address=127.0.0.1:{port}", "--cluster.listen-address=", "--storage.path=alerts");
        servers.Run(
            ProgramPath.Find("prometheus")!, "prometheus.yml", PrometheusConfiguration(coach, port), $"--web.listen-address=127.0.0.1:{LoopbackPort.Free()}", "--storage.tsdb.path=series");
        return servers;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }

        await _slack.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private void Run(string program, string file, string configuration, params string[] arguments)
    {
        File.WriteAllText(Path.Combine(_folder, file), configuration);
        _processes.Add(GuardedProcess.Start(new(program, [$"--config.file={file}", "--log.level=error", .. arguments], _folder), _ => { }));
    }

    private static string PrometheusConfiguration(Uri coach, int alertmanager) => $$"""
        global: { scrape_interval: 1s, evaluation_interval: 1s, external_labels: { environment: test, grafana: "https://grafana.test", runbooks: "https://runbooks.test" } }
        rule_files: ["{{Path.Combine(Monitoring.Folder, "prometheus", "rules", "*.yml")}}"]
        alerting:
          alert_relabel_configs: [{ action: labeldrop, regex: grafana|runbooks }]
          alertmanagers: [{ static_configs: [{ targets: ["127.0.0.1:{{alertmanager}}"] }] }]
        scrape_configs: [{ job_name: coach, static_configs: [{ targets: ["{{coach.Authority}}"] }] }]
        """;

    /// <summary>The repository's own, with other secrets and shorter waits.</summary>
    private string AlertmanagerConfiguration()
    {
        var own = Path.Combine(Monitoring.Folder, "alertmanager");
        foreach (var channel in (string[])["slack_page", "slack_ticket", "dead_mans_switch"])
        {
            File.WriteAllText(Path.Combine(_folder, channel), $"{_slack.Urls.Single()}/{channel}");
        }

        return File.ReadAllText(Path.Combine(own, "alertmanager.yml"))
            .Replace("/etc/alertmanager/secrets", _folder, StringComparison.Ordinal)
            .Replace("templates/*.tmpl", Path.Combine(own, "templates", "*.tmpl"), StringComparison.Ordinal)
            .Replace("group_wait: 10s", "group_wait: 1s", StringComparison.Ordinal)
            .Replace("group_interval: 1m", "group_interval: 1s", StringComparison.Ordinal)
            .Replace("repeat_interval: 1m", "repeat_interval: 2s", StringComparison.Ordinal);
    }
}
