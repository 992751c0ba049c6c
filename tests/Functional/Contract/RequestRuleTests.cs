using System.Net;
using System.Net.Http.Headers;
using System.Text;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Contract;

/// <summary>The rules for every endpoint, where a module's own tests do not meet them.</summary>
[Collection<CoachCollection>]
public sealed class RequestRuleTests(CoachFixture coach)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("application/json; charset=\"utf-8\"", 201)]
    [InlineData("application/json; charset=\"UTF-8\"; x=y", 201)]
    [InlineData("application/json; charset=utf-8", 201)]
    [InlineData("application/json; charset=utf-7", 415)]
    [InlineData("application/json; charset=\"utf-7\"", 415)]
    [InlineData("application/json; charset=\"a b\"", 415)]
    [InlineData("application/json; charset=unheard-of", 415)]
    [InlineData("text/plain", 415)]
    public async Task A_charset_is_read_as_http_writes_it(string type, int status)
    {
        var client = await coach.CreateUserAsync(Cancel);
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes("""{"title":"Run"}"""));
        content.Headers.TryAddWithoutValidation("Content-Type", type).ShouldBeTrue();

        using var answer = await client.PostAsync("/v1/goals", content, Cancel);

        ((int)answer.StatusCode).ShouldBe(status);
        answer.Headers.Contains("traceresponse").ShouldBeTrue();
    }

    [Theory]
    [InlineData("2025-1-1")]
    [InlineData("1%20Jan")]
    [InlineData("5%2F2025")]
    [InlineData("2025-01")]
    [InlineData("%202025-01-01")]
    [InlineData("2025-02-30")]
    [InlineData("10000-01-01")]
    [InlineData("2025-01-01T00:00:00Z")]
    public async Task A_day_in_an_address_is_written_in_full_or_refused(string day)
    {
        var client = await coach.CreateUserAsync(Cancel);
        var habit = (await client.SendAsync(HttpMethod.Post, "/v1/habits", new { name = "Run" }, Cancel)).Text("id");

        (await client.SendAsync(HttpMethod.Put, $"/v1/habits/{habit}/check-ins/{day}", new { done = true }, Cancel)).Errors.ShouldBe(["date"]);
        (await client.GetJsonAsync($"/v1/habits/{habit}/check-ins?from={day}", Cancel)).Errors.ShouldBe(["from"]);
        (await client.GetJsonAsync($"/v1/journal?to={day}", Cancel)).Errors.ShouldBe(["to"]);
    }

    [Fact]
    public async Task A_cursor_of_another_list_is_refused_and_an_empty_one_is_the_beginning()
    {
        var client = await coach.CreateUserAsync(Cancel);
        var conversation = (await client.SendAsync(HttpMethod.Post, "/v1/conversations", new { }, Cancel)).Text("id");
        foreach (var _ in (int[])[1, 2])
        {
            await client.SendAsync(HttpMethod.Post, "/v1/goals", new { title = "Run" }, Cancel);
            await client.SendAsync(HttpMethod.Post, "/v1/journal", new { text = "Ran" }, Cancel);
        }

        var day = (await client.GetJsonAsync("/v1/journal?limit=1", Cancel)).Text("nextCursor");
        var instant = (await client.GetJsonAsync("/v1/goals?limit=1", Cancel)).Text("nextCursor");

        await client.SendAsync(HttpMethod.Post, "/v1/conversations", new { }, Cancel);
        var id = (await client.GetJsonAsync("/v1/conversations?limit=1", Cancel)).Text("nextCursor");

        (await client.GetJsonAsync($"/v1/memory/facts?cursor={id}", Cancel)).Errors.ShouldBe(["cursor"]);
        (await client.GetJsonAsync($"/v1/goals?cursor={day}", Cancel)).Errors.ShouldBe(["cursor"]);
        (await client.GetJsonAsync($"/v1/habits?cursor={day}", Cancel)).Errors.ShouldBe(["cursor"]);
        (await client.GetJsonAsync($"/v1/journal?cursor={instant}", Cancel)).Errors.ShouldBe(["cursor"]);
        foreach (var list in (string[])["/v1/conversations", $"/v1/conversations/{conversation}/messages"])
        {
            (await client.GetJsonAsync($"{list}?cursor={instant}", Cancel)).Errors.ShouldBe(["cursor"]);
            (await client.GetJsonAsync($"{list}?cursor=", Cancel)).Status.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task A_header_of_any_bytes_is_judged_here_and_answered_with_a_problem()
    {
        var client = await coach.CreateUserAsync(Cancel);
        var token = client.DefaultRequestHeaders.Authorization!.Parameter!;
        var key = await RawHttp.SendAsync(
            coach.Address,
            $"POST /v1/goals HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: \u00e9\u00ff\r\nContent-Type: application/json\r\nContent-Length: 13\r\nConnection: close\r\n\r\n{{\"title\":\"a\"}}",
            Cancel);
        key.ShouldStartWith("HTTP/1.1 400 ");
        key.ShouldContain("Idempotency-Key");
        key.ShouldContain("traceresponse: ");

        var wrong = await RawHttp.SendAsync(
            coach.Address, "GET /v1/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \u00e9\u00ff\r\nConnection: close\r\n\r\n", Cancel);
        wrong.ShouldStartWith("HTTP/1.1 401 ");
        wrong.ShouldContain("WWW-Authenticate: Bearer");
    }

    [Fact]
    public async Task A_wrong_password_is_answered_with_what_a_401_must_name()
    {
        using var client = coach.CreateClient();
        var answer = await client.SendAsync(
            HttpMethod.Post, "/v1/sessions", new { email = coach.NewAddress(), password = "wrong wrong" }, Cancel);

        answer.Status.ShouldBe(HttpStatusCode.Unauthorized);
        answer.Message.Headers.WwwAuthenticate.ShouldBe([new AuthenticationHeaderValue("Bearer")]);
    }

    [Theory]
    [InlineData("/v1/goals", "{}", "title", "is required")]
    [InlineData("/v1/habits", """{"name":"Run","target":0}""", "target", "must be between 0 exclusive and 1000000000")]
    [InlineData("/v1/sessions", """{"email":"a@b.c","password":"a\u0000b"}""", "password", "must not contain the NUL character")]
    [InlineData("/v1/sessions", """{"email":"a\u0000@b.c","password":"ab"}""", "email", "must not contain the NUL character")]
    public async Task What_is_wrong_with_a_field_is_said_without_names_from_the_code(string url, string body, string field, string problem)
    {
        var client = await coach.CreateUserAsync(Cancel);
        var answer = await client.SendAsync(HttpMethod.Post, url, body, Cancel);

        answer.Errors.ShouldBe([field]);
        answer["errors"].GetProperty(field).EnumerateArray().Select(message => message.GetString()).ShouldBe([problem]);
    }
}
