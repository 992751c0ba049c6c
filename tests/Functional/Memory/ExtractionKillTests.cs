using AspireCoach.AppHost.Local;
using AspireCoach.Functional.Chat;
using AspireCoach.Functional.Fixtures;
using Npgsql;
using static AspireCoach.Functional.Memory.Remembering;

namespace AspireCoach.Functional.Memory;

/// <summary>A coach that is killed while it reads.</summary>
public sealed class ExtractionKillTests(PostgresFixture postgres)
{
    private static readonly string[] s_said =
    [
        "I'm allergic to peanuts.", "I am vegetarian.", "My goal is to run a marathon.", "I live in Berlin.", "I work as a nurse.", "I have asthma.",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Killed_before_what_it_read_is_kept_it_goes_on_there_and_adds_nothing_twice(int turn)
    {
        var database = await postgres.CreateDatabaseAsync(Cancel);
        var port = LoopbackPort.Free();
        var settings = new Dictionary<string, string> { ["Jobs__LeaseSeconds"] = "2", ["Jobs__SlowPollMilliseconds"] = "200", ["Memory__TurnsPerBatch"] = "1" };
        var coach = await CoachProcess.StartAsync(database, Cancel, port, settings);
        try
        {
            using var client = await Conversations.SignUpAsync(coach.CreateClient(), Cancel);
            foreach (var text in s_said)
            {
                await client.SayAsync(text, Cancel);
            }

            // With all of a turn written and nothing of it committed, the reading waits for the test.
            await Data.QueueDatabase.ExecuteAsync(
                database,
                $"""
                create function memory.wait() returns trigger language plpgsql as 'begin perform pg_advisory_xact_lock(42); return new; end';
                create trigger wait before update on memory.extractions for each row when (new.turns_read = {turn} and old.turns_read < {turn}) execute function memory.wait()
                """,
                Cancel);
            string run;
            await using (var holding = new NpgsqlConnection(database + ";Pooling=false"))
            {
                await holding.OpenAsync(Cancel);
                await using var hold = new NpgsqlCommand("select pg_advisory_lock(42)", holding);
                await hold.ExecuteNonQueryAsync(Cancel);
                run = await client.BeginExtractionAsync(Cancel);
                await Eventually.TrueAsync(
                    async () => await Data.QueueDatabase.CountAsync(database, "select from pg_locks where locktype = 'advisory' and objid = 42 and not granted", Cancel) == 1,
                    "the reading waits", Cancel);
                await coach.KillAsync();
            }

            await coach.DisposeAsync();
            coach = await CoachProcess.StartAsync(database, Cancel, port, settings);

            Answer? ended = null;
            await Eventually.TrueAsync(async () => (ended = await client.GetJsonAsync(run, Cancel)).Text("status") == "done", "the reading is done", Cancel);
            (ended!["turnsRead"].GetInt32(), ended["added"].GetInt32(), ended["superseded"].GetInt32(), ended["ignored"].GetInt32()).ShouldBe((s_said.Length, s_said.Length, 0, 0));
            var quotes = (await client.FactsAsync(Cancel, "?status=all")).Select(fact => Of(fact.GetProperty("source"), "quote")).ToList();
            quotes.Count.ShouldBe(s_said.Length);
            foreach (var text in s_said)
            {
                quotes.ShouldContain(quote => text.Contains(quote, StringComparison.Ordinal), 1, text);
            }
        }
        finally
        {
            await coach.DisposeAsync();
        }
    }
}
