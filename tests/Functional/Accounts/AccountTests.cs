using System.Net;
using System.Net.Http.Headers;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Accounts;

[Collection<CoachCollection>]
public sealed class AccountTests(CoachFixture coach)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Signing_up_signs_in()
    {
        var client = coach.CreateClient();
        var email = coach.NewAddress();
        var made = await client.SendAsync(
            HttpMethod.Post,
            "/v1/accounts",
            new { email = $"  {email.ToUpperInvariant()} ", password = CoachFixture.Password, displayName = "Ann", timeZone = "Europe/Berlin", unknown = 1 },
            Cancel);
        made.Status.ShouldBe(HttpStatusCode.Created);
        made["expiresAt"].GetDateTimeOffset().ShouldBeGreaterThan(TimeProvider.System.GetUtcNow());

        client.DefaultRequestHeaders.Authorization = new("Bearer", made.Text("token"));
        var me = await client.GetJsonAsync("/v1/me", Cancel);
        me.Status.ShouldBe(HttpStatusCode.OK);
        me.Text("userId").ShouldBe(made.Text("userId"));
        me.Text("email").ShouldBe(email);
        me.Text("displayName").ShouldBe("Ann");
        me.Text("timeZone").ShouldBe("Europe/Berlin");
    }

    [Theory]
    [InlineData("""{"email":"nobody","password":"long enough","timeZone":"Etc/UTC"}""", "email")]
    [InlineData("""{"email":"a@x.de","password":"short","timeZone":"Etc/UTC"}""", "password")]
    [InlineData("""{"email":"a@x.de","password":"long enough","timeZone":"Mars/Base"}""", "timeZone")]
    [InlineData("""{"email":"a@x.de","password":"long enough"}""", "timeZone")]
    [InlineData("""{"email":"a@x.de","password":12345678,"timeZone":"Etc/UTC"}""", "password")]
    [InlineData("""{"email":"a@x.de","password":"long enough","timeZone":"Etc/UTC","displayName":""}""", "displayName")]
    public async Task A_bad_field_is_named(string body, string field)
    {
        var refused = await coach.CreateClient().SendAsync(HttpMethod.Post, "/v1/accounts", body, Cancel);
        refused.Status.ShouldBe(HttpStatusCode.BadRequest);
        refused.Errors.ShouldBe([field]);
    }

    [Fact]
    public async Task An_address_is_one_account_in_any_case()
    {
        var email = coach.NewAddress();
        await coach.CreateUserAsync(Cancel, email: email);
        var second = await coach.CreateClient().SendAsync(
            HttpMethod.Post, "/v1/accounts", new { email = email.ToUpperInvariant(), password = "another password", timeZone = "Etc/UTC" }, Cancel);
        second.Status.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_address_are_answered_alike()
    {
        var email = coach.NewAddress();
        await coach.CreateUserAsync(Cancel, email: email);
        var client = coach.CreateClient();
        var wrong = await client.SendAsync(HttpMethod.Post, "/v1/sessions", new { email, password = "wrong password" }, Cancel);
        var unknown = await client.SendAsync(HttpMethod.Post, "/v1/sessions", new { email = coach.NewAddress(), password = "wrong password" }, Cancel);
        (wrong.Status, unknown.Status).ShouldBe((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized));
        (wrong.Text("title"), wrong.Text("detail"), wrong.Text("type")).ShouldBe((unknown.Text("title"), unknown.Text("detail"), unknown.Text("type")));
    }

    [Fact]
    public async Task Signing_out_ends_that_session_only()
    {
        var email = coach.NewAddress();
        var first = await coach.CreateUserAsync(Cancel, email: email);
        var second = coach.CreateClient();
        var session = await second.SendAsync(HttpMethod.Post, "/v1/sessions", new { email, password = CoachFixture.Password }, Cancel);
        session.Status.ShouldBe(HttpStatusCode.Created);
        second.DefaultRequestHeaders.Authorization = new("Bearer", session.Text("token"));
        (await second.GetJsonAsync("/v1/me", Cancel)).Status.ShouldBe(HttpStatusCode.OK);

        (await second.SendAsync(HttpMethod.Delete, "/v1/sessions/current", null, Cancel)).Status.ShouldBe(HttpStatusCode.NoContent);
        (await second.GetJsonAsync("/v1/me", Cancel)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await first.GetJsonAsync("/v1/me", Cancel)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_patch_changes_what_it_names_and_null_clears()
    {
        var client = await coach.CreateUserAsync(Cancel);
        var named = await client.SendAsync(HttpMethod.Patch, "/v1/me", """{"displayName":"Ann","email":"other@x.de"}""", Cancel);
        (named.Text("displayName"), named.Text("timeZone")).ShouldBe(("Ann", "Etc/UTC"));
        named.Text("email").ShouldNotBe("other@x.de");
        (await client.SendAsync(HttpMethod.Patch, "/v1/me", """{"timeZone":"Asia/Tokyo"}""", Cancel)).Text("displayName").ShouldBe("Ann");
        var cleared = await client.SendAsync(HttpMethod.Patch, "/v1/me", """{"displayName":null}""", Cancel);
        cleared["displayName"].ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        cleared.Text("timeZone").ShouldBe("Asia/Tokyo");
        (await client.SendAsync(HttpMethod.Patch, "/v1/me", """{"timeZone":null}""", Cancel)).Errors.ShouldBe(["timeZone"]);
    }

    [Fact]
    public async Task Moving_to_another_time_zone_moves_the_users_today()
    {
        // UTC+14 and UTC-11 never have the same day.
        var client = await coach.CreateUserAsync(Cancel, "Pacific/Kiritimati");
        var east = await client.SendAsync(HttpMethod.Post, "/v1/journal", new { text = "east" }, Cancel);
        await client.SendAsync(HttpMethod.Patch, "/v1/me", new { timeZone = "Pacific/Pago_Pago" }, Cancel);
        var west = await client.SendAsync(HttpMethod.Post, "/v1/journal", new { text = "west" }, Cancel);
        string.CompareOrdinal(west.Text("date"), east.Text("date")).ShouldBeLessThan(0);
    }

    [Fact]
    public async Task Guessing_is_slowed_down_for_known_and_unknown_accounts()
    {
        var client = coach.CreateClient();
        var email = coach.NewAddress();
        Answer? last = null;
        for (var attempt = 0; attempt < 40 && last?.Status != HttpStatusCode.TooManyRequests; attempt++)
        {
            last = await client.SendAsync(HttpMethod.Post, "/v1/sessions", new { email, password = $"guess number {attempt}" }, Cancel);
        }

        last!.Status.ShouldBe(HttpStatusCode.TooManyRequests);
        last.Message.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 60);
    }

    [Fact]
    public async Task Nothing_is_reached_without_a_token()
    {
        var client = coach.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "made-up");
        foreach (var path in (string[])["/v1/me", "/v1/goals", "/v1/habits", "/v1/journal"])
        {
            (await client.GetJsonAsync(path, Cancel)).Status.ShouldBe(HttpStatusCode.Unauthorized, path);
        }
    }
}
