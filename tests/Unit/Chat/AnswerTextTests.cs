using AspireCoach.Chat.Agent;
using AspireCoach.Unit.Data;
using FsCheck;
using FsCheck.Fluent;

namespace AspireCoach.Unit.Chat;

public sealed class AnswerTextTests
{
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

            // What .NET's own encoder makes of the same characters, NUL apart; a last half pair may still be waited for.
            var whole = string.Concat(given);
            var expected = System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(whole)).Replace('\0', '\uFFFD');
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
}
