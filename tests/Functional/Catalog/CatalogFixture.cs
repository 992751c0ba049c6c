using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using AspireCoach.DemoSite.Judging;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Catalog;

/// <summary>A coach of its own with a folder of source files, reached over HTTP as an operator and as somebody else.</summary>
public sealed class CatalogFixture(PostgresFixture postgres) : IAsyncLifetime
{
    private const string OperatorAddress = "operator@example.org";
    private CoachProcess? _coach;

    /// <summary>The operator's folder of source files, which is watched.</summary>
    public string Sources { get; } = Directory.CreateTempSubdirectory("coach-sources-").FullName;

    public string ConnectionString { get; private set; } = "";

    public HttpClient Operator { get; private set; } = null!;

    /// <summary>Somebody who is no operator.</summary>
    public HttpClient User { get; private set; } = null!;

    /// <summary>A client without a session.</summary>
    public HttpClient Nobody { get; private set; } = null!;

    /// <summary>What the coach is configured with beside its database.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["Accounts__Operators__0"] = OperatorAddress,
        ["Catalog__Sources__0"] = Sources,
        ["Catalog__Workers"] = "8",
        ["Catalog__UpkeepMilliseconds"] = "100",
        ["Catalog__RetryMilliseconds"] = "200",
        ["RateLimits__PerUser"] = "0",
        ["RateLimits__PerAddress"] = "0",
    };

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await postgres.CreateDatabaseAsync(CancellationToken.None);
        _coach = await CoachProcess.StartAsync(ConnectionString, CancellationToken.None, settings: Settings);
        Nobody = _coach.CreateClient();
        Operator = await SignUpAsync(OperatorAddress);
        User = await SignUpAsync("somebody@example.org");
    }

    public async ValueTask DisposeAsync()
    {
        if (_coach is not null)
        {
            await _coach.DisposeAsync();
        }

        Directory.Delete(Sources, recursive: true);
    }

    /// <summary>Puts a source file in place and waits until the coach has read it.</summary>
    public async Task InstallAsync(SourceFile file, CancellationToken cancel)
    {
        await file.WriteAsync(Sources, cancel);
        await Eventually.TrueAsync(
            async () => (await Operator.GetJsonAsync("/v1/catalog/sources", cancel)).Items.Any(source => source.GetProperty("name").GetString() == file.Name),
            $"the source {file.Name} is known",
            cancel);
    }

    /// <summary>Starts a run over the API and follows it to its end.</summary>
    public async Task<RunAnswer> RunAsync(string source, CancellationToken cancel)
    {
        var started = await Operator.SendAsync(HttpMethod.Post, $"/v1/catalog/sources/{source}/runs", null, cancel);
        started.Status.ShouldBe(HttpStatusCode.Accepted, $"{started.Body}\n{_coach!.Log}");
        var id = started["runId"].GetGuid();
        RunAnswer? run = null;
        await Eventually.TrueAsync(
            async () =>
            {
                run = new RunAnswer(id, (await Operator.GetJsonAsync($"/v1/catalog/runs/{id}", cancel)).Body);
                return run.IsOver;
            },
            $"the run of {source} is over",
            cancel,
            TimeSpan.FromSeconds(120));
        return run!;
    }

    /// <summary>All items of a kind, page by page.</summary>
    public async Task<IReadOnlyList<JsonElement>> ItemsAsync(string kind, CancellationToken cancel)
    {
        List<JsonElement> items = [];
        string? cursor = null;
        do
        {
            var page = await User.GetJsonAsync($"/v1/catalog/items?kind={kind}&limit=200{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}", cancel);
            page.Status.ShouldBe(HttpStatusCode.OK, _coach!.Log);
            items.AddRange(page.Items);
            cursor = page["nextCursor"].GetString();
        }
        while (cursor is not null);
        return items;
    }

    /// <summary>How the items of a kind compare with a site's truth.</summary>
    public async Task<Accuracy> AccuracyAsync(SourceFile file, CancellationToken cancel) =>
        Accuracy.Of(file.Site.Truth, (await ItemsAsync(file.Kind, cancel)).Select(FieldsOf));

    public static JsonObject FieldsOf(JsonElement item) => JsonNode.Parse(item.GetProperty("fields").GetRawText())!.AsObject();

    /// <summary>A sample of <c>/metrics</c> by its name and a part of its labels; null where there is none.</summary>
    public async Task<double?> MetricAsync(string name, CancellationToken cancel, params string[] labels)
    {
        var text = await Nobody.GetStringAsync("/metrics", cancel);
        var line = text.Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal) && labels.All(label => line.Contains(label, StringComparison.Ordinal)));
        return line is null ? null : double.Parse(line.AsSpan(line.LastIndexOf(' ') + 1), System.Globalization.CultureInfo.InvariantCulture);
    }

    private async Task<HttpClient> SignUpAsync(string email)
    {
        var client = _coach!.CreateClient();
        using var answer = await client.PostAsJsonAsync("/v1/accounts", new { email, password = CoachFixture.Password, timeZone = "Etc/UTC" });
        answer.EnsureSuccessStatusCode();
        var session = await answer.Content.ReadFromJsonAsync<JsonElement>();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.GetProperty("token").GetString());
        return client;
    }
}

/// <summary>A run as the API tells of it.</summary>
public sealed record RunAnswer(Guid Id, JsonElement Body)
{
    public string Status => Body.GetProperty("status").GetString()!;

    public bool IsOver => Status is not ("queued" or "running");

    public long this[string count] => Body.GetProperty(count).GetInt64();

    public override string ToString() => Body.ToString();
}
