using System.Net;
using System.Net.Http.Headers;
using AspireCoach.Functional.Data;
using AspireCoach.Functional.Fixtures;
using Npgsql;

namespace AspireCoach.Functional.Accounts;

/// <summary>What is written for a user while, and after, the account is erased.</summary>
public sealed class ErasureRaceTests(PostgresFixture postgres)
{
    private const string Tables =
        """
        select from (
            select user_id from habits.goals union all select user_id from habits.habits union all select user_id from habits.journal
            union all select user_id from chat.conversations union all select user_id from idempotency.keys where user_id <> '00000000-0000-0000-0000-000000000000') rows
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Neither_a_process_that_still_knows_the_session_nor_a_transaction_under_way_leaves_a_row()
    {
        var database = await postgres.CreateDatabaseAsync(Cancel);
        await using var one = await CoachProcess.StartAsync(database, Cancel);
        await using var two = await CoachProcess.StartAsync(database, Cancel);
        using var here = one.CreateClient();
        using var there = two.CreateClient();
        var session = await here.SendAsync(
            HttpMethod.Post, "/v1/accounts", new { email = "ann@example.org", password = CoachFixture.Password, timeZone = "Etc/UTC" }, Cancel);
        here.DefaultRequestHeaders.Authorization = there.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.Text("token"));
        (await there.GetJsonAsync("/v1/goals", Cancel)).Status.ShouldBe(HttpStatusCode.OK);

        // Inserted before the erasure, committed when it has begun.
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        await using (var write = new NpgsqlCommand(
            $"insert into habits.goals (user_id, id, title, created_at) values ('{session.Text("userId")}', gen_random_uuid(), 'Run', now())", connection))
        {
            await write.ExecuteNonQueryAsync(Cancel);
        }

        var erasing = here.SendAsync(HttpMethod.Delete, "/v1/me", new { password = CoachFixture.Password }, Cancel);
        await Eventually.TrueAsync(
            async () => await QueueDatabase.CountAsync(database, "select from pg_locks where locktype = 'advisory' and not granted", Cancel) > 0, "the erasure waits", Cancel);
        await transaction.CommitAsync(Cancel);
        var started = await erasing;
        started.Status.ShouldBe(HttpStatusCode.Accepted);
        foreach (var (path, body) in ((string, object)[])
            [("/v1/journal", new { text = "A private thought" }), ("/v1/goals", new { title = "Run" }), ("/v1/habits", new { name = "Run" }), ("/v1/conversations", new { title = "Secret" })])
        {
            (await there.SendAsync(HttpMethod.Post, path, body, Cancel, key: "late")).Status.ShouldBe(HttpStatusCode.Unauthorized, path);
        }

        using var asking = one.CreateClient();
        asking.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", started.Text("erasureToken"));
        await Eventually.TrueAsync(
            async () => (await asking.GetJsonAsync(started.Text("statusUrl"), Cancel)).Text("status") == "done", "the erasure is done", Cancel);
        (await QueueDatabase.CountAsync(database, Tables, Cancel)).ShouldBe(0);
    }
}
