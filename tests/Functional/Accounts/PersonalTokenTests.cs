using System.Net;
using AspireCoach.Functional.Fixtures;
using AspireCoach.Functional.Mcp;
using Npgsql;

namespace AspireCoach.Functional.Accounts;

/// <summary>Personal access tokens: shown once, good for <c>/mcp</c> alone, dead everywhere the moment they are revoked.</summary>
[Collection<CoachCollection>]
public sealed class PersonalTokenTests(CoachFixture coach)
{
    private const string List = """{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{}}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_is_shown_once_listed_without_it_and_good_until_it_is_revoked()
    {
        var user = await coach.CreateUserAsync(Cancel);
        var made = await user.SendAsync(HttpMethod.Post, "/v1/tokens", new { name = "Laptop" }, Cancel);
        var now = TimeProvider.System.GetUtcNow();

        made.Status.ShouldBe(HttpStatusCode.Created);
        made.Message.Headers.Location!.ToString().ShouldBe($"/v1/tokens/{made.Text("id")}");
        made.Text("token").ShouldStartWith("cpat_");
        made["expiresAt"].GetDateTimeOffset().ShouldBe(now.AddDays(365), TimeSpan.FromMinutes(1));
        var listed = (await user.GetJsonAsync("/v1/tokens", Cancel)).Items.Single();
        (listed.GetProperty("id").GetString(), listed.GetProperty("name").GetString()).ShouldBe((made.Text("id"), "Laptop"));
        listed.GetRawText().ShouldNotContain("cpat_");
        listed.GetProperty("lastUsedAt").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);

        // More than once, so that in each topology every process has a copy of it.
        var client = coach.CreateClient().WithToken(made.Text("token"));
        for (var call = 0; call < 4; call++)
        {
            (await client.PostMcpAsync(List, Cancel)).Status.ShouldBe(HttpStatusCode.OK);
        }

        (await user.GetJsonAsync("/v1/tokens", Cancel)).Items.Single().GetProperty("lastUsedAt").GetDateTimeOffset().ShouldBe(now, TimeSpan.FromMinutes(1));
        (await user.SendAsync(HttpMethod.Delete, $"/v1/tokens/{made.Text("id")}", null, Cancel)).Status.ShouldBe(HttpStatusCode.NoContent);
        for (var call = 0; call < 4; call++)
        {
            (await client.PostMcpAsync(List, Cancel)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        }

        (await user.SendAsync(HttpMethod.Delete, $"/v1/tokens/{made.Text("id")}", null, Cancel)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await user.GetJsonAsync("/v1/tokens", Cancel)).Items.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("GET", "/v1/me")]
    [InlineData("GET", "/v1/habits")]
    [InlineData("GET", "/v1/tokens")]
    [InlineData("POST", "/v1/tokens")]
    [InlineData("POST", "/v1/conversations")]
    [InlineData("DELETE", "/v1/sessions/current")]
    [InlineData("DELETE", "/v1/me")]
    public async Task It_opens_nothing_but_mcp(string method, string path)
    {
        var user = await coach.CreateUserAsync(Cancel);
        var token = (await user.SendAsync(HttpMethod.Post, "/v1/tokens", new { name = "Laptop" }, Cancel)).Text("token");

        var refused = await coach.CreateClient().WithToken(token).SendAsync(
            new HttpMethod(method), path, method == "GET" ? null : new { name = "x", password = CoachFixture.Password }, Cancel);

        refused.Status.ShouldBe(HttpStatusCode.Forbidden);
        refused.Text("detail").ShouldContain("/mcp");
        refused.Message.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task Another_user_can_neither_see_nor_revoke_it()
    {
        var (user, other) = (await coach.CreateUserAsync(Cancel), await coach.CreateUserAsync(Cancel));
        var made = await user.SendAsync(HttpMethod.Post, "/v1/tokens", new { name = "Laptop" }, Cancel);

        (await other.GetJsonAsync("/v1/tokens", Cancel)).Items.ShouldBeEmpty();
        (await other.SendAsync(HttpMethod.Delete, $"/v1/tokens/{made.Text("id")}", null, Cancel)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await coach.CreateClient().WithToken(made.Text("token")).PostMcpAsync(List, Cancel)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_replay_gives_the_same_token_although_it_is_nowhere_stored()
    {
        var email = coach.NewAddress();
        var user = await coach.CreateUserAsync(Cancel, email: email);
        var first = await user.SendAsync(HttpMethod.Post, "/v1/tokens", new { name = "Laptop" }, Cancel, "key");

        var again = await user.SendAsync(HttpMethod.Post, "/v1/tokens", new { name = "Laptop" }, Cancel, "key");

        again.Body.GetRawText().ShouldBe(first.Body.GetRawText());
        again.Message.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
        (await user.GetJsonAsync("/v1/tokens", Cancel)).Items.Count.ShouldBe(1);
        (await coach.CreateClient().WithToken(again.Text("token")).PostMcpAsync(List, Cancel)).Status.ShouldBe(HttpStatusCode.OK);
        (await user.SendAsync(HttpMethod.Post, "/v1/tokens", new { name = "Other" }, Cancel, "key")).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);

        // Another session of the same user cannot make it again, and is not given a token that does not work.
        var session = await coach.CreateClient().SendAsync(HttpMethod.Post, "/v1/sessions", new { email, password = CoachFixture.Password }, Cancel);
        var elsewhere = coach.CreateClient().WithToken(session.Text("token"));
        (await elsewhere.SendAsync(HttpMethod.Post, "/v1/tokens", new { name = "Laptop" }, Cancel, "key")).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await FindInDatabaseAsync(first.Text("token")["cpat_".Length..])).ShouldBe(0);
    }

    [Theory]
    [InlineData("""{}""", "name")]
    [InlineData("""{"name":" "}""", "name")]
    [InlineData("""{"name":"x","expiresAt":"2020-01-01T00:00:00Z"}""", "expiresAt")]
    [InlineData("""{"name":"x","expiresAt":"2999-01-01T00:00:00Z"}""", "expiresAt")]
    [InlineData("""{"name":"x","expiresAt":"soon"}""", "expiresAt")]
    public async Task What_is_wrong_is_said_of_its_field(string body, string field)
    {
        var user = await coach.CreateUserAsync(Cancel);

        var refused = await user.SendAsync(HttpMethod.Post, "/v1/tokens", body, Cancel);

        refused.Status.ShouldBe(HttpStatusCode.BadRequest);
        refused.Errors.ShouldBe([field]);
    }

    [Fact]
    public async Task A_token_ends_when_its_user_said_it_would()
    {
        var user = await coach.CreateUserAsync(Cancel);
        var ends = TimeProvider.System.GetUtcNow().AddSeconds(2);
        var made = await user.SendAsync(HttpMethod.Post, "/v1/tokens", new { name = "Short", expiresAt = ends }, Cancel);
        var client = coach.CreateClient().WithToken(made.Text("token"));

        await Eventually.TrueAsync(async () => (await client.PostMcpAsync(List, Cancel)).Status == HttpStatusCode.Unauthorized, "it has ended", Cancel);

        TimeProvider.System.GetUtcNow().ShouldBeGreaterThanOrEqualTo(ends);
        (await user.GetJsonAsync("/v1/tokens", Cancel)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task There_are_fifty_of_a_user_at_most_however_many_are_asked_for_at_once()
    {
        var user = await coach.CreateUserAsync(Cancel);

        var answers = await Task.WhenAll(Enumerable.Range(0, 55).Select(at => user.SendAsync(HttpMethod.Post, "/v1/tokens", new { name = $"Token {at}" }, Cancel)));

        answers.Count(answer => answer.Status == HttpStatusCode.Created).ShouldBe(50);
        answers.Count(answer => answer.Status == HttpStatusCode.Conflict).ShouldBe(5);
        var first = await user.GetJsonAsync("/v1/tokens?limit=30", Cancel);
        var second = await user.GetJsonAsync($"/v1/tokens?limit=30&cursor={first.Text("nextCursor")}", Cancel);
        first.Items.Concat(second.Items).Select(item => item.GetProperty("id").GetString()).Distinct().Count().ShouldBe(50);
    }

    [Fact]
    public async Task It_is_erased_with_the_account()
    {
        var user = await coach.CreateUserAsync(Cancel);
        var client = coach.CreateClient().WithToken((await user.SendAsync(HttpMethod.Post, "/v1/tokens", new { name = "Laptop" }, Cancel)).Text("token"));
        (await client.PostMcpAsync(List, Cancel)).Status.ShouldBe(HttpStatusCode.OK);

        (await user.SendAsync(HttpMethod.Delete, "/v1/me", new { password = CoachFixture.Password }, Cancel)).Status.ShouldBe(HttpStatusCode.Accepted);

        (await client.PostMcpAsync(List, Cancel)).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private async Task<long> FindInDatabaseAsync(string secret)
    {
        await using var source = NpgsqlDataSource.Create(coach.ConnectionString);
        await using var command = source.CreateCommand(
            """
            select (select count(*) from idempotency.keys k where convert_from(k.body, 'UTF8') like '%' || $1 || '%')
                 + (select count(*) from sessions.sessions s where s::text like '%' || $1 || '%')
            """);
        command.Parameters.AddWithValue(secret);
        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }
}
