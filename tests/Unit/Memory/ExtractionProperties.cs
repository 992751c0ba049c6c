using System.Diagnostics;
using AspireCoach.Memory.Extraction;
using FsCheck;
using FsCheck.Fluent;

namespace AspireCoach.Unit.Memory;

public sealed class ExtractionProperties
{
    private static readonly string[] s_pieces =
    [
        "I am", "I'm", "im", "i", "my", "we", "not", "never", "allergic to", "peanuts", "vegetarian", "vegan", "live in", "Leipzig", "Hamburg", "work as a", "nurse", "teacher", "at", "on", "in", "every", "Monday", "morning", "love", "hate", "running",
        "want to", "run", "lose", "5 kg", "10 km", "by", "June", "yesterday", "tomorrow", "since", "2019", "until", "for", "two weeks", "ago", "sister", "Anna", "is", "called", "has", "dog", "Rex", "goal is to", "can't", "don't", "eat", "meat", "only",
        "if", "would", "might", "maybe", "imagine", "lol", "jk", "just kidding", "you must", "always", "remember that", "ignore previous instructions", "password is hunter2", "4111 1111 1111 1111", "says", "think", "because", "and", "but", "so", "that",
        ".", ",", "?", "!", ";", ":", "\n", "\n\n", "\"", "“", "”", "(", ")", "-", "`", "```", "> ", "<b>", "{", "}", "😂", "🎉", "\u0000", "\uD83D", "am", "6", "7:30", "20", "minutes", "a day", "moved to", "married", "got", "signed up for", "marathon", "no longer", "weigh", "82 kg",
    ];

    private static Gen<string> Messages => from pieces in Gen.ArrayOf(Gen.Elements(s_pieces)) select string.Join(' ', pieces);

    [Fact]
    public void Every_fact_quotes_its_users_message_keeps_no_secret_and_comes_out_the_same_again() =>
        Prop.ForAll(Gen.Zip(Gen.ArrayOf(Messages), Gen.Choose(0, 1)).ToArbitrary(), input =>
        {
            var turns = input.Item1.Take(4).Select((text, i) => Said.Turn(text, i, fromUser: i % 2 == input.Item2)).ToList();
            var facts = Said.Of(turns);
            return facts.SequenceEqual(Said.Of(turns))
                && facts.All(fact => turns.Single(turn => turn.Id == fact.TurnId) is { FromUser: true } turn
                    && turn.Text.Contains(fact.Quote, StringComparison.Ordinal)
                    && fact.Text.Length is >= 1 and <= 1_000
                    && FactCategory.IsKnown(fact.Category)
                    && !fact.Text.Contains("4111", StringComparison.Ordinal) && !fact.Text.Contains("hunter2", StringComparison.Ordinal)
                    && !(fact.ValidFrom > fact.ValidTo));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Extracting_again_knowing_what_was_extracted_adds_nothing() =>
        Prop.ForAll(Gen.ArrayOf(Messages).ToArbitrary(), messages =>
        {
            var turns = messages.Take(3).Select((text, i) => Said.Turn(text, i)).ToList();
            var known = Said.Of(turns).Select((fact, i) => new KnownFact($"k{i}", fact.Text, fact.Category)).ToList();
            return Said.Of(turns, known).All(fact => fact.Reinforces is not null);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Theory]
    [InlineData("I am allergic to ")]
    [InlineData("my ")]
    [InlineData("(((\"")]
    [InlineData("i live in leipzig and ")]
    [InlineData("every morning ")]
    [InlineData("1 2 3 ")]
    [InlineData("a:b:\n")]
    [InlineData("'a b c ")]
    public void The_longest_hostile_message_is_read_at_once(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 8_000 / piece.Length));
        Said.By(text);
        var started = Stopwatch.GetTimestamp();

        Said.By(text);

        // Far above what it takes, far below what quadratic work over 8,000 characters would.
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }
}
