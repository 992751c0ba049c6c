using System.Globalization;
using System.Net;
using System.Text.Json;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Habits;

[Collection<CoachCollection>]
public sealed class CheckInTests(CoachFixture coach)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static DateOnly Today => DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

    [Fact]
    public async Task A_day_is_logged_once_however_often_it_is_sent_and_replaced_when_it_changes()
    {
        var client = await coach.CreateUserAsync(Cancel);
        var url = await HabitAsync(client);
        for (var time = 0; time < 3; time++)
        {
            var set = await client.SendAsync(HttpMethod.Put, $"{url}/check-ins/2026-01-05", new { done = true, amount = 5.2, note = "felt good" }, Cancel);
            set.Status.ShouldBe(HttpStatusCode.OK);
            (set.Text("date"), set["done"].GetBoolean(), set["amount"].GetDecimal(), set.Text("note")).ShouldBe(("2026-01-05", true, 5.2m, "felt good"));
        }

        await client.SendAsync(HttpMethod.Put, $"{url}/check-ins/2026-01-05", new { done = false }, Cancel);
        var only = (await client.GetJsonAsync($"{url}/check-ins", Cancel)).Items.ShouldHaveSingleItem();
        only.GetProperty("done").GetBoolean().ShouldBeFalse();
        only.GetProperty("amount").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Days_are_from_2000_to_tomorrow_in_the_users_zone()
    {
        var client = await coach.CreateUserAsync(Cancel);
        var url = await HabitAsync(client);
        foreach (var (day, status) in ((string, HttpStatusCode)[])
        [
            ("1999-12-31", HttpStatusCode.BadRequest), ("2000-01-01", HttpStatusCode.OK),
            (Text(Today.AddDays(3)), HttpStatusCode.BadRequest), ("2026-02-30", HttpStatusCode.BadRequest), ("today", HttpStatusCode.BadRequest),
        ])
        {
            (await client.SendAsync(HttpMethod.Put, $"{url}/check-ins/{day}", new { done = true }, Cancel)).Status.ShouldBe(status, day);
        }

        // On the line where the day begins, it is a day later than on the other side of it.
        var east = await coach.CreateUserAsync(Cancel, "Pacific/Kiritimati");
        var easts = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(14));
        var tomorrow = await east.SendAsync(HttpMethod.Put, $"{await HabitAsync(east)}/check-ins/{Text(easts.AddDays(1))}", new { done = true }, Cancel);
        tomorrow.Status.ShouldBe(HttpStatusCode.OK);
        var west = await coach.CreateUserAsync(Cancel, "Pacific/Pago_Pago");
        var refused = await west.SendAsync(HttpMethod.Put, $"{await HabitAsync(west)}/check-ins/{Text(easts.AddDays(1))}", new { done = true }, Cancel);
        refused.Errors.ShouldBe(["date"]);
    }

    [Theory]
    [InlineData("""{}""", "done")]
    [InlineData("""{"done":"yes"}""", "done")]
    [InlineData("""{"done":true,"amount":-1}""", "amount")]
    [InlineData("""{"done":true,"amount":"5"}""", "amount")]
    public async Task A_bad_check_in_is_refused_by_field(string body, string field)
    {
        var client = await coach.CreateUserAsync(Cancel);
        var refused = await client.SendAsync(HttpMethod.Put, $"{await HabitAsync(client)}/check-ins/2026-01-05", body, Cancel);
        refused.Status.ShouldBe(HttpStatusCode.BadRequest);
        refused.Errors.ShouldBe([field]);
    }

    [Fact]
    public async Task A_note_has_2000_characters_at_most()
    {
        var client = await coach.CreateUserAsync(Cancel);
        var url = await HabitAsync(client);
        (await client.SendAsync(HttpMethod.Put, $"{url}/check-ins/2026-01-05", new { done = true, note = "" }, Cancel)).Status.ShouldBe(HttpStatusCode.OK);
        (await client.SendAsync(HttpMethod.Put, $"{url}/check-ins/2026-01-05", new { done = true, note = new string('x', 2000) }, Cancel)).Status.ShouldBe(HttpStatusCode.OK);
        (await client.SendAsync(HttpMethod.Put, $"{url}/check-ins/2026-01-05", new { done = true, note = new string('x', 2001) }, Cancel)).Errors.ShouldBe(["note"]);
    }

    [Fact]
    public async Task Check_ins_are_read_by_range_and_page_the_newest_first()
    {
        var client = await coach.CreateUserAsync(Cancel);
        var url = await HabitAsync(client);
        for (var day = 1; day <= 7; day++)
        {
            await client.SendAsync(HttpMethod.Put, $"{url}/check-ins/2026-01-0{day}", new { done = true }, Cancel);
        }

        var first = await client.GetJsonAsync($"{url}/check-ins?from=2026-01-02&to=2026-01-06&limit=3", Cancel);
        Days(first).ShouldBe(["2026-01-06", "2026-01-05", "2026-01-04"]);
        var second = await client.GetJsonAsync($"{url}/check-ins?from=2026-01-02&to=2026-01-06&limit=3&cursor={first.Text("nextCursor")}", Cancel);
        Days(second).ShouldBe(["2026-01-03", "2026-01-02"]);
        second["nextCursor"].ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task A_streak_counts_up_to_yesterday_while_today_is_open()
    {
        var client = await coach.CreateUserAsync(Cancel);
        var url = await HabitAsync(client);
        (await StreakAsync(client, url)).ShouldBe((0, 0, null, 0));
        var today = Today;
        foreach (var ago in (int[])[5, 3, 2, 1])
        {
            await client.SendAsync(HttpMethod.Put, $"{url}/check-ins/{Text(today.AddDays(-ago))}", new { done = true }, Cancel);
        }

        (await StreakAsync(client, url)).ShouldBe((3, 3, Text(today.AddDays(-1)), 4.0 / 5));
        await client.SendAsync(HttpMethod.Put, $"{url}/check-ins/{Text(today)}", new { done = true }, Cancel);
        await client.SendAsync(HttpMethod.Put, $"{url}/check-ins/{Text(today.AddDays(-4))}", new { done = true }, Cancel);
        (await StreakAsync(client, url)).ShouldBe((6, 6, Text(today), 1));
    }

    [Fact]
    public async Task An_archived_habit_can_still_be_read_and_corrected()
    {
        var client = await coach.CreateUserAsync(Cancel);
        var url = await HabitAsync(client);
        await client.SendAsync(HttpMethod.Delete, url, null, Cancel);
        (await client.SendAsync(HttpMethod.Put, $"{url}/check-ins/{Text(Today.AddDays(-1))}", new { done = true }, Cancel)).Status.ShouldBe(HttpStatusCode.OK);
        (await StreakAsync(client, url)).Current.ShouldBe(1);
    }

    [Fact]
    public async Task Ten_years_of_check_ins_are_one_streak()
    {
        var client = await coach.CreateUserAsync(Cancel);
        var url = await HabitAsync(client);
        var today = Today;
        await PostgresFixture.QueryAsync<long>(
            coach.ConnectionString,
            $"""
            with added as (
                insert into habits.check_ins (user_id, habit_id, day, done)
                select user_id, id, date '{Text(today)}' - ago, true from habits.habits, generate_series(0, 3652) ago
                where id = '{url.Split('/')[^1]}' returning 1)
            select count(*) from added
            """,
            Cancel);
        (await StreakAsync(client, url)).ShouldBe((3653, 3653, Text(today), 1));
    }

    private static async Task<string> HabitAsync(HttpClient client) =>
        $"/v1/habits/{(await client.SendAsync(HttpMethod.Post, "/v1/habits", new { name = "Run" }, Cancel)).Text("id")}";

    private static async Task<(int Current, int Longest, string? LastDone, double Completion)> StreakAsync(HttpClient client, string url)
    {
        var streak = await client.GetJsonAsync($"{url}/streak", Cancel);
        return (streak["current"].GetInt32(), streak["longest"].GetInt32(), streak["lastDone"].GetString(), streak["completion30d"].GetDouble());
    }

    private static IEnumerable<string?> Days(Answer page) => page.Items.Select(item => item.GetProperty("date").GetString());

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
