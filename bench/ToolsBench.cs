using System.Diagnostics;
using System.Text.Json;
using AspireCoach.AppHost.Local;
using AspireCoach.Data;
using AspireCoach.Data.Postgres;
using AspireCoach.Mcp;
using AspireCoach.Models.Tools;
using AspireCoach.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AspireCoach.Bench;

/// <summary>What a tool call costs beside the tool: through MCP in the process, and over HTTP to another host.</summary>
internal static class ToolsBench
{
    private const int Calls = 3_000;
    private static readonly ToolContext Context = new(Guid.Parse("0190a1b2-0000-7000-8000-00000000000b"), "Europe/Berlin", TimeProvider.System.GetUtcNow(), "bench/1");
    private static readonly Dictionary<string, JsonElement> Nothing = [];

    public static async Task RunAsync(BenchRun run)
    {
        var url = $"http://127.0.0.1:{LoopbackPort.Free()}";
        await using var all = Build(run, url, McpModule.AddServer);
        McpModule.Map(all);
        await all.Services.GetRequiredService<Migrator>().MigrateAsync(run.Cancel);
        await all.StartAsync(run.Cancel);
        await using var agent = Build(run, "http://127.0.0.1:0", builder => builder.Configuration["Mcp:Endpoint"] = $"{url}/mcp");

        var tool = all.Services.GetServices<IToolSource>().SelectMany(source => source.Tools).Single(one => one.Name == "noop");
        var direct = await MeasureAsync(() => tool.InvokeAsync([], Context, run.Cancel));
        var local = await MeasureAsync(() => CallAsync(all, run.Cancel));
        var http = await MeasureAsync(() => CallAsync(agent, run.Cancel));
        run.Figure("a tool that does nothing, called directly, p50", $"{direct.Milliseconds(0.5):0.000} ms");
        run.AtMost("through MCP in the process, p50", 0.3, local.Milliseconds(0.5), " ms");
        run.Figure("  p99", $"{local.Milliseconds(0.99):0.000} ms");
        run.Figure("through MCP over HTTP, p50 and p99", $"{http.Milliseconds(0.5):0.000} and {http.Milliseconds(0.99):0.000} ms");
        run.Note($"{Calls} calls one after another of a tool that answers 4,000 characters, after as many to warm up; no call reads Postgres.");
    }

    private static async Task<string> CallAsync(WebApplication app, CancellationToken cancel)
    {
        var toolbox = app.Services.GetRequiredService<Toolbox>();
        var tool = await toolbox.FindAsync("noop", Context, cancel);
        return await toolbox.CallAsync(tool!, Nothing, Context, cancel);
    }

    private static async Task<Percentiles> MeasureAsync(Func<Task<string>> call)
    {
        var took = new Percentiles();
        for (var i = 0; i < 2 * Calls; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await call();
            if (i >= Calls)
            {
                took.Add(Stopwatch.GetElapsedTime(started));
            }
        }

        return took;
    }

    private static WebApplication Build(BenchRun run, string url, Action<WebApplicationBuilder> add)
    {
        var builder = WebApplication.CreateBuilder();
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders();
        builder.Configuration["ConnectionStrings:coachdb"] = run.Database.ConnectionString;
        builder.WebHost.UseUrls(url);
        DataModule.Add(builder);
        builder.Services.AddSingleton<IToolSource, Noop>();
        add(builder);
        builder.AddToolbox();
        var app = builder.Build();
        app.UseServiceDefaults();
        return app;
    }

    private sealed class Noop : IToolSource
    {
        private static readonly object Answer = new { text = new string('x', 4_000) };

        public IReadOnlyList<CoachTool> Tools { get; } = [CoachTool.Create(() => Answer, "noop", "Does nothing.", readOnly: true, idempotent: true)];
    }
}
