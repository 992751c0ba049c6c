using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using AspireCoach.AppHost.Local;
using AspireCoach.Functional.Fixtures;
using Npgsql;

namespace AspireCoach.Functional.AppHost;

/// <summary>What the runner's page tells of a platform that really runs, and what it does to it.</summary>
[Collection<RunnerPageCollection>]
public sealed class RunnerPageTests(RunnerPageFixture run)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_there_is_comes_with_the_page_itself()
    {
        using var client = await run.SignInAsync(Cancel);

        var page = await client.GetStringAsync("/", Cancel);

        First("resources").EnumerateArray().Select(resource => resource.GetProperty("name").GetString()).ShouldBe(["postgres", "coachdb", "coach"]);
        First("replies").GetProperty("replies").ValueKind.ShouldBe(JsonValueKind.Array);

        JsonElement First(string what) => JsonDocument.Parse(page.Split($"id=\"first-{what}\">")[1].Split('<')[0]).RootElement;
    }

    [Fact]
    public async Task Resources_are_told_with_state_addresses_and_environment_and_without_secrets()
    {
        using var client = await run.SignInAsync(Cancel);
        await StateAsync(client, "running");

        var text = await client.GetStringAsync("/api/resources", Cancel);

        var resources = JsonDocument.Parse(text).RootElement.EnumerateArray().ToDictionary(resource => resource.GetProperty("name").GetString()!);
        resources.Keys.ShouldBe(["postgres", "coachdb", "coach"]);
        resources.Values.Select(resource => resource.GetProperty("state").GetString()).ShouldAllBe(state => state == "running");
        var coach = resources["coach"];
        coach.GetProperty("urls")[0].GetString().ShouldBe(run.App.GetEndpoint("coach").ToString());
        coach.GetProperty("startedAt").GetDateTimeOffset().ShouldBeInRange(TimeProvider.System.GetUtcNow().AddHours(-1), TimeProvider.System.GetUtcNow());
        var variables = coach.GetProperty("environment").EnumerateArray().ToDictionary(
            variable => variable.GetProperty("name").GetString()!, variable => variable.GetProperty("value").GetString()!);
        variables["ASPNETCORE_ENVIRONMENT"].ShouldBe("Development");
        variables["ConnectionStrings__coachdb"].ShouldContain("coachdb");
        var password = new NpgsqlConnectionStringBuilder(await run.App.GetConnectionStringAsync("coachdb", Cancel)).Password!;
        var key = run.App.Page!.Telemetry["OTEL_EXPORTER_OTLP_HEADERS"].Split('=')[1];
        foreach (var secret in (string[])[password, key, run.Token])
        {
            secret.Length.ShouldBeGreaterThan(16);
            text.ShouldNotContain(secret);
        }
    }

    [Fact]
    public async Task Lines_come_as_they_are_written_and_markup_in_them_is_text()
    {
        const string Hostile = "12:00:00.000 ERROR Agent: <img src=x onerror=alert(1)> \e[31m\"quoted\"";
        using var client = await run.SignInAsync(Cancel);
        var coach = run.App.Resources.Single(resource => resource.Name == "coach");
        await using var lines = LinesAsync(client, "coach", after: 0).GetAsyncEnumerator(Cancel);
        (await lines.MoveNextAsync()).ShouldBeTrue();
        lines.Current.GetProperty("number").GetInt64().ShouldBe(1);

        coach.Tail.Write(Hostile);

        JsonElement found;
        do
        {
            (await lines.MoveNextAsync()).ShouldBeTrue();
            found = lines.Current;
        }
        while (!found.GetProperty("text").GetString()!.Contains("alert(1)", StringComparison.Ordinal));
        found.GetProperty("text").GetString().ShouldBe("12:00:00.000 ERROR Agent: <img src=x onerror=alert(1)> \"quoted\"");
        found.GetProperty("level").GetString().ShouldBe("error");

        // Who comes back goes on behind what it has.
        coach.Tail.Write("12:00:00.000 info  Agent: the next");
        await using var later = LinesAsync(client, "coach", found.GetProperty("number").GetInt64()).GetAsyncEnumerator(Cancel);
        (await later.MoveNextAsync()).ShouldBeTrue();
        later.Current.GetProperty("number").GetInt64().ShouldBe(found.GetProperty("number").GetInt64() + 1);
    }

    [Fact]
    public async Task What_the_program_itself_writes_is_seen()
    {
        using var client = await run.SignInAsync(Cancel);

        await foreach (var line in LinesAsync(client, "coach", after: 0))
        {
            if (line.GetProperty("text").GetString()!.Contains("Now listening on", StringComparison.Ordinal))
            {
                line.GetProperty("level").GetString().ShouldBe("info");
                return;
            }
        }
    }

    [Fact]
    public async Task More_pages_than_there_is_room_for_are_told_so_and_places_come_free()
    {
        using var client = await run.SignInAsync(Cancel);
        List<HttpResponseMessage> open = [];
        HttpResponseMessage last;
        do
        {
            last = await client.GetAsync("/api/stream", HttpCompletionOption.ResponseHeadersRead, Cancel);
            open.Add(last);
        }
        while (last.IsSuccessStatusCode && open.Count < 100);

        last.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        open.ForEach(answer => answer.Dispose());
        await Eventually.TrueAsync(
            async () =>
            {
                using var answer = await client.GetAsync("/api/stream", HttpCompletionOption.ResponseHeadersRead, Cancel);
                return answer.IsSuccessStatusCode;
            },
            "a place is free",
            Cancel);
    }

    [Fact]
    public async Task A_reply_is_told_from_the_request_through_the_queue_to_the_last_write()
    {
        using var client = await run.SignInAsync(Cancel);

        var reply = await run.AskAsync("Why did I fail yesterday?", Cancel);

        var waterfall = await WaterfallAsync(client, reply);
        var bars = waterfall.GetProperty("bars").EnumerateArray().Select(Bar.Of).ToList();
        var stages = bars.Where(bar => bar.Stage is not "database").ToList();
        stages.Select(bar => bar.Stage).Distinct().ToList().ShouldBeSubsetOf(
            ["accept", "queue", "work", "agent", "rewrite", "recall", "tool", "model", "first words", "write", "afterwards", "poll", "http"]);
        string[] order = ["accept", "queue", "work", "agent", "rewrite", "recall", "model", "tool", "first words"];
        var first = order.Select(stage => stages.First(bar => bar.Stage == stage)).ToList();
        first.Select(bar => bar.OffsetMs).ShouldBeInOrder();
        first.Select(bar => bar.Depth).Take(5).ShouldBe([0, 1, 1, 2, 3]);
        stages.Where(bar => bar.Stage == "tool").Select(bar => bar.Name).ShouldContain("get_habit_log");
        stages.ShouldContain(bar => bar.Stage == "poll");
        bars.ShouldContain(bar => bar.Stage == "database" && bar.Depth > 0);

        var agent = stages.Single(bar => bar.Stage == "agent");
        stages.Where(bar => bar.Stage is "rewrite" or "recall" or "tool" or "model" or "first words")
            .ShouldAllBe(bar => bar.OffsetMs >= agent.OffsetMs && bar.EndMs <= agent.EndMs + 1);
        var words = waterfall.GetProperty("firstWordsMs").GetDouble();
        words.ShouldBe(stages.First(bar => bar.Stage == "first words").EndMs, 0.01);
        words.ShouldBeLessThanOrEqualTo(waterfall.GetProperty("durationMs").GetDouble());

        var replies = await client.GetFromJsonAsync<JsonElement>("/api/replies", Cancel);
        replies.GetProperty("replies").EnumerateArray().Select(summary => summary.GetProperty("replyId").GetGuid()).ShouldContain(reply);
    }

    [Fact]
    public async Task The_same_waterfall_is_printed_by_coach_trace()
    {
        using var client = await run.SignInAsync(Cancel);
        var reply = await run.AskAsync("How is my running going?", Cancel);
        await WaterfallAsync(client, reply);

        await using var trace = CoachProcess.Launch("", ["trace", $"{reply}", "--url", run.Login.ToString()]);
        (await trace.EndAsync(Cancel)).ShouldBe(0, trace.Log);
        trace.Log.ShouldStartWith($"Reply {reply}: first words after ");
        foreach (var stage in (string[])["accept", "queue", "rewrite", "recall", "tool", "model", "first words", "poll"])
        {
            trace.Log.ShouldMatch($"\n +{stage}  |\n{stage}  ");
        }

        trace.Log.ShouldNotContain("database");
        await using var json = CoachProcess.Launch("", ["trace", $"{reply}", "--json", "--url", run.Login.ToString()]);
        (await json.EndAsync(Cancel)).ShouldBe(0);
        JsonDocument.Parse(json.Log).RootElement.GetProperty("replyId").GetGuid().ShouldBe(reply);
    }

    [Theory]
    [InlineData(1, "There is no trace of reply", "01a20065-2188-7cdb-b713-8f86200a1a9f", "--url", "{login}")]
    [InlineData(2, "is not the id of a reply", "yesterday", "--url", "{login}")]
    [InlineData(2, "lacks the page's token", "01a20065-2188-7cdb-b713-8f86200a1a9f", "--url", "{address}")]
    [InlineData(2, "refuses the token", "01a20065-2188-7cdb-b713-8f86200a1a9f", "--url", "{address}login?t=1")]
    [InlineData(2, "does not answer at http://127.0.0.1:9/", "01a20065-2188-7cdb-b713-8f86200a1a9f", "--url", "http://127.0.0.1:9/login?t=1")]
    [InlineData(2, "There is no option --al", "01a20065-2188-7cdb-b713-8f86200a1a9f", "--al")]
    public async Task Coach_trace_says_what_is_wrong(int code, string problem, params string[] arguments)
    {
        arguments = [.. arguments.Select(argument => argument
            .Replace("{login}", run.Login.ToString(), StringComparison.Ordinal).Replace("{address}", run.Address.ToString(), StringComparison.Ordinal))];
        await using var trace = CoachProcess.Launch("", ["trace", .. arguments]);

        (await trace.EndAsync(Cancel)).ShouldBe(code, trace.Log);

        trace.Log.ShouldContain(problem);
    }

    [Fact]
    public async Task Restarted_the_coach_is_another_process_at_the_same_address_and_stopped_it_stays_so_until_it_is_started()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "processes are looked for in /proc");
        using var client = await run.SignInAsync(Cancel);
        using var coach = run.App.CreateHttpClient("coach");
        var address = coach.BaseAddress!.ToString().TrimEnd('/');
        var first = AppHostProcess.CoachOf(run.App.Folder, address);
        var started = (await CoachAsync(client)).GetProperty("startedAt").GetDateTimeOffset();

        (await AskForAsync(client, "coach", "restart")).ShouldBe(HttpStatusCode.Accepted);
        await Eventually.TrueAsync(
            async () => await CoachAsync(client) is var now && now.GetProperty("state").GetString() == "running" && now.GetProperty("startedAt").GetDateTimeOffset() > started,
            "the coach runs again",
            Cancel);
        AppHostProcess.CoachOf(run.App.Folder, address).ShouldNotBe(first);
        (await coach.GetAsync("/health", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await AskForAsync(client, "coach", "stop")).ShouldBe(HttpStatusCode.Accepted);
        await StateAsync(client, "stopped");
        await Should.ThrowAsync<HttpRequestException>(() => coach.GetAsync("/health", Cancel));
        (await AskForAsync(client, "coach", "stop")).ShouldBe(HttpStatusCode.Conflict);
        (await CoachAsync(client)).GetProperty("commands").EnumerateArray().Select(command => command.GetString()).ShouldBe(["start"]);

        (await AskForAsync(client, "coach", "start")).ShouldBe(HttpStatusCode.Accepted);
        await StateAsync(client, "running");
        (await coach.GetAsync("/health", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Restarted_the_database_keeps_its_port_and_its_data()
    {
        using var client = await run.SignInAsync(Cancel);
        var connection = (await run.App.GetConnectionStringAsync("coachdb", Cancel))!;
        await PostgresFixture.QueryAsync<int>(connection, "CREATE TABLE public.note (id int); INSERT INTO public.note VALUES (7); SELECT 1", Cancel);

        (await AskForAsync(client, "postgres", "restart")).ShouldBe(HttpStatusCode.Accepted);
        await Eventually.TrueAsync(() => Task.FromResult(run.App.Resources[0].State.Status != ResourceStatus.Running), "it goes", Cancel);
        await Eventually.TrueAsync(() => Task.FromResult(run.App.Resources[0].State.Status == ResourceStatus.Running), "it is back", Cancel);

        NpgsqlConnection.ClearAllPools();
        (await run.App.GetConnectionStringAsync("coachdb", Cancel)).ShouldBe(connection);
        (await PostgresFixture.QueryAsync<int>(connection, "SELECT id FROM public.note", Cancel)).ShouldBe(7);
        using var coach = run.App.CreateHttpClient("coach");
        await Eventually.TrueAsync(async () => (await coach.GetAsync("/health", Cancel)).IsSuccessStatusCode, "the coach has its database back", Cancel);
        await StateAsync(client, "running");
    }

    [Fact]
    public async Task What_there_is_not_cannot_be_restarted()
    {
        using var client = await run.SignInAsync(Cancel);

        (await AskForAsync(client, "nothing", "restart")).ShouldBe(HttpStatusCode.NotFound);
        (await AskForAsync(client, "coach", "explode")).ShouldBe(HttpStatusCode.NotFound);
        (await AskForAsync(client, "coach", "start")).ShouldBe(HttpStatusCode.Conflict);
    }

    internal static async Task<JsonElement> WaterfallAsync(HttpClient client, Guid reply)
    {
        // Spans come in batches, half a second behind what they tell of.
        JsonElement waterfall = default;
        await Eventually.TrueAsync(
            async () =>
            {
                using var answer = await client.GetAsync($"/api/replies/{reply}", Cancel);
                if (!answer.IsSuccessStatusCode)
                {
                    return false;
                }

                waterfall = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
                var bars = waterfall.GetProperty("bars").EnumerateArray().Select(Bar.Of).ToList();
                return bars.Any(bar => bar.Stage == "poll") && bars.Any(bar => bar.Stage == "accept") && bars.Any(bar => bar.Stage == "work");
            },
            "the spans of the reply have come in",
            Cancel);
        return waterfall;
    }

    private static async Task<HttpStatusCode> AskForAsync(HttpClient client, string resource, string command)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/resources/{resource}/{command}");
        request.Headers.Add("X-Coach-Page", "1");
        using var answer = await client.SendAsync(request, Cancel);
        return answer.StatusCode;
    }

    private static async Task<JsonElement> CoachAsync(HttpClient client) =>
        (await client.GetFromJsonAsync<JsonElement>("/api/resources", Cancel)).EnumerateArray().Single(resource => resource.GetProperty("name").GetString() == "coach");

    private static Task StateAsync(HttpClient client, string state) => Eventually.TrueAsync(
        async () => (await CoachAsync(client)).GetProperty("state").GetString() == state, $"the coach is {state}", Cancel);

    private static async IAsyncEnumerable<JsonElement> LinesAsync(HttpClient client, string resource, long after)
    {
        await using var stream = await client.GetStreamAsync($"/api/stream?log={resource}&after={after}", Cancel);
        await foreach (var told in SseParser.Create(stream).EnumerateAsync(Cancel))
        {
            if (told.EventType == "lines")
            {
                foreach (var line in JsonDocument.Parse(told.Data).RootElement.EnumerateArray())
                {
                    yield return line;
                }
            }
        }
    }

    /// <summary>A bar as the page gets it.</summary>
    internal sealed record Bar(string Stage, string Name, int Depth, double OffsetMs, double DurationMs, string Service)
    {
        public double EndMs => OffsetMs + DurationMs;

        public static Bar Of(JsonElement bar) => bar.Deserialize<Bar>(JsonSerializerOptions.Web)!;
    }
}
