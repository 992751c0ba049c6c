using AspireCoach.Chat.Agent;
using AspireCoach.Unit.Data;
using FsCheck;
using FsCheck.Fluent;

namespace AspireCoach.Unit.Chat;

public sealed class AnswerTextTests
{
    private const int Most = 12;

    // What is odd about texts comes often: halves of pairs, NUL, blanks; '|' stands for a paragraph's end.
    private static readonly Arbitrary<char[]> Texts = Gen.Elements('a', 'b', ' ', '\n', '\0', '\ud83d', '\ude00', '|').ArrayOf().ToArbitrary();

    [Fact]
    public void However_a_text_is_cut_into_pieces_what_comes_out_is_the_text_in_whole_characters()
    {
        var pieces = Gen.Elements('a', 'ü', '\ud83d', '\ude00', '\0', ' ').ArrayOf().Select(characters => new string(characters)).ListOf();
        Prop.ForAll(pieces.ToArbitrary(), given =>
        {
            var text = new AnswerText(int.MaxValue, TimeSpan.FromSeconds(1), TimeProvider.System);
            var shown = "";
            foreach (var piece in given)
            {
                text.Add(piece);
                var taken = text.Take();
                taken.ShouldNotContain('\0');
                (taken.Length == 0 || !char.IsHighSurrogate(taken[^1])).ShouldBeTrue();
                shown += taken;
            }

            // What .NET's own encoder makes of the same characters, NUL and first blanks apart; a last half pair may still be
            // waited for.
            var whole = string.Concat(given);
            var expected = System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(whole)).Replace('\0', '\uFFFD').TrimStart();
            (shown == expected || shown + '\uFFFD' == expected).ShouldBeTrue();
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Nothing_is_taken_in_beyond_the_longest_reply()
    {
        var text = new AnswerText(5, TimeSpan.FromSeconds(1), TimeProvider.System);
        text.Add("1234567");
        text.IsFull.ShouldBeTrue();
        text.Take().ShouldBe("12345");
    }

    [Fact]
    public void The_first_words_are_due_soon_and_further_ones_in_batches()
    {
        var clock = new ManualClock();
        var text = new AnswerText(100, TimeSpan.FromMilliseconds(100), clock);
        text.Due.ShouldBeNull();
        text.Add("first");
        clock.Advance(TimeSpan.FromMilliseconds(15));
        text.Due.ShouldBe(TimeSpan.Zero);
        text.Take();
        text.Due.ShouldBeNull();
        text.Add("more");
        clock.Advance(TimeSpan.FromMilliseconds(60));
        text.Due.ShouldBe(TimeSpan.FromMilliseconds(40));
    }

    [Fact]
    public void What_comes_out_does_not_depend_on_the_pieces_it_came_in() =>
        Prop.ForAll(Texts, ArbMap.Default.ArbFor<int>(), (text, seed) => Written(text, new Random(seed)) == Written(text, null))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void What_comes_out_can_be_stored_and_is_no_longer_than_allowed() =>
        Prop.ForAll(Texts, text =>
        {
            var written = Written(text, null);
            return written.Length <= Most
                && !written.Contains('\0')
                && !written.StartsWith(' ')
                && !written.StartsWith('\n')
                && written.EnumerateRunes().Sum(rune => rune.Utf16SequenceLength) == written.Length
                && System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(written)) == written;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Theory]
    [InlineData("Let me look.|Nothing.", "Let me look.")]
    [InlineData("Look.| \nIt is", "Look.\n\nIt is")]
    [InlineData("Look.|", "Look.")]
    [InlineData("||Hi", "Hi")]
    [InlineData("Hi||ho", "Hi\n\nho")]
    [InlineData("elevenchars😀x", "elevenchars")]
    [InlineData("tencharact😀x", "tencharact😀")]
    public void A_paragraph_is_broken_between_words_only_and_the_end_never_splits_a_character(string given, string expected) =>
        Written(given.ToCharArray(), null).ShouldBe(expected);

    private static string Written(char[] text, Random? cut)
    {
        var answer = new AnswerText(Most, TimeSpan.FromSeconds(1), TimeProvider.System);
        var taken = "";
        var piece = "";
        foreach (var character in text)
        {
            if (character == '|')
            {
                answer.Add(piece);
                piece = "";
                answer.Break();
                continue;
            }

            piece += character;
            if (cut?.Next(3) == 0)
            {
                answer.Add(piece);
                piece = "";
                taken += cut.Next(2) == 0 ? answer.Take() : "";
            }
        }

        answer.Add(piece);
        return taken + answer.Take();
    }
}
