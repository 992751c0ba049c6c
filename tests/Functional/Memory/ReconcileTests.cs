using AspireCoach.Data.Sessions;
using AspireCoach.Functional.Fixtures;
using AspireCoach.Knowledge;
using AspireCoach.Memory;

namespace AspireCoach.Functional.Memory;

/// <summary>How what was read is brought together with what is known.</summary>
public sealed class ReconcileTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly Guid _user = MemoryNode.NewUser();
    private MemoryNode _node = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public async ValueTask InitializeAsync() => _node = await MemoryNode.StartAsync(await postgres.CreateDatabaseAsync(CancellationToken.None), CancellationToken.None);

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public async Task What_is_new_is_added_with_the_words_it_was_taken_from()
    {
        var at = Now.AddHours(-1);
        var said = await _node.SayAsync(_user, "Hello.\ndiet: Is vegan", Cancel, at);

        Counts(await _node.ExtractAsync(_user, Cancel)).ShouldBe((1, 1, 0, 0));

        var fact = (await _node.RowsAsync(_user, Cancel)).ShouldHaveSingleItem();
        (fact.Text, fact.Category, fact.Confidence, fact.Pinned).ShouldBe(("Is vegan", "diet", 0.8, false));
        (fact.MessageId, fact.Quote).ShouldBe((said.MessageId, "diet: Is vegan"));
        fact.SaidAt.ShouldBe(at, TimeSpan.FromMilliseconds(1));
        (await _node.IndexedAsync(_user, KnowledgeKind.Fact, Cancel)).ShouldBe(["Is vegan"]);
    }

    [Fact]
    public async Task What_is_said_again_makes_surer_and_adds_nothing()
    {
        await SayAndReadAsync("diet: Is vegan");
        await _node.SayAsync(_user, "diet: Is vegan", Cancel);

        Counts(await _node.ExtractAsync(_user, Cancel)).ShouldBe((1, 0, 0, 1));

        (await _node.RowsAsync(_user, Cancel, all: true)).ShouldHaveSingleItem().Confidence.ShouldBeInRange(0.81, 1);
    }

    [Fact]
    public async Task What_changes_is_superseded_with_its_last_day_and_leaves_the_index()
    {
        await _node.SayAsync(_user, "diet: Is vegan", Cancel, Now.AddDays(-10));
        await _node.ExtractAsync(_user, Cancel);
        var first = (await _node.RowsAsync(_user, Cancel)).Single();
        await _node.Get<FactEditor>().ChangeAsync(new UserSession(_user, "Etc/UTC"), first.Id, new FactPatch { Pinned = true }, Cancel);
        await _node.SayAsync(_user, "diet: Eats fish", Cancel, Now.AddDays(-3));

        Counts(await _node.ExtractAsync(_user, Cancel)).ShouldBe((1, 0, 1, 0));

        var rows = await _node.RowsAsync(_user, Cancel, all: true);
        var (old, current) = (rows.Single(row => row.Id == first.Id), rows.Single(row => row.Id != first.Id));
        (current.Text, current.SupersededBy, current.ValidTo, current.Pinned).ShouldBe(("Eats fish", null, null, true));
        (old.SupersededBy, old.ValidTo).ShouldBe((current.Id, _node.Today.AddDays(-3)));
        (await _node.FactsAsync(_user, Cancel)).ShouldBe(["Eats fish"]);
        (await _node.IndexedAsync(_user, KnowledgeKind.Fact, Cancel)).ShouldBe(["Eats fish"]);
    }

    [Fact]
    public async Task An_earlier_message_that_is_read_late_does_not_undo_a_later_one()
    {
        await SayAndReadAsync("diet: Eats fish");
        await _node.SayAsync(_user, "diet: Is vegan", Cancel, Now.AddDays(-1));

        Counts(await _node.ExtractAsync(_user, Cancel)).ShouldBe((1, 0, 0, 1));

        (await _node.FactsAsync(_user, Cancel, all: true)).ShouldBe(["Eats fish"]);
    }

    [Fact]
    public async Task A_turn_that_is_told_of_again_is_neither_read_nor_recalled_again()
    {
        var said = await SayAndReadAsync("diet: Is vegan");
        await ForgetAsync("Is vegan");
        await _node.TellAgainAsync(said, Cancel);

        Counts(await _node.ExtractAsync(_user, Cancel)).ShouldBe((0, 0, 0, 0));

        (await _node.FactsAsync(_user, Cancel, all: true)).ShouldBeEmpty();
        (await _node.IndexedAsync(_user, KnowledgeKind.Turn, Cancel)).ShouldBeEmpty();
    }

    /// <summary>The belt beside the braces: even where a message came to be read again.</summary>
    [Fact]
    public async Task The_same_messages_read_again_change_nothing()
    {
        await _node.SayAsync(_user, "diet: Is vegan\ngoal: Run far\nhealth: Has a cold", Cancel, Now.AddDays(-3));
        await _node.ExtractAsync(_user, Cancel);
        await _node.SayAsync(_user, "diet: Eats fish", Cancel, Now.AddDays(-2));
        await _node.SayAsync(_user, "goal: Run far", Cancel, Now.AddDays(-1));
        await _node.ExtractAsync(_user, Cancel);
        await ForgetAsync("Has a cold");
        var before = await _node.RowsAsync(_user, Cancel, all: true);
        await Data.QueueDatabase.ExecuteAsync(_node.ConnectionString, "update memory.turns set read_at = null", Cancel);

        Counts(await _node.ExtractAsync(_user, Cancel)).ShouldBe((3, 0, 0, 5));

        (await _node.RowsAsync(_user, Cancel, all: true)).ShouldBe(before);
    }

    [Fact]
    public async Task A_forgotten_fact_leaves_neither_its_words_nor_the_messages_that_said_it_to_be_recalled()
    {
        await SayAndReadAsync("diet: Is vegan");
        await SayAndReadAsync("diet: Is vegan");
        await SayAndReadAsync("diet: Eats fish");
        var other = await SayAndReadAsync("goal: Run far");

        await ForgetAsync("Eats fish");

        (await _node.FactsAsync(_user, Cancel, all: true)).ShouldBe(["Run far"]);
        (await _node.IndexedAsync(_user, KnowledgeKind.Fact, Cancel)).ShouldBe(["Run far"]);
        (await _node.IndexedAsync(_user, KnowledgeKind.Turn, Cancel)).ShouldBe(["The coach says: goal: Run far", "goal: Run far"]);
        (await _node.CountAsync("select from memory.forgotten", Cancel)).ShouldBe(3);
        (await _node.CountAsync($"select from memory.evidence where message_id <> '{other.MessageId}'", Cancel)).ShouldBe(0);
    }

    [Fact]
    public async Task An_answer_that_rests_on_a_forgotten_fact_is_recalled_no_more()
    {
        await SayAndReadAsync("diet: Is vegan");
        var fact = (await _node.RowsAsync(_user, Cancel)).Single();
        var asked = await _node.SayAsync(_user, "What shall I cook?", Cancel);
        await Data.QueueDatabase.ExecuteAsync(
            _node.ConnectionString, $$"""update chat.replies set sources = '[{"kind": "fact", "id": "{{fact.Id}}", "label": "x"}]' where id = '{{asked.ReplyId}}'""", Cancel);

        await ForgetAsync("Is vegan");

        (await _node.IndexedAsync(_user, KnowledgeKind.Turn, Cancel)).ShouldBe(["What shall I cook?"]);
    }

    [Fact]
    public async Task A_new_message_teaches_a_forgotten_fact_again()
    {
        await SayAndReadAsync("diet: Is vegan");
        await ForgetAsync("Is vegan");
        await _node.SayAsync(_user, "diet: Is vegan", Cancel);

        Counts(await _node.ExtractAsync(_user, Cancel)).ShouldBe((1, 1, 0, 0));
        (await _node.FactsAsync(_user, Cancel)).ShouldBe(["Is vegan"]);
    }

    [Fact]
    public async Task Of_a_fact_that_ends_the_index_is_rid_when_its_last_day_is_over()
    {
        var last = _node.Today.AddDays(1);
        await SayAndReadAsync($"routine: Is on holiday until {last:yyyy-MM-dd}");
        (await _node.IndexedAsync(_user, KnowledgeKind.Fact, Cancel)).Length.ShouldBe(1);
        var due = await PostgresFixture.QueryAsync<DateTime>(_node.ConnectionString, "select run_at from jobs.jobs where kind = 'memory.expire'", Cancel);
        due.ShouldBe(last.AddDays(1).ToDateTime(TimeOnly.MinValue));

        await _node.DisposeAsync();
        _node = await MemoryNode.StartAsync(_node.ConnectionString, Cancel, ahead: TimeSpan.FromDays(3));
        await Data.QueueDatabase.ExecuteAsync(_node.ConnectionString, "update jobs.jobs set run_at = now() where kind = 'memory.expire'", Cancel);

        await Eventually.TrueAsync(async () => (await _node.IndexedAsync(_user, KnowledgeKind.Fact, Cancel)).Length == 0, "it has left the index", Cancel);
        (await _node.FactsAsync(_user, Cancel)).ShouldBeEmpty();
        (await _node.FactsAsync(_user, Cancel, all: true)).Length.ShouldBe(1);
    }

    private static (int TurnsRead, int Added, int Superseded, int Ignored) Counts(ExtractionRun run)
    {
        run.Status.ShouldBe(ExtractionStatus.Done);
        return (run.TurnsRead, run.Added, run.Superseded, run.Ignored);
    }

    private async Task<Said> SayAndReadAsync(string text)
    {
        var said = await _node.SayAsync(_user, text, Cancel);
        await _node.ExtractAsync(_user, Cancel);
        return said;
    }

    private async Task ForgetAsync(string text) =>
        (await _node.Get<FactEditor>().ForgetAsync(_user, (await _node.RowsAsync(_user, Cancel)).Single(row => row.Text == text).Id, Cancel)).ShouldBeTrue();
}
