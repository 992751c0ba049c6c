using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Contract;

/// <summary>Holds <c>/openapi/v1.json</c> to the table of the public contract.</summary>
[Collection<CoachCollection>]
public sealed class ApiDescriptionTests(CoachFixture coach)
{
    /// <summary>The contract's calls: method, path, success, token (none, session or own), Idempotency-Key (-, optional or required).</summary>
    private const string Contract =
        """
        GET    /alive                               200 none    -
        GET    /health                              200 none    -
        GET    /metrics                             200 none    -
        POST   /v1/accounts                         201 none    optional
        POST   /v1/sessions                         201 none    optional
        DELETE /v1/sessions/current                 204 session -
        POST   /v1/tokens                           201 session optional
        GET    /v1/tokens                           200 session -
        DELETE /v1/tokens/{id}                      204 session -
        GET    /v1/me                               200 session -
        PATCH  /v1/me                               200 session -
        DELETE /v1/me                               202 session -
        GET    /v1/erasures/{id}                    200 own     -
        POST   /v1/goals                            201 session optional
        GET    /v1/goals                            200 session -
        GET    /v1/goals/{id}                       200 session -
        PATCH  /v1/goals/{id}                       200 session -
        DELETE /v1/goals/{id}                       204 session -
        POST   /v1/habits                           201 session optional
        GET    /v1/habits                           200 session -
        GET    /v1/habits/{id}                      200 session -
        PATCH  /v1/habits/{id}                      200 session -
        DELETE /v1/habits/{id}                      204 session -
        PUT    /v1/habits/{id}/check-ins/{date}     200 session -
        GET    /v1/habits/{id}/check-ins            200 session -
        GET    /v1/habits/{id}/streak               200 session -
        POST   /v1/journal                          201 session optional
        GET    /v1/journal                          200 session -
        POST   /v1/conversations                    201 session optional
        GET    /v1/conversations                    200 session -
        POST   /v1/conversations/{id}/messages      202 session required
        GET    /v1/conversations/{id}/messages      200 session -
        GET    /v1/replies/{id}                     200 session -
        DELETE /v1/replies/{id}                     202 session -
        GET    /v1/memory/facts                     200 session -
        PATCH  /v1/memory/facts/{id}                200 session -
        DELETE /v1/memory/facts/{id}                204 session -
        GET    /v1/memory/search                    200 session -
        POST   /v1/memory/extractions               202 session optional
        GET    /v1/memory/extractions/{id}          200 session -
        POST   /v1/media                            201 session required
        GET    /v1/media                            200 session -
        GET    /v1/media/{id}                       200 session -
        PATCH  /v1/media/{id}                       200 session -
        DELETE /v1/media/{id}                       204 session -
        """;

    /// <summary>Where modules that other tables describe have their addresses.</summary>
    private static readonly Regex s_others = new("^(/mcp|/v1/(catalog|insights|exports))(/|$)");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Calls => [.. Contract.Split('\n', StringSplitOptions.TrimEntries)];

    [Fact]
    public async Task It_names_the_contracts_calls_and_no_others()
    {
        var described = (await PathsAsync()).EnumerateObject()
            .Where(path => !s_others.IsMatch(path.Name))
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => $"{operation.Name.ToUpperInvariant()} {path.Name}"));

        described.Order(StringComparer.Ordinal).ShouldBe(
            Calls.Select(call => string.Join(' ', Columns(call.Data)[..2])).Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Calls))]
    public async Task Every_call_says_its_answers_its_token_and_its_key(string call)
    {
        var (method, path, success, token, key) = Columns(call) is [var m, var p, var s, var t, var k] ? (m, p, s, t, k) : default;
        var operation = (await PathsAsync()).GetProperty(path).GetProperty(method.ToLowerInvariant());

        operation.GetProperty("summary").GetString().ShouldNotBeNullOrWhiteSpace();
        operation.GetProperty("tags").GetArrayLength().ShouldBe(1);
        var responses = operation.GetProperty("responses");
        responses.EnumerateObject().Select(response => response.Name).Where(status => status[0] == '2').ShouldBe([success]);
        responses.GetProperty("default").GetProperty("content").TryGetProperty("application/problem+json", out _).ShouldBeTrue();
        operation.TryGetProperty("security", out _).ShouldBe(token != "none");
        var header = Parameters(operation).SingleOrDefault(parameter => parameter.GetProperty("name").GetString() == "Idempotency-Key");
        (header.ValueKind == JsonValueKind.Undefined ? "-" : IsRequired(header) ? "required" : "optional").ShouldBe(key);
        if (key != "-")
        {
            responses.GetProperty(success).GetProperty("headers").EnumerateObject().Select(one => one.Name)
                .ShouldBe(["Location", "Idempotency-Replayed"], ignoreOrder: true);
        }
    }

    [Fact]
    public async Task A_poll_names_its_headers_and_the_answer_that_nothing_is_new()
    {
        var poll = (await PathsAsync()).GetProperty("/v1/replies/{id}").GetProperty("get");

        Parameters(poll).Select(parameter => parameter.GetProperty("name").GetString())
            .ShouldBe(["id", "cursor", "If-None-Match", "Prefer"], ignoreOrder: true);
        poll.GetProperty("responses").TryGetProperty("304", out _).ShouldBeTrue();
    }

    [Theory]
    [InlineData("NewGoal", "title", 1, 200)]
    [InlineData("NewGoal", "why", 0, 2_000)]
    [InlineData("NewHabit", "name", 1, 200)]
    [InlineData("NewCheckIn", "note", 0, 2_000)]
    [InlineData("NewJournalEntry", "text", 1, 20_000)]
    [InlineData("SendMessage", "text", 1, 8_000)]
    [InlineData("NewAccount", "password", 8, 128)]
    [InlineData("NewToken", "name", 1, 200)]
    [InlineData("FactPatch", "text", 1, 1_000)]
    public async Task Texts_say_their_lengths(string schema, string field, int min, int max)
    {
        var text = (await SchemasAsync()).GetProperty(schema).GetProperty("properties").GetProperty(field);

        (text.GetProperty("minLength").GetInt32(), text.GetProperty("maxLength").GetInt32()).ShouldBe((min, max));
    }

    [Fact]
    public async Task The_examples_are_taken_as_they_are()
    {
        var client = await coach.CreateUserAsync(Cancel);
        var schemas = await SchemasAsync();
        string Example(string schema) => schemas.GetProperty(schema).GetProperty("examples")[0].GetRawText();
        async Task<string> TakesAsync(HttpMethod method, string url, string schema, string? key = null)
        {
            var answer = await client.SendAsync(method, url, Example(schema), Cancel, key);
            ((int)answer.Status).ShouldBeInRange(200, 202, $"{method} {url} {Example(schema)}");
            return answer.Message.Headers.Location?.ToString() ?? url;
        }

        await TakesAsync(HttpMethod.Patch, await TakesAsync(HttpMethod.Post, "/v1/goals", "NewGoal"), "GoalPatch");
        var habit = await TakesAsync(HttpMethod.Post, "/v1/habits", "NewHabit");
        await TakesAsync(HttpMethod.Patch, habit, "HabitPatch");
        await TakesAsync(HttpMethod.Put, $"{habit}/check-ins/2026-03-01", "NewCheckIn");
        await TakesAsync(HttpMethod.Post, "/v1/journal", "NewJournalEntry");
        await TakesAsync(HttpMethod.Patch, "/v1/me", "MePatch");
        await TakesAsync(HttpMethod.Post, "/v1/tokens", "NewToken");
        var conversation = await TakesAsync(HttpMethod.Post, "/v1/conversations", "CreateConversation");
        await TakesAsync(HttpMethod.Post, $"{conversation}/messages", "SendMessage", key: "the-first");
        await TakesAsync(HttpMethod.Post, "/v1/accounts", "NewAccount");
        await TakesAsync(HttpMethod.Post, "/v1/sessions", "Credentials");
    }

    [Fact]
    public async Task It_is_there_without_a_token()
    {
        using var client = coach.CreateClient();
        (await client.GetJsonAsync("/openapi/v1.json", Cancel)).Status.ShouldBe(HttpStatusCode.OK);
    }

    private static string[] Columns(string call) => call.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static JsonElement[] Parameters(JsonElement operation) =>
        operation.TryGetProperty("parameters", out var parameters) ? [.. parameters.EnumerateArray()] : [];

    private static bool IsRequired(JsonElement parameter) => parameter.TryGetProperty("required", out var required) && required.GetBoolean();

    private async Task<JsonElement> PathsAsync() => (await DocumentAsync()).GetProperty("paths");

    private async Task<JsonElement> SchemasAsync() => (await DocumentAsync()).GetProperty("components").GetProperty("schemas");

    private async Task<JsonElement> DocumentAsync()
    {
        using var client = coach.CreateClient();
        return (await client.GetJsonAsync("/openapi/v1.json", Cancel)).Body;
    }
}
