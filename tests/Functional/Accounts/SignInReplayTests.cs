using System.Net;
using System.Text;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Accounts;

[Collection<CoachCollection>]
public sealed class SignInReplayTests(CoachFixture coach)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_repeated_sign_up_gives_the_same_token_which_is_nowhere_stored()
    {
        var client = coach.CreateClient();
        var (email, key) = (coach.NewAddress(), NewKey());
        var body = new { email, password = CoachFixture.Password, timeZone = "Etc/UTC" };
        var first = await client.SendAsync(HttpMethod.Post, "/v1/accounts", body, Cancel, key);
        var again = await client.SendAsync(HttpMethod.Post, "/v1/accounts", body, Cancel, key);
        (first.Status, again.Status).ShouldBe((HttpStatusCode.Created, HttpStatusCode.Created));
        again.Body.GetRawText().ShouldBe(first.Body.GetRawText());
        again.Message.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);

        client.DefaultRequestHeaders.Authorization = new("Bearer", again.Text("token"));
        (await client.GetJsonAsync("/v1/me", Cancel)).Text("email").ShouldBe(email);
        var stored = await PostgresFixture.QueryAsync<byte[]>(
            coach.ConnectionString, $"select body from idempotency.keys where key = '{key}'", Cancel);
        Encoding.UTF8.GetString(stored).ShouldNotContain(first.Text("token"));
    }

    [Fact]
    public async Task A_repeated_sign_up_with_another_password_is_another_body()
    {
        var client = coach.CreateClient();
        var (email, key) = (coach.NewAddress(), NewKey());
        await client.SendAsync(HttpMethod.Post, "/v1/accounts", new { email, password = CoachFixture.Password, timeZone = "Etc/UTC" }, Cancel, key);
        var other = await client.SendAsync(HttpMethod.Post, "/v1/accounts", new { email, password = "another password", timeZone = "Etc/UTC" }, Cancel, key);
        other.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var elsewhere = await client.SendAsync(HttpMethod.Post, "/v1/accounts", new { email, password = CoachFixture.Password, timeZone = "Asia/Tokyo" }, Cancel, key);
        elsewhere.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task A_repeated_sign_in_opens_one_session()
    {
        var email = coach.NewAddress();
        await coach.CreateUserAsync(Cancel, email: email);
        var (client, key) = (coach.CreateClient(), NewKey());
        var first = await client.SendAsync(HttpMethod.Post, "/v1/sessions", new { email, password = CoachFixture.Password }, Cancel, key);
        var again = await client.SendAsync(HttpMethod.Post, "/v1/sessions", new { email, password = CoachFixture.Password }, Cancel, key);
        again.Body.GetRawText().ShouldBe(first.Body.GetRawText());

        var wrong = await client.SendAsync(HttpMethod.Post, "/v1/sessions", new { email, password = "wrong password" }, Cancel, key);
        wrong.Status.ShouldBe(HttpStatusCode.Unauthorized);
        var sessions = await PostgresFixture.QueryAsync<long>(
            coach.ConnectionString, $"select count(*) from sessions.sessions where user_id = '{first.Text("userId")}'", Cancel);
        sessions.ShouldBe(2);
    }

    [Fact]
    public async Task Sign_ups_with_one_key_at_once_make_one_account()
    {
        var client = coach.CreateClient();
        var (email, key) = (coach.NewAddress(), NewKey());
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => client.SendAsync(
            HttpMethod.Post, "/v1/accounts", new { email, password = CoachFixture.Password, timeZone = "Etc/UTC" }, Cancel, key)));
        var made = answers.Where(answer => answer.Status == HttpStatusCode.Created).ToList();
        made.ShouldNotBeEmpty();
        made.Select(answer => answer.Text("token")).Distinct().Count().ShouldBe(1);
        foreach (var answer in answers.Except(made))
        {
            answer.Status.ShouldBe(HttpStatusCode.Conflict);
            answer.Message.Headers.RetryAfter.ShouldNotBeNull();
        }
    }

    private static string NewKey() => Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString();
}
