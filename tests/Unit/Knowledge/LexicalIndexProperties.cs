using AspireCoach.Knowledge;
using AspireCoach.Knowledge.Ranking;
using FsCheck;
using FsCheck.Fluent;
using static AspireCoach.Unit.Knowledge.Conversation;

namespace AspireCoach.Unit.Knowledge;

public sealed class LexicalIndexProperties
{
    private static readonly string[] s_words =
    [
        "run", "running", "I", "you", "yesterday", "the", "knee", "hurts", "sister", "brother", "violin", "Paris", "on", "May", "4", "2026", "last", "week", "why", "?", ".", "!", "wow", "mango",
        "eat", "ate", "was", "peanuts", "allergic", "road", "trip", "roadtrip", "🙂", "日本語", "über", "it's", "", "\u0301", "\ud800", "３", "ﬁ", "0000", "31", "February", "two", "ago", "months",
    ];

    private static Gen<string> Texts => from words in Gen.ArrayOf(Gen.Elements(s_words)) select string.Join(' ', words);

    private static Gen<LexicalEntry> Entries =>
        from number in Gen.Choose(1, 30)
        from text in Texts
        from thread in Gen.Choose(0, 4)
        from place in Gen.Choose(0, 12)
        from speaker in Gen.Elements("user", "coach")
        select thread == 0
            ? Fact(number, text)
            : Turn(number, text, speaker, thread) with { Position = place, At = Start.AddDays(thread).AddMinutes(place * 90) };

    private static Gen<(LexicalEntry[] Entries, string Question)> Cases =>
        from entries in Gen.ArrayOf(Entries)
        from question in Texts
        select (entries.DistinctBy(entry => entry.Id).ToArray(), question);

    private static readonly Config s_config = Config.QuickThrowOnFailure.WithMaxTest(300);

    [Fact]
    public void The_order_of_putting_makes_no_difference() =>
        Prop.ForAll(Cases.ToArbitrary(), input => Same(Index(input.Entries), Index(input.Entries.Reverse()), input.Question)).Check(s_config);

    [Fact]
    public void Removing_undoes_putting() =>
        Prop.ForAll(Gen.Zip(Cases, Gen.Choose(0, 6)).ToArbitrary(), input =>
        {
            var ((entries, question), every) = input;
            var gone = entries.Where((_, at) => at % (every + 1) == 0).ToList();
            var index = Index(entries);
            foreach (var entry in gone)
            {
                index.Remove(entry.Id);
            }

            return Same(index, Index(entries.Except(gone)), question) && !index.Search(new LexicalQuery(question), 50).Any(hit => gone.Exists(entry => entry.Id == hit.Id));
        }).Check(s_config);

    [Fact]
    public void Searching_in_between_and_putting_again_change_nothing() =>
        Prop.ForAll(Cases.ToArbitrary(), input =>
        {
            var index = new LexicalIndex();
            foreach (var entry in input.Entries)
            {
                index.Put(entry with { Text = "mango peanuts" });
                index.Search(new LexicalQuery(input.Question), 3);
                index.Put(entry);
            }

            return Same(index, Index(input.Entries), input.Question);
        }).Check(s_config);

    [Fact]
    public void Loading_what_was_stored_is_as_reading_the_texts_again() =>
        Prop.ForAll(Cases.ToArbitrary(), input =>
        {
            var index = new LexicalIndex();
            foreach (var entry in input.Entries)
            {
                index.Put(AnalysedEntry.FromBytes(entry.Id, entry.Kind, entry.Thread, entry.Position, Analyser.Analyse(entry).ToBytes()));
            }

            return Same(index, Index(input.Entries), input.Question);
        }).Check(s_config);

    [Fact]
    public void Answers_are_distinct_known_in_order_and_no_more_than_asked_for() =>
        Prop.ForAll(Gen.Zip(Cases, Gen.Choose(1, 20)).ToArbitrary(), input =>
        {
            var ((entries, question), limit) = input;
            var hits = Index(entries).Search(new LexicalQuery(question) { Floor = false }, limit);
            return hits.Count == Math.Min(limit, entries.Length)
                && hits.Select(hit => hit.Id).Distinct().Count() == hits.Count
                && hits.All(hit => double.IsFinite(hit.Score) && entries.Any(entry => entry.Id == hit.Id))
                && hits.Zip(hits.Skip(1)).All(pair => pair.First.Score >= pair.Second.Score);
        }).Check(s_config);

    [Fact]
    public void Any_text_at_any_time_can_be_put_and_asked() =>
        Prop.ForAll(ArbMap.Default.GeneratorFor<string>().Where(text => text is not null).ToArbitrary(), text =>
        {
            var index = new LexicalIndex();
            index.Put(Turn(1, text));
            index.Put(Turn(2, text, text) with { At = DateTimeOffset.MinValue, Position = long.MinValue });
            index.Put(Turn(3, text) with { At = DateTimeOffset.MaxValue, Position = long.MaxValue });
            return index.Search(new LexicalQuery(text) { Now = DateTimeOffset.MaxValue, From = DateOnly.MinValue, To = DateOnly.MaxValue }, 10).Count <= 3;
        }).Check(s_config);

    [Fact]
    public void A_text_of_ten_megabytes_is_read_in_part()
    {
        var index = new LexicalIndex();
        index.Put(Turn(1, string.Concat(Enumerable.Repeat("mango yesterday ", 650_000))));
        index.Put(Turn(2, new string('a', 10_000_000)));
        index.Put(Turn(3, new string('?', 1_000_000)));
        index.Find(new string('a', 10_000_000) + string.Concat(Enumerable.Repeat(" mango", 100_000))).ShouldContain(1);
        index.ApproximateBytes.ShouldBeLessThan(100_000);
    }

    private static bool Same(LexicalIndex left, LexicalIndex right, string question)
    {
        var query = new LexicalQuery(question) { Now = Start.AddDays(5), Floor = false };
        return left.Count == right.Count && left.Search(query, 50).SequenceEqual(right.Search(query, 50))
            && left.Search(query with { Floor = true }, 50).SequenceEqual(right.Search(query with { Floor = true }, 50));
    }
}
