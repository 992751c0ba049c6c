using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using AspireCoach.AppHost.Local;
using AspireCoach.DemoSite.Judging;

namespace AspireCoach.Bench.Catalog;

/// <summary>Processes of the coach that ingest from one folder of source files, and an operator's session.</summary>
internal sealed class IngestingCoach : IAsyncDisposable
{
    public const string DevicesVariable = "COACH_BENCH_DEVICES";
    private const string OperatorAddress = "operator@bench.example";
    private readonly string _sources = Directory.CreateTempSubdirectory("coach-bench-sources-").FullName;
    private readonly List<CoachProcess> _processes = [];
    private HttpClient? _client;

    /// <summary>How many devices a bench's site has.</summary>
    public static int Devices =>
        int.TryParse(Environment.GetEnvironmentVariable(DevicesVariable), CultureInfo.InvariantCulture, out var given) ? given : 5_000;

    /// <summary>The process that serves.</summary>
    public CoachProcess Process => _processes[0];

    /// <summary>Starts some, one of which serves, too.</summary>
    public static async Task<IngestingCoach> StartAsync(BenchRun run, int processes, SourceFile source, params (string, string)[] settings)
    {
        var coach = new IngestingCoach();
        try
        {
            await source.WriteAsync(coach._sources, run.Cancel);
            for (var process = 0; process < processes; process++)
            {
                coach._processes.Add(await CoachProcess.StartAsync(
                    run.Database, "all", LoopbackPort.Free(), run.Cancel,
                    [("Accounts__Operators__0", OperatorAddress), ("Catalog__Sources__0", coach._sources), .. settings]));
            }

            coach._client = coach.Process.CreateClient();
            using var answer = await coach._client.PostAsJsonAsync(
                "/v1/accounts", new { email = OperatorAddress, password = "bench-password", timeZone = "Etc/UTC" }, run.Cancel);
            answer.EnsureSuccessStatusCode();
            var session = await answer.Content.ReadFromJsonAsync<JsonElement>(run.Cancel);
            coach._client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.GetProperty("token").GetString());
            return coach;
        }
        catch
        {
            await coach.DisposeAsync();
            throw;
        }
    }

    /// <summary>Puts another file in the source's place and waits until its matrix is in force, which takes a moment.</summary>
    public Task ReplaceAsync(SourceFile source, CancellationToken cancel) => source.WriteAsync(_sources, cancel);

    /// <summary>Starts a run; its id.</summary>
    public async Task<Guid> BeginAsync(string source, CancellationToken cancel)
    {
        using var answer = await _client!.PostAsync($"/v1/catalog/sources/{source}/runs", null, cancel);
        return answer.IsSuccessStatusCode
            ? (await answer.Content.ReadFromJsonAsync<JsonElement>(cancel)).GetProperty("runId").GetGuid()
            : throw new BenchException($"A run of {source} was answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancel)}");
    }

    /// <summary>Starts a run and waits for its end.</summary>
    public async Task<RunFigures> RunAsync(string source, CancellationToken cancel)
    {
        var id = await BeginAsync(source, cancel);
        while (true)
        {
            var body = await _client!.GetFromJsonAsync<JsonElement>($"/v1/catalog/runs/{id}", cancel);
            if (body.GetProperty("status").GetString() is not ("queued" or "running"))
            {
                return new(body);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancel);
        }
    }

    /// <summary>How many of a source's pages gave each field, as the API says it, from 0 to 1.</summary>
    public async Task<IReadOnlyDictionary<string, double>> CoverageAsync(string source, CancellationToken cancel)
    {
        var body = await _client!.GetFromJsonAsync<JsonElement>("/v1/catalog/sources", cancel);
        return body.GetProperty("items").EnumerateArray().Single(item => item.GetProperty("name").GetString() == source)
            .GetProperty("coverage").EnumerateObject().ToDictionary(field => field.Name, field => field.Value.GetDouble());
    }

    /// <summary>The fields of every item, over the API.</summary>
    public async Task<IReadOnlyList<JsonObject>> ItemsAsync(CancellationToken cancel)
    {
        List<JsonObject> items = [];
        string? cursor = null;
        do
        {
            var page = await _client!.GetFromJsonAsync<JsonElement>(
                $"/v1/catalog/items?limit=200{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}", cancel);
            items.AddRange(page.GetProperty("items").EnumerateArray().Select(item => JsonNode.Parse(item.GetProperty("fields").GetRawText())!.AsObject()));
            cursor = page.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);
        return items;
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }

        Directory.Delete(_sources, recursive: true);
    }
}

/// <summary>A finished run as the API tells of it.</summary>
internal sealed record RunFigures(JsonElement Body)
{
    public string Status => Body.GetProperty("status").GetString()!;

    public long this[string count] => Body.GetProperty(count).GetInt64();
}
