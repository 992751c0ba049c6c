using AspireCoach.Functional.Fixtures;
using AspireCoach.Knowledge;
using Npgsql;

namespace AspireCoach.Functional.Knowledge;

/// <summary>Entries that come in while a search runs.</summary>
public sealed class ArrivalTests(PostgresFixture postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_comes_in_between_two_reads_of_a_search_is_found_or_said_to_be_unknown()
    {
        var database = await postgres.CreateDatabaseAsync(Cancel);
        await using var node = await KnowledgeNode.StartAsync(database, Cancel, upkeep: false);
        var user = Entries.NewId();
        var entry = Entries.Turn(user, "I'm allergic to peanuts.") with { Told = "Allergic to peanuts", Category = "health" };
        await using var gate = new NpgsqlConnection(database + ";Pooling=false");
        await gate.OpenAsync(Cancel);
        await using var held = await gate.BeginTransactionAsync(Cancel);
        await using var hold = new NpgsqlCommand("lock table knowledge.removed in access exclusive mode", gate, held);
        await hold.ExecuteNonQueryAsync(Cancel);

        // The read that asks what is unknown waits for the table of what was removed; the other one does not.
        var search = node.Knowledge.SearchAsync(
            new KnowledgeQuery(user, "What can I have as a snack?") { About = ["health"], AboutFirst = ["health"], Except = [entry.Id] }, Cancel);
        await Eventually.TrueAsync(
            () => PostgresFixture.QueryAsync<bool>(
                database, "select exists (select from pg_locks where relation = 'knowledge.removed'::regclass and not granted)", Cancel),
            "the search waits", Cancel);
        await node.PutAsync(Cancel, entry);
        await held.RollbackAsync(Cancel);

        var answer = await search;
        answer.Hits.Select(hit => hit.Entry.Id).Concat(answer.Unknown).ShouldBe([entry.Id]);
    }
}
