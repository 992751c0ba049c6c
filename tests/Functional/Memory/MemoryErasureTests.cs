using System.Net;
using AspireCoach.Functional.Fixtures;
using Npgsql;
using static AspireCoach.Functional.Memory.Remembering;

namespace AspireCoach.Functional.Memory;

/// <summary>What is left of what was known of a user who is gone.</summary>
[Collection<CoachCollection>]
public sealed class MemoryErasureTests(CoachFixture coach)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Erasing_a_user_leaves_no_row_of_what_was_known_said_or_forgotten()
    {
        using var client = await coach.CreateUserAsync(Cancel);
        var user = (await client.GetJsonAsync("/v1/me", Cancel)).Text("userId");
        foreach (var text in (string[])["I'm allergic to peanuts.", "I am vegetarian."])
        {
            await client.SayAsync(text, Cancel);
            await client.ExtractAsync(Cancel);
        }

        var facts = await client.FactsAsync(Cancel);
        facts.Count.ShouldBe(2);
        await client.SendAsync(HttpMethod.Patch, $"/v1/memory/facts/{Of(facts[0], "id")}", new { text = "Eats no peanuts at all" }, Cancel);
        await client.SendAsync(HttpMethod.Delete, $"/v1/memory/facts/{Of(facts[1], "id")}", null, Cancel);
        await client.SayAsync("I'm training for a marathon in Boston.", Cancel);
        (await RowsOfAsync(user)).ShouldNotBeEmpty();

        var erasing = await client.SendAsync(HttpMethod.Delete, "/v1/me", new { password = CoachFixture.Password }, Cancel);
        erasing.Status.ShouldBe(HttpStatusCode.Accepted);
        using var asking = coach.CreateClient();
        asking.DefaultRequestHeaders.Authorization = new("Bearer", erasing.Text("erasureToken"));
        await Eventually.TrueAsync(
            async () => (await asking.GetJsonAsync(erasing.Text("statusUrl"), Cancel)).Text("status") == "done", "the erasure is done", Cancel);

        (await RowsOfAsync(user)).ShouldBeEmpty();
        (await PostgresFixture.QueryAsync<long>(
            coach.ConnectionString, "select count(*) from memory.evidence e where not exists (select from memory.facts f where f.id = e.fact_id)", Cancel)).ShouldBe(0);
    }

    /// <summary>The tables of memory and knowledge that hold a user's id anywhere in a row.</summary>
    private async Task<IReadOnlyList<string>> RowsOfAsync(string user)
    {
        await using var connection = new NpgsqlConnection(coach.ConnectionString);
        await connection.OpenAsync(Cancel);
        List<string> tables = [], holding = [];
        await using (var list = new NpgsqlCommand("select schemaname || '.' || tablename from pg_tables where schemaname in ('memory', 'knowledge')", connection))
        await using (var reader = await list.ExecuteReaderAsync(Cancel))
        {
            while (await reader.ReadAsync(Cancel))
            {
                tables.Add(reader.GetString(0));
            }
        }

        tables.Count.ShouldBeGreaterThan(5);
        foreach (var table in tables)
        {
            await using var find = new NpgsqlCommand($"select exists (select from {table} one where one::text like '%{user}%')", connection);
            if (await find.ExecuteScalarAsync(Cancel) is true)
            {
                holding.Add(table);
            }
        }

        return holding;
    }
}
