using AspireCoach.Knowledge.Ranking;
using static AspireCoach.Unit.Knowledge.Conversation;

namespace AspireCoach.Unit.Knowledge;

public sealed class AnalysisTests
{
    // Examples from Porter's paper.
    [Theory]
    [InlineData("caresses", "caress")]
    [InlineData("ponies", "poni")]
    [InlineData("cats", "cat")]
    [InlineData("agreed", "agre")]
    [InlineData("plastered", "plaster")]
    [InlineData("bled", "bled")]
    [InlineData("motoring", "motor")]
    [InlineData("sing", "sing")]
    [InlineData("conflated", "conflat")]
    [InlineData("hopping", "hop")]
    [InlineData("falling", "fall")]
    [InlineData("filing", "file")]
    [InlineData("happy", "happi")]
    [InlineData("sky", "sky")]
    [InlineData("relational", "relat")]
    [InlineData("conditional", "condit")]
    [InlineData("digitizer", "digit")]
    [InlineData("vietnamization", "vietnam")]
    [InlineData("triplicate", "triplic")]
    [InlineData("hopefulness", "hope")]
    [InlineData("goodness", "good")]
    [InlineData("revival", "reviv")]
    [InlineData("allowance", "allow")]
    [InlineData("adoption", "adopt")]
    [InlineData("effective", "effect")]
    [InlineData("probate", "probat")]
    [InlineData("rate", "rate")]
    [InlineData("controll", "control")]
    [InlineData("roll", "roll")]
    public void Stems_are_those_of_Porters_paper(string word, string stem)
    {
        var letters = word.ToCharArray();
        new string(letters, 0, PorterStem.Of(letters)).ShouldBe(stem);
    }

    // Said on Monday 4 May 2026.
    [Theory]
    [InlineData("I ran yesterday", "2026-05-03", "2026-05-03")]
    [InlineData("See you tomorrow", "2026-05-05", "2026-05-05")]
    [InlineData("It was last night", "2026-05-03", "2026-05-03")]
    [InlineData("It was last Friday", "2026-05-01", "2026-05-01")]
    [InlineData("We met on Monday", "2026-04-27", "2026-04-27")]
    [InlineData("It is next Friday", "2026-05-08", "2026-05-08")]
    [InlineData("A great last week", "2026-04-27", "2026-05-03")]
    [InlineData("Last weekend was fun", "2026-05-02", "2026-05-03")]
    [InlineData("Two days ago", "2026-05-02", "2026-05-02")]
    [InlineData("We moved three years ago", "2023-01-01", "2023-12-31")]
    [InlineData("In two weeks I am away", "2026-05-18", "2026-05-24")]
    [InlineData("Last month was hard", "2026-04-01", "2026-04-30")]
    [InlineData("On 8 May 2023", "2023-05-08", "2023-05-08")]
    [InlineData("On May 8th, 2023", "2023-05-08", "2023-05-08")]
    [InlineData("In June 2025", "2025-06-01", "2025-06-30")]
    [InlineData("Back in March", "2026-03-01", "2026-03-31")]
    [InlineData("In December", "2025-12-01", "2025-12-31")]
    [InlineData("Since 2019", "2019-01-01", "2019-12-31")]
    public void Days_are_read_as_seen_from_the_day_of_speaking(string text, string first, string last)
    {
        var dates = Analyser.Analyse(Turn(1, text)).Dates.ToArray().Select(day => DateOnly.FromDateTime(DateTime.UnixEpoch.AddDays(day))).ToList();
        dates.ShouldBe([DateOnly.Parse(first, null), DateOnly.Parse(last, null)]);
    }

    [Theory]
    [InlineData("I may go")]
    [InlineData("May I go?")]
    [InlineData("They march on")]
    [InlineData("I have two dogs")]
    public void No_day_is_read_where_none_is_named(string text) => Analyser.Analyse(Turn(1, text)).Dates.ToArray().ShouldBeEmpty();

    [Theory]
    [InlineData("What now?", EntryTraits.Asks | EntryTraits.EndsAsking)]
    [InlineData("What now? 🙂", EntryTraits.Asks | EntryTraits.EndsAsking)]
    [InlineData("The race was rather hard, and it rained all of the way. Yours?", EntryTraits.EndsAsking)]
    [InlineData("Rain? No.", EntryTraits.None)]
    [InlineData("Wow, that hurts", EntryTraits.Reacts)]
    [InlineData("My knee hurts", EntryTraits.FirstPerson)]
    [InlineData("It was recently", EntryTraits.SaysWhen)]
    public void Traits_tell_what_kind_of_text_it_is(string text, EntryTraits traits) => Analyser.Analyse(Turn(1, text)).Traits.ShouldBe(traits);

    [Fact]
    public void Sparse_vectors_name_words_speaker_and_days_once_each_in_order()
    {
        var sparse = Analyser.Sparse(Analyser.Analyse(Turn(1, "Mango, mango and peanuts yesterday"))); // 3 May
        sparse.Select(pair => pair.Term).ShouldBeInOrder(SortDirection.Ascending);
        sparse.Select(pair => pair.Term).Distinct().Count().ShouldBe(sparse.Count);
        float Weight(string word) => sparse.Single(pair => pair.Term == Words.Term(word)).Weight;
        Weight("mango").ShouldBeGreaterThan(Weight("peanut"));
        foreach (var word in new[] { "user", "may", "2026", "4", "3" })
        {
            Weight(word).ShouldBeGreaterThan(0);
        }
    }

    [Fact]
    public void The_sparse_vector_of_a_question_meets_that_of_its_answer()
    {
        var question = Analyser.Sparse(new LexicalQuery("Which instruments do I play?")).Select(pair => pair.Term).ToHashSet();
        Analyser.Sparse(Analyser.Analyse(Turn(1, "The violin, mostly"))).ShouldContain(pair => question.Contains(pair.Term));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    [InlineData(13)]
    public void Bytes_that_are_no_entry_are_refused(int length) =>
        Should.Throw<FormatException>(() => AnalysedEntry.FromBytes(Id(1), 0, null, 0, new byte[length]));

    [Fact]
    public void Terms_are_the_same_in_every_process() => Words.Hash("mango").ShouldBe(Fnv("mango"));

    /// <summary>FNV-1a by its definition, over UTF-16 units.</summary>
    private static uint Fnv(string text) => text.Aggregate(0x811c9dc5u, (hash, unit) => (hash ^ unit) * 0x01000193u);
}
