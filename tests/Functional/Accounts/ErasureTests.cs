using System.Net;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Accounts;

[Collection<CoachCollection>]
public sealed class ErasureTests(CoachFixture coach)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wrong_password_erases_nothing()
    {
        var client = await coach.CreateUserAsync(Cancel);
        (await client.SendAsync(HttpMethod.Delete, "/v1/me", new { password = "wrong password" }, Cancel)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await client.GetJsonAsync("/v1/me", Cancel)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Erasing_ends_every_session_removes_every_row_and_frees_the_address()
    {
        var email = coach.NewAddress();
        var client = await coach.CreateUserAsync(Cancel, email: email);
        var other = coach.CreateClient();
        var session = await other.SendAsync(HttpMethod.Post, "/v1/sessions", new { email, password = CoachFixture.Password }, Cancel);
        other.DefaultRequestHeaders.Authorization = new("Bearer", session.Text("token"));
        await FillAsync(client);

        var started = await client.SendAsync(HttpMethod.Delete, "/v1/me", new { password = CoachFixture.Password }, Cancel);
        started.Status.ShouldBe(HttpStatusCode.Accepted);
        (await client.GetJsonAsync("/v1/me", Cancel)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await other.GetJsonAsync("/v1/me", Cancel)).Status.ShouldBe(HttpStatusCode.Unauthorized);

        var asking = coach.CreateClient();
        asking.DefaultRequestHeaders.Authorization = new("Bearer", started.Text("erasureToken"));
        Answer? status = null;
        await Eventually.TrueAsync(
            async () => (status = await asking.GetJsonAsync(started.Text("statusUrl"), Cancel)).Text("status") == "done", "the erasure is done", Cancel);
        foreach (var store in (string[])["postgres", "vectors", "blobs", "cache"])
        {
            status!["stores"].GetProperty(store).GetString().ShouldBe("done");
        }

        status!["finishedAt"].GetDateTimeOffset().ShouldBeGreaterThan(default);
        foreach (var table in (string[])["goals", "habits", "check_ins", "journal"])
        {
            var left = await PostgresFixture.QueryAsync<long>(
                coach.ConnectionString, $"select count(*) from habits.{table} where user_id = '{session.Text("userId")}'", Cancel);
            left.ShouldBe(0, table);
        }

        var again = await coach.CreateUserAsync(Cancel, email: email);
        (await again.GetJsonAsync("/v1/goals", Cancel)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Only_its_own_token_reads_an_erasure()
    {
        var client = await coach.CreateUserAsync(Cancel);
        var stranger = await coach.CreateUserAsync(Cancel);
        var started = await client.SendAsync(HttpMethod.Delete, "/v1/me", new { password = CoachFixture.Password }, Cancel);
        (await coach.CreateClient().GetJsonAsync(started.Text("statusUrl"), Cancel)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await stranger.GetJsonAsync(started.Text("statusUrl"), Cancel)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.GetJsonAsync($"/v1/erasures/{Guid.Empty}", Cancel)).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    private static async Task FillAsync(HttpClient client)
    {
        var goal = await client.SendAsync(HttpMethod.Post, "/v1/goals", new { title = "Run" }, Cancel);
        var habit = await client.SendAsync(HttpMethod.Post, "/v1/habits", new { name = "Run", goalId = goal.Text("id") }, Cancel);
        await client.SendAsync(HttpMethod.Put, $"/v1/habits/{habit.Text("id")}/check-ins/2026-01-05", new { done = true }, Cancel);
        await client.SendAsync(HttpMethod.Post, "/v1/journal", new { text = "A private thought" }, Cancel);
    }
}
