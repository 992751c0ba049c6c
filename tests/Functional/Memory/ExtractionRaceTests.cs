using AspireCoach.Data.Sessions;
using AspireCoach.Functional.Fixtures;
using AspireCoach.Knowledge;
using AspireCoach.Memory;
using AspireCoach.Memory.Extraction;

namespace AspireCoach.Functional.Memory;

/// <summary>Extractions beside each other, beside their user, and failing.</summary>
public sealed class ExtractionRaceTests(PostgresFixture postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_user_corrects_while_it_is_read_stays_corrected()
    {
        var gate = new GatedExtractor();
        await using var node = await StartAsync(gate);
        var user = await KnownAsync(node, gate, "diet: Is vegan");
        await using var reading = await ReadingAsync(node, user, "diet: Is vegan", "diet: Eats all");

        var old = (await node.RowsAsync(user, Cancel)).Single();
        await node.Get<FactEditor>().ChangeAsync(new UserSession(user, "Etc/UTC"), old.Id, new FactPatch { Text = "Is vegetarian" }, Cancel);

        var run = await reading.EndAsync();
        (run.TurnsRead, run.Added, run.Superseded, run.Ignored).ShouldBe((2, 0, 0, 2));
        (await node.FactsAsync(user, Cancel)).ShouldBe(["Is vegetarian"]);
        (await node.IndexedAsync(user, KnowledgeKind.Fact, Cancel)).ShouldBe(["Is vegetarian"]);
    }

    [Fact]
    public async Task A_change_of_what_is_forgotten_while_it_is_read_is_new()
    {
        var gate = new GatedExtractor();
        await using var node = await StartAsync(gate);
        var user = await KnownAsync(node, gate, "diet: Is vegan");
        await using var reading = await ReadingAsync(node, user, "diet: Eats all");

        await node.Get<FactEditor>().ForgetAsync(user, (await node.RowsAsync(user, Cancel)).Single().Id, Cancel);

        var run = await reading.EndAsync();
        (run.TurnsRead, run.Added, run.Superseded, run.Ignored).ShouldBe((1, 1, 0, 0));
        (await node.FactsAsync(user, Cancel, all: true)).ShouldBe(["Eats all"]);
    }

    [Fact]
    public async Task A_process_that_was_taken_for_dead_and_goes_on_adds_nothing_to_what_another_has_read()
    {
        var gate = new GatedExtractor();
        await using var dead = await MemoryNode.StartAsync(
            await postgres.CreateDatabaseAsync(Cancel), Cancel, gate, settings: ("Memory:ExtractionConcurrency", "1"));
        var user = MemoryNode.NewUser();
        await dead.SayAsync(user, "diet: Is vegan", Cancel);
        var id = await dead.BeginAsync(user, Cancel);
        await gate.Begun;
        await using var alive = await MemoryNode.StartAsync(dead.ConnectionString, Cancel);
        await Data.QueueDatabase.ExecuteAsync(
            dead.ConnectionString, "update jobs.jobs set state = 1, run_at = now(), lease_until = null where kind = 'memory.extract'", Cancel);

        var run = await alive.EndAsync(user, id, Cancel);
        gate.Open();
        await Eventually.TrueAsync(async () => await alive.CountAsync("select from jobs.jobs where kind = 'memory.extract'", Cancel) == 0, "no job is left", Cancel);
        await dead.DisposeAsync();

        (await alive.EndAsync(user, id, Cancel)).ShouldBe(run);
        (run.TurnsRead, run.Added).ShouldBe((1, 1));
        (await alive.RowsAsync(user, Cancel, all: true)).ShouldHaveSingleItem().Confidence.ShouldBe(0.8);
    }

    [Fact]
    public async Task Two_processes_that_are_asked_at_once_read_every_turn_of_every_user_once()
    {
        var database = await postgres.CreateDatabaseAsync(Cancel);
        await using var one = await MemoryNode.StartAsync(database, Cancel, settings: ("Memory:TurnsPerBatch", "2"));
        await using var two = await MemoryNode.StartAsync(database, Cancel, settings: ("Memory:TurnsPerBatch", "2"));
        string[] categories = ["identity", "health", "diet", "preference", "goal", "routine"];
        var users = Enumerable.Range(0, 6).Select(_ => MemoryNode.NewUser()).ToArray();

        await Task.WhenAll(users.Select(async (user, number) =>
        {
            List<Guid> runs = [];
            foreach (var category in categories)
            {
                var node = runs.Count % 2 == 0 ? one : two;
                await node.SayAsync(user, $"{category}: Fact of {number}", Cancel);
                var asked = await Task.WhenAll(one.BeginAsync(user, Cancel), two.BeginAsync(user, Cancel));
                runs.AddRange(asked);
            }

            var ended = await Task.WhenAll(runs.Distinct().Select(run => one.EndAsync(user, run, Cancel)));
            ended.Sum(run => run.TurnsRead).ShouldBe(categories.Length);
            ended.Sum(run => run.Added).ShouldBe(categories.Length);
            (await one.RowsAsync(user, Cancel, all: true)).Select(row => row.Category).ShouldBe(categories, ignoreOrder: true);
        }));

        (await one.CountAsync("select from memory.turns where read_at is null", Cancel)).ShouldBe(0);
    }

    [Fact]
    public async Task One_that_fails_says_so_and_leaves_its_turns_to_the_coming_night()
    {
        var moody = new MoodyExtractor();
        await using var node = await MemoryNode.StartAsync(await postgres.CreateDatabaseAsync(Cancel), Cancel, moody, settings: ("Memory:MaxAttempts", "2"));
        var user = MemoryNode.NewUser();
        await node.SayAsync(user, "diet: Is vegan", Cancel);
        await Data.QueueDatabase.ExecuteAsync(node.ConnectionString, "update memory.users set night = null; delete from jobs.jobs where kind = 'memory.night'", Cancel);

        (await node.ExtractAsync(user, Cancel)).Status.ShouldBe(ExtractionStatus.Failed);

        moody.Readings.ShouldBe(2);
        (await node.FactsAsync(user, Cancel)).ShouldBeEmpty();
        (await node.CountAsync("select from jobs.jobs where kind = 'memory.night' and run_at > now()", Cancel)).ShouldBe(1);
        moody.Good = true;
        var run = await node.ExtractAsync(user, Cancel);
        (run.Status, run.TurnsRead, run.Added).ShouldBe((ExtractionStatus.Done, 1, 1));
    }

    [Fact]
    public async Task A_turn_that_no_event_has_told_of_yet_is_read_and_is_not_read_again_when_it_does()
    {
        await using var node = await MemoryNode.StartAsync(await postgres.CreateDatabaseAsync(Cancel), Cancel);
        var user = MemoryNode.NewUser();
        var said = await node.SayAsync(user, "diet: Is vegan", Cancel, tell: false);

        var run = await node.ExtractAsync(user, Cancel);
        await node.TellAgainAsync(said, Cancel);
        var again = await node.ExtractAsync(user, Cancel);

        (run.TurnsRead, run.Added, again.TurnsRead).ShouldBe((1, 1, 0));
        (await node.IndexedAsync(user, KnowledgeKind.Turn, Cancel)).Length.ShouldBe(2);
    }

    private async Task<MemoryNode> StartAsync(IFactExtractor extractor) =>
        await MemoryNode.StartAsync(await postgres.CreateDatabaseAsync(Cancel), Cancel, extractor);

    /// <summary>A user of whom something is known before the gate closes.</summary>
    private static async Task<Guid> KnownAsync(MemoryNode node, GatedExtractor gate, string text)
    {
        var user = MemoryNode.NewUser();
        await node.SayAsync(user, text, Cancel);
        gate.Open();
        await node.ExtractAsync(user, Cancel);
        gate.Close();
        return user;
    }

    private static async Task<Reading> ReadingAsync(MemoryNode node, Guid user, params string[] texts)
    {
        foreach (var text in texts)
        {
            await node.SayAsync(user, text, Cancel);
        }

        var gate = (GatedExtractor)node.Get<IFactExtractor>();
        var id = await node.BeginAsync(user, Cancel);
        await gate.Begun;
        return new Reading(node, gate, user, id);
    }

    /// <summary>A reading under way.</summary>
    private sealed record Reading(MemoryNode Node, GatedExtractor Gate, Guid User, Guid Id) : IAsyncDisposable
    {
        public Task<ExtractionRun> EndAsync()
        {
            Gate.Open();
            return Node.EndAsync(User, Id, Cancel);
        }

        public ValueTask DisposeAsync()
        {
            Gate.Open();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class MoodyExtractor : LineExtractor
    {
        public bool Good { get; set; }

        public int Readings { get; private set; }

        public override Task<IReadOnlyList<FactCandidate>> ExtractAsync(ExtractionInput input, CancellationToken cancel)
        {
            Readings++;
            return Good ? base.ExtractAsync(input, cancel) : throw new InvalidOperationException("Not now.");
        }
    }
}
