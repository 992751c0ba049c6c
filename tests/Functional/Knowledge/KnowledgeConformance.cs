using AspireCoach.Data.Postgres;
using AspireCoach.Knowledge;

namespace AspireCoach.Functional.Knowledge;

/// <summary>What every index has to do; each has a class of its own that runs all of this.</summary>
public abstract class KnowledgeConformance<TStores> : IClassFixture<TStores>
    where TStores : KnowledgeStores
{
    private readonly Guid _user = Entries.NewId();
    private readonly TStores _stores;

    private protected KnowledgeConformance(TStores stores)
    {
        Assert.SkipWhen(stores.Missing is not null, stores.Missing ?? "");
        _stores = stores;
    }

    private KnowledgeNode Here => _stores.Here;

    private KnowledgeNode There => _stores.There;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_put_is_found_as_it_was_put()
    {
        var entry = Entries.Turn(_user, "My cello teacher is called Ottilie.", 7) with { Speaker = "coach" };
        await PutAsync(entry, Entries.Turn(_user, "It rains."));
        (await Here.FindAsync(_user, "Who is my cello teacher?", Cancel))[0].Entry.ShouldBe(entry);
    }

    [Fact]
    public async Task Another_user_finds_none_of_it_by_words_or_by_meaning()
    {
        var other = Entries.NewId();
        var mine = Entries.Turn(_user, "I went jogging with Ottilie.");
        var theirs = Entries.Turn(other, "I went jogging with Bertram.");
        await PutAsync(mine, theirs);
        foreach (var question in (string[])["jogging with Ottilie and Bertram", "marathon"])
        {
            (await Here.FindAsync(_user, question, Cancel)).ShouldHaveSingleItem().Entry.ShouldBe(mine, question);
            (await Here.FindAsync(other, question, Cancel)).ShouldHaveSingleItem().Entry.ShouldBe(theirs, question);
        }

        (await Here.FindAsync(Entries.NewId(), "jogging", Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Nobody_takes_over_or_removes_the_entry_of_another()
    {
        var other = Entries.NewId();
        var mine = Entries.Turn(_user, "The key is under the geranium.");
        await PutAsync(mine);
        await PutAsync(mine with { UserId = other, Text = "The key is lost." });
        await Here.RemoveAsync(other, Cancel, mine.Id);
        await Here.SettledAsync(_user, Cancel);
        (await Here.FindAsync(_user, "Where is the key?", Cancel)).ShouldHaveSingleItem().Entry.ShouldBe(mine);
        (await Here.FindAsync(other, "Where is the key?", Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_entry_that_is_put_again_is_found_by_its_new_words_only()
    {
        var entry = Entries.Fact(_user, "Plays the trombone.");
        await PutAsync(entry);
        await PutAsync(entry);
        await PutAsync(entry with { Text = "Plays the xylophone." });
        (await Here.FindAsync(_user, "trombone", Cancel)).ShouldBeEmpty();
        (await Here.FindAsync(_user, "xylophone", Cancel)).ShouldHaveSingleItem().Entry.Text.ShouldBe("Plays the xylophone.");
    }

    [Fact]
    public async Task An_edited_entry_has_the_meaning_of_its_new_text()
    {
        var entry = Entries.Fact(_user, "Likes jogging.");
        await PutAsync(entry);
        (await Here.FindAsync(_user, "marathon", Cancel)).ShouldHaveSingleItem();
        await PutAsync(entry with { Text = "Likes pasta." });
        (await Here.FindAsync(_user, "marathon", Cancel)).ShouldBeEmpty();
        (await Here.FindAsync(_user, "cuisine", Cancel)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task What_is_removed_is_found_no_more_from_the_commit_on_by_any_process()
    {
        KnowledgeEntry[] entries = [Entries.Fact(_user, "Allergic to walnuts."), Entries.Fact(_user, "Walnuts in the garden.")];
        await PutAsync(entries);
        (await There.FindAsync(_user, "walnuts", Cancel)).Count.ShouldBe(2);
        await Here.RemoveAsync(_user, Cancel, entries[0].Id);
        foreach (var node in (KnowledgeNode[])[Here, There])
        {
            (await node.FindAsync(_user, "walnuts", Cancel)).ShouldHaveSingleItem().Entry.ShouldBe(entries[1]);
        }

        await PutAsync(entries[0]);
        (await There.FindAsync(_user, "walnuts", Cancel)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_is_rolled_back_was_never_there()
    {
        var kept = Entries.Fact(_user, "Grows tomatoes.");
        await PutAsync(kept);
        await using (var transaction = await Here.Get<Database>().BeginAsync(Cancel))
        {
            await Here.Knowledge.PutAsync(transaction, [Entries.Fact(_user, "Tomatoes and basil.")], Cancel);
            await Here.Knowledge.RemoveAsync(transaction, _user, [kept.Id], Cancel);
        }

        (await Here.FindAsync(_user, "tomatoes", Cancel)).ShouldHaveSingleItem().Entry.ShouldBe(kept);
    }

    [Fact]
    public async Task Of_an_erased_user_nothing_is_found_and_nobody_else_loses_anything()
    {
        var other = Entries.NewId();
        await PutAsync(Entries.Turn(_user, "I keep bees."), Entries.Turn(other, "I keep bees."));
        (await There.FindAsync(_user, "bees", Cancel)).ShouldHaveSingleItem();
        await Here.EraseAsync(_user, Cancel);
        (await There.FindAsync(_user, "bees", Cancel)).ShouldBeEmpty();
        await Here.PurgedAsync(_user, Cancel);
        await Here.PurgedAsync(_user, Cancel);
        (await Here.FindAsync(_user, "bees", Cancel)).ShouldBeEmpty();
        (await There.FindAsync(other, "bees", Cancel)).ShouldHaveSingleItem();

        await PutAsync(Entries.Turn(_user, "New bees."));
        (await There.FindAsync(_user, "bees", Cancel)).ShouldHaveSingleItem().Entry.Text.ShouldBe("New bees.");
    }

    [Fact]
    public async Task What_means_the_same_is_found_without_a_word_in_common_and_what_does_not_is_not()
    {
        var run = Entries.Turn(_user, "I bought new sneakers.", 1);
        await PutAsync(run, Entries.Turn(_user, "I cooked pasta.", 100), Entries.Turn(_user, "The landlord called.", 200));
        (await Here.FindAsync(_user, "marathon", Cancel)).ShouldHaveSingleItem().Entry.ShouldBe(run);
    }

    [Fact]
    public async Task A_hit_by_words_is_kept_however_far_its_meaning_is()
    {
        var words = Entries.Turn(_user, "Insomnia is the name of the marathon's organiser, Quentin.", 1);
        await PutAsync(words, Entries.Turn(_user, "I bought sneakers.", 100), Entries.Turn(_user, "Jogging is fun.", 200));
        var found = await Here.FindAsync(_user, "Quentin jogging", Cancel);
        found.ShouldContain(hit => hit.Entry == words);
        found.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Pinned_facts_come_first_where_they_are_wanted()
    {
        var pinned = Entries.Fact(_user, "Has a pacemaker.", pinned: true);
        var fact = Entries.Fact(_user, "Likes swimming in lakes.");
        await PutAsync(pinned, fact, Entries.Turn(_user, "The lakes were cold."));
        var with = await SearchAsync(new KnowledgeQuery(_user, "swimming in lakes") { WithPinned = true });
        with[..2].Select(hit => hit.Entry).ShouldBe([pinned, fact]);
        (await SearchAsync(new KnowledgeQuery(_user, "swimming in lakes"))).ShouldNotContain(hit => hit.Entry == pinned);
        (await SearchAsync(new KnowledgeQuery(_user, "lakes") { WithPinned = true, Limit = 1 })).ShouldHaveSingleItem().Entry.ShouldBe(pinned);
        (await SearchAsync(new KnowledgeQuery(_user, "lakes") { WithPinned = true, Except = [pinned.Id, fact.Id] })).ShouldHaveSingleItem().Entry.Kind.ShouldBe(KnowledgeKind.Turn);
        await PutAsync(pinned with { Pinned = false });
        (await SearchAsync(new KnowledgeQuery(_user, "lakes") { WithPinned = true })).ShouldNotContain(hit => hit.Entry.Id == pinned.Id);
    }

    [Fact]
    public async Task Facts_of_a_category_that_is_asked_about_are_found_without_a_word_in_common()
    {
        var allergy = Entries.Fact(_user, "Allergic to peanuts.") with { Category = "health" };
        var home = Entries.Fact(_user, "Lives in Leipzig.") with { Category = "identity" };
        await PutAsync(allergy, home, Entries.Fact(Entries.NewId(), "Allergic to shrimp.") with { Category = "health" });
        var dinner = new KnowledgeQuery(_user, "What is for dinner?");
        (await SearchAsync(dinner with { About = ["diet", "health"] })).ShouldHaveSingleItem().Entry.ShouldBe(allergy);
        (await SearchAsync(dinner with { About = ["health"], Kind = KnowledgeKind.Turn })).ShouldBeEmpty();
        (await SearchAsync(dinner)).ShouldBeEmpty();
        await PutAsync(allergy with { Category = "event" });
        (await SearchAsync(dinner with { About = ["health"] })).ShouldBeEmpty();
    }

    [Fact]
    public async Task Kind_limit_and_exceptions_are_kept_to()
    {
        KnowledgeEntry[] turns = [.. Enumerable.Range(0, 30).Select(number => Entries.Turn(_user, $"Violin practice number {number}.", number * 10))];
        var fact = Entries.Fact(_user, "Practices the violin.");
        await PutAsync([.. turns, fact]);
        (await SearchAsync(new KnowledgeQuery(_user, "violin") { Kind = KnowledgeKind.Fact })).ShouldHaveSingleItem().Entry.ShouldBe(fact);
        (await SearchAsync(new KnowledgeQuery(_user, "violin") { Kind = KnowledgeKind.Turn, Limit = 200 })).Length.ShouldBe(30);
        (await SearchAsync(new KnowledgeQuery(_user, "violin") { Limit = 7 })).Length.ShouldBe(7);
        (await SearchAsync(new KnowledgeQuery(_user, "violin") { Limit = 200, Except = [.. turns[..29].Select(turn => turn.Id)] })).Length.ShouldBe(2);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?!… \n\t")]
    [InlineData("🏃🏃🏃")]
    [InlineData("'; drop table knowledge.entries; --")]
    [InlineData("{\"must\":[]} & | ! ( ) : * <->")]
    public async Task Odd_questions_find_nothing_and_break_nothing(string question)
    {
        await PutAsync(Entries.Turn(_user, "I planted an oak."));
        (await Here.FindAsync(_user, question, Cancel)).ShouldBeEmpty();
        (await Here.FindAsync(_user, "oak", Cancel)).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("Mein Lieblingsbaum ist die Kastanie 🌰 — \"'\\{}<script>")]
    [InlineData("Kastanie \u202eright to left\u202c \u0001 \ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67")]
    public async Task Odd_texts_are_found_as_they_are(string text)
    {
        var entry = Entries.Turn(_user, text);
        await PutAsync(entry);
        (await Here.FindAsync(_user, "Kastanie", Cancel)).ShouldHaveSingleItem().Entry.ShouldBe(entry);
    }

    [Fact]
    public async Task The_longest_message_is_found_by_its_beginning()
    {
        var entry = Entries.Turn(_user, ("Periwinkle " + string.Concat(Enumerable.Repeat("abc defg ", 1_000)))[..8_000]);
        await PutAsync(entry);
        (await Here.FindAsync(_user, "periwinkle", Cancel)).ShouldHaveSingleItem().Entry.ShouldBe(entry);
        (await Here.FindAsync(_user, entry.Text, Cancel)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Each_of_ten_thousand_entries_is_found_however_they_were_put()
    {
        KnowledgeEntry[] entries = [.. Enumerable.Range(0, 10_000).Select(number => Entries.Turn(_user, $"Entry about topic{number} and the weather.", number * 10))];
        await PutAsync(entries);
        foreach (var number in (int[])[0, 4_711, 9_999])
        {
            (await There.FindAsync(_user, $"topic{number}", Cancel))[0].Entry.ShouldBe(entries[number]);
        }

        await Here.RemoveAsync(_user, Cancel, entries[4_711].Id);
        (await There.FindAsync(_user, "topic4711", Cancel)).ShouldNotContain(hit => hit.Entry == entries[4_711]);
    }

    [Fact]
    public async Task Processes_that_put_and_remove_at_once_end_with_the_same()
    {
        KnowledgeEntry[] entries = [.. Enumerable.Range(0, 40).Select(number => Entries.Fact(_user, $"Collects stamps of country{number}."))];
        await Task.WhenAll(entries.Select(async (entry, number) =>
        {
            var (first, second) = number % 2 == 0 ? (Here, There) : (There, Here);
            await Task.WhenAll(first.PutAsync(Cancel, entry), second.PutAsync(Cancel, entry));
            if (number % 4 == 0)
            {
                await second.RemoveAsync(_user, Cancel, entry.Id);
            }

            await first.Knowledge.SearchAsync(new KnowledgeQuery(_user, "stamps"), Cancel);
        }));
        await Here.SettledAsync(_user, Cancel);
        foreach (var node in (KnowledgeNode[])[Here, There])
        {
            var found = await node.Knowledge.SearchAsync(new KnowledgeQuery(_user, "stamps") { Limit = 200 }, Cancel);
            found.Hits.Select(hit => hit.Entry.Id).ShouldBe(entries.Where((_, number) => number % 4 != 0).Select(entry => entry.Id), ignoreOrder: true);
        }
    }

    private async Task PutAsync(params IReadOnlyList<KnowledgeEntry> entries)
    {
        await Here.PutAsync(Cancel, entries);
        foreach (var user in entries.Select(entry => entry.UserId).Distinct())
        {
            await Here.SettledAsync(user, Cancel);
        }
    }

    private async Task<KnowledgeHit[]> SearchAsync(KnowledgeQuery query)
    {
        var answer = await Here.Knowledge.SearchAsync(query, Cancel);
        answer.Problem.ShouldBeNull();
        return [.. answer.Hits];
    }
}

public sealed class PostgresKnowledgeTests(PostgresStores stores) : KnowledgeConformance<PostgresStores>(stores);

public sealed class QdrantDoubleKnowledgeTests(QdrantDoubleStores stores) : KnowledgeConformance<QdrantDoubleStores>(stores);

public sealed class QdrantServerKnowledgeTests(QdrantServerStores stores) : KnowledgeConformance<QdrantServerStores>(stores);
