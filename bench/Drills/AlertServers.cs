using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using AspireCoach.AppHost.Local;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AspireCoach.Bench.Drills;

/// <summary>
/// A real Prometheus with the repository's rules, a real Alertmanager with its routes, both with shorter times
/// (<see cref="FasterRules"/>), and what stands for Slack and the dead man's switch. All of it on loopback.
/// </summary>
public sealed class AlertServers : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly string _folder = Directory.CreateTempSubdirectory("coach-alerts-").FullName;
    private readonly string _shipped = typeof(AlertServers).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(data => data.Key == "Grafana").Value!;
    private readonly int _alertmanagerPort = LoopbackPort.Free();
    private readonly int _prometheusPort = LoopbackPort.Free();
    private readonly ConcurrentQueue<SlackMessage> _received = new();
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly WebApplication _webhook;
    private GuardedProcess? _alertmanager;
    private GuardedProcess? _prometheus;
    private string _lastLine = "";

    private AlertServers()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _webhook = builder.Build();
        _webhook.MapPost("/{channel}", async (string channel, HttpRequest request) =>
        {
            _received.Enqueue(SlackMessage.Parse(channel, await JsonSerializer.DeserializeAsync<JsonElement>(request.Body)));
            return "ok";
        });
    }

    /// <summary>Why there can be none; null where both are installed.</summary>
    public static string? Missing => ProgramPath.Find("prometheus") is null || Alertmanager is null
        ? "prometheus or alertmanager is not installed (Debian packages prometheus and prometheus-alertmanager)."
        : null;

    /// <summary>What was posted so far, oldest first.</summary>
    public IReadOnlyList<SlackMessage> Received => [.. _received];

    private static string? Alertmanager => ProgramPath.Find("prometheus-alertmanager") ?? ProgramPath.Find("alertmanager");

    /// <summary>Starts both; returns when Prometheus has scraped every target.</summary>
    /// <param name="targets">The processes of the platform.</param>
    /// <param name="faster">What durations of rules and routes are divided by.</param>
    /// <param name="cancel">Cancels.</param>
    public static async Task<AlertServers> StartAsync(IReadOnlyList<Uri> targets, int faster, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(targets);
        if (Missing is { } missing)
        {
            throw new BenchException(missing);
        }

        var servers = new AlertServers();
        try
        {
            await servers._webhook.StartAsync(cancel);
            servers.WriteAlertmanager(faster);
            servers.WritePrometheus(targets, faster);
            servers._alertmanager = servers.Run(
                Alertmanager!, "alertmanager.yml", $"--web.listen-address=127.0.0.1:{servers._alertmanagerPort}", "--cluster.listen-address=", "--storage.path=alerts");
            servers.StartPrometheus();
            await servers.ScrapedAsync(targets.Count, cancel);
            return servers;
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks Prometheus: the series that an expression gives now.</summary>
    /// <exception cref="BenchException">It refuses the expression; the message says why.</exception>
    public async Task<IReadOnlyList<JsonElement>> QueryAsync(string expression, CancellationToken cancel)
    {
        using var form = new FormUrlEncodedContent([new("query", expression)]);
        using var answer = await _client.PostAsync(new Uri($"http://127.0.0.1:{_prometheusPort}/api/v1/query"), form, cancel);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(cancel);
        return answer.IsSuccessStatusCode
            ? [.. body.GetProperty("data").GetProperty("result").EnumerateArray()]
            : throw new BenchException($"{body.GetProperty("error")}: {expression}");
    }

    public async ValueTask DisposeAsync()
    {
        await StopPrometheusAsync();
        await (_alertmanager?.DisposeAsync() ?? default);
        await _webhook.DisposeAsync();
        _client.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // Alerts are repeated to an Alertmanager that was not known yet when they began: by default after a minute.
    internal void StartPrometheus() => _prometheus = Run(
        ProgramPath.Find("prometheus")!, "prometheus.yml", $"--web.listen-address=127.0.0.1:{_prometheusPort}", "--storage.tsdb.path=series", "--rules.alert.resend-delay=1s");

    internal async Task StopPrometheusAsync()
    {
        await (_prometheus?.DisposeAsync() ?? default);
        _prometheus = null;
    }

    private GuardedProcess Run(string program, string file, params string[] arguments) =>
        GuardedProcess.Start(new(program, [$"--config.file={file}", "--log.level=error", .. arguments], _folder), line => _lastLine = line);

    private async Task ScrapedAsync(int targets, CancellationToken cancel)
    {
        for (var clock = Stopwatch.StartNew(); ;)
        {
            try
            {
                if ((await QueryAsync("up == 1", cancel)).Count >= targets)
                {
                    return;
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or JsonException)
            {
                // Not up yet.
            }

            if (_prometheus!.Exited.IsCompleted || _alertmanager!.Exited.IsCompleted || clock.Elapsed > Patience)
            {
                throw new BenchException($"Prometheus does not scrape the platform: {_lastLine}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancel);
        }
    }

    private void WritePrometheus(IReadOnlyList<Uri> targets, int faster)
    {
        var rules = Directory.CreateDirectory(Path.Combine(_folder, "rules")).FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(_shipped, "prometheus", "rules"), "*.yml"))
        {
            File.WriteAllText(Path.Combine(rules, Path.GetFileName(file)), FasterRules.OfPrometheus(File.ReadAllText(file), faster));
        }

        File.WriteAllText(Path.Combine(_folder, "prometheus.yml"), string.Create(CultureInfo.InvariantCulture, $$"""
            global: { scrape_interval: 1s, evaluation_interval: 1s, external_labels: { environment: drill, grafana: "https://grafana.test", runbooks: "https://runbooks.test" } }
            rule_files: ["rules/*.yml"]
            alerting:
              alert_relabel_configs: [{ action: labeldrop, regex: grafana|runbooks }]
              alertmanagers: [{ static_configs: [{ targets: ["127.0.0.1:{{_alertmanagerPort}}"] }] }]
            scrape_configs: [{ job_name: coach, static_configs: [{ targets: [{{string.Join(", ", targets.Select(target => $"\"{target.Authority}\""))}}] }] }]

            """));
    }

    private void WriteAlertmanager(int faster)
    {
        var own = Path.Combine(_shipped, "alertmanager");
        foreach (var channel in (string[])["slack_page", "slack_ticket", "dead_mans_switch"])
        {
            File.WriteAllText(Path.Combine(_folder, channel), $"{_webhook.Urls.Single()}/{channel}");
        }

        File.WriteAllText(
            Path.Combine(_folder, "alertmanager.yml"),
            FasterRules.OfAlertmanager(File.ReadAllText(Path.Combine(own, "alertmanager.yml")), faster)
                .Replace("/etc/alertmanager/secrets", _folder, StringComparison.Ordinal)
                .Replace("templates/*.tmpl", Path.Combine(own, "templates", "*.tmpl"), StringComparison.Ordinal));
    }
}
