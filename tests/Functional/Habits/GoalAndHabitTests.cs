using System.Net;
using System.Text.Json;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Habits;

[Collection<CoachCollection>]
public sealed class GoalAndHabitTests(CoachFixture coach)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_goal_lives_from_post_to_archive()
    {
        var client = await coach.CreateUserAsync(Cancel);
        var made = await client.SendAsync(HttpMethod.Post, "/v1/goals", new { title = "Run a marathon", why = "Because", targetDate = "2027-05-01" }, Cancel);
        made.Status.ShouldBe(HttpStatusCode.Created);
        var url = made.Message.Headers.Location!.ToString();
        url.ShouldBe($"/v1/goals/{made.Text("id")}");
        (await client.GetJsonAsync(url, Cancel)).Body.GetRawText().ShouldBe(made.Body.GetRawText());

        var changed = await client.SendAsync(HttpMethod.Patch, url, """{"why":null,"title":"Run"}""", Cancel);
        (changed.Text("title"), changed["why"].ValueKind, changed.Text("targetDate")).ShouldBe(("Run", JsonValueKind.Null, "2027-05-01"));
        (await client.SendAsync(HttpMethod.Patch, url, """{"title":null}""", Cancel)).Errors.ShouldBe(["title"]);

        (await client.SendAsync(HttpMethod.Delete, url, null, Cancel)).Status.ShouldBe(HttpStatusCode.NoContent);
        var archived = (await client.GetJsonAsync(url, Cancel))["archivedAt"].GetDateTimeOffset();
        (await client.SendAsync(HttpMethod.Delete, url, null, Cancel)).Status.ShouldBe(HttpStatusCode.NoContent);
        (await client.GetJsonAsync(url, Cancel))["archivedAt"].GetDateTimeOffset().ShouldBe(archived);
        (await client.GetJsonAsync("/v1/goals", Cancel)).Items.ShouldBeEmpty();
        (await client.GetJsonAsync("/v1/goals?archived=true", Cancel)).Items.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_habit_without_days_is_due_every_day_and_days_come_in_order()
    {
        var client = await coach.CreateUserAsync(Cancel);
        var daily = await client.SendAsync(HttpMethod.Post, "/v1/habits", new { name = "Read" }, Cancel);
        daily["days"].EnumerateArray().Select(day => day.GetString()).ShouldBe(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]);
        var some = await client.SendAsync(HttpMethod.Post, "/v1/habits", new { name = "Run", days = (string[])["sun", "mon", "sun"], unit = "km", target = 5.5 }, Cancel);
        some["days"].EnumerateArray().Select(day => day.GetString()).ShouldBe(["mon", "sun"]);
        (some.Text("unit"), some["target"].GetDecimal()).ShouldBe(("km", 5.5m));
    }

    [Theory]
    [InlineData("""{"name":""}""", "name")]
    [InlineData("""{"name":"  "}""", "name")]
    [InlineData("""{"name":"a\u0000b"}""", "name")]
    [InlineData("""{"name":"Run","days":["monday"]}""", "days")]
    [InlineData("""{"name":"Run","days":"mon"}""", "days")]
    [InlineData("""{"name":"Run","target":0}""", "target")]
    [InlineData("""{"name":"Run","target":-1}""", "target")]
    [InlineData("""{"name":"Run","target":"5"}""", "target")]
    [InlineData("""{"name":"Run","goalId":"00000000-0000-7000-8000-000000000000"}""", "goalId")]
    [InlineData("""{"days":["mon"]}""", "name")]
    public async Task A_bad_habit_is_refused_by_field(string body, string field)
    {
        var client = await coach.CreateUserAsync(Cancel);
        var refused = await client.SendAsync(HttpMethod.Post, "/v1/habits", body, Cancel);
        refused.Status.ShouldBe(HttpStatusCode.BadRequest);
        refused.Errors.ShouldBe([field]);
    }

    [Fact]
    public async Task Names_hold_200_characters_and_no_more()
    {
        var client = await coach.CreateUserAsync(Cancel);
        (await client.SendAsync(HttpMethod.Post, "/v1/habits", new { name = new string('x', 200) }, Cancel)).Status.ShouldBe(HttpStatusCode.Created);
        (await client.SendAsync(HttpMethod.Post, "/v1/habits", new { name = new string('x', 201) }, Cancel)).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Another_users_rows_do_not_exist()
    {
        var ann = await coach.CreateUserAsync(Cancel);
        var bob = await coach.CreateUserAsync(Cancel);
        var goal = await ann.SendAsync(HttpMethod.Post, "/v1/goals", new { title = "Run" }, Cancel);
        var habit = await ann.SendAsync(HttpMethod.Post, "/v1/habits", new { name = "Run", goalId = goal.Text("id") }, Cancel);
        var (goals, habits) = ($"/v1/goals/{goal.Text("id")}", $"/v1/habits/{habit.Text("id")}");
        foreach (var (method, url, body) in ((HttpMethod, string, object?)[])
        [
            (HttpMethod.Get, goals, null), (HttpMethod.Patch, goals, new { title = "Mine" }), (HttpMethod.Delete, goals, null),
            (HttpMethod.Get, habits, null), (HttpMethod.Patch, habits, new { name = "Mine" }), (HttpMethod.Delete, habits, null),
            (HttpMethod.Put, $"{habits}/check-ins/2026-01-05", new { done = true }),
            (HttpMethod.Get, $"{habits}/check-ins", null), (HttpMethod.Get, $"{habits}/streak", null),
        ])
        {
            (await bob.SendAsync(method, url, body, Cancel)).Status.ShouldBe(HttpStatusCode.NotFound, $"{method} {url}");
        }

        (await bob.SendAsync(HttpMethod.Post, "/v1/habits", new { name = "Run", goalId = goal.Text("id") }, Cancel)).Errors.ShouldBe(["goalId"]);
        var own = await bob.SendAsync(HttpMethod.Post, "/v1/habits", new { name = "Swim" }, Cancel);
        (await bob.SendAsync(HttpMethod.Patch, $"/v1/habits/{own.Text("id")}", new { goalId = goal.Text("id") }, Cancel)).Errors.ShouldBe(["goalId"]);
        (await bob.GetJsonAsync("/v1/goals?archived=true", Cancel)).Items.ShouldBeEmpty();
        (await ann.GetJsonAsync(goals, Cancel)).Text("title").ShouldBe("Run");
    }

    [Fact]
    public async Task A_list_is_read_page_by_page_in_the_order_made()
    {
        var client = await coach.CreateUserAsync(Cancel);
        var names = Enumerable.Range(1, 5).Select(number => $"Habit {number}").ToList();
        foreach (var name in names)
        {
            await client.SendAsync(HttpMethod.Post, "/v1/habits", new { name }, Cancel);
        }

        List<string> read = [];
        string? cursor = null;
        do
        {
            var page = await client.GetJsonAsync($"/v1/habits?limit=2{(cursor is null ? "" : $"&cursor={cursor}")}", Cancel);
            page.Items.Count.ShouldBeLessThanOrEqualTo(2);
            read.AddRange(page.Items.Select(item => item.GetProperty("name").GetString()!));
            cursor = page["nextCursor"].GetString();
        }
        while (cursor is not null);
        read.ShouldBe(names);
        foreach (var query in (string[])["limit=0", "limit=201", "limit=x", "cursor=nonsense"])
        {
            (await client.GetJsonAsync($"/v1/habits?{query}", Cancel)).Status.ShouldBe(HttpStatusCode.BadRequest, query);
        }
    }

    [Fact]
    public async Task The_same_key_makes_one_goal()
    {
        var client = await coach.CreateUserAsync(Cancel);
        var first = await client.SendAsync(HttpMethod.Post, "/v1/goals", new { title = "Run" }, Cancel, "key-1");
        var again = await client.SendAsync(HttpMethod.Post, "/v1/goals", new { title = "Run" }, Cancel, "key-1");
        again.Status.ShouldBe(HttpStatusCode.Created);
        again.Body.GetRawText().ShouldBe(first.Body.GetRawText());
        again.Message.Headers.Location.ShouldBe(first.Message.Headers.Location);
        (await client.SendAsync(HttpMethod.Post, "/v1/goals", new { title = "Swim" }, Cancel, "key-1")).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await client.SendAsync(HttpMethod.Post, "/v1/habits", new { name = "Run" }, Cancel, "key-1")).Status.ShouldBe(HttpStatusCode.Created);
        (await client.GetJsonAsync("/v1/goals", Cancel)).Items.Count.ShouldBe(1);
    }
}
