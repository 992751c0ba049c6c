using AspireCoach.Chat;
using FsCheck;
using FsCheck.Fluent;

namespace AspireCoach.Unit.Chat;

public sealed class ReplyStateTests
{
    private static readonly Guid Id = new("01890000-0000-7000-8000-000000000001");

    /// <summary>
    /// A reply written in random chunks over several attempts, polled at random moments from random earlier cursors:
    /// whoever follows the contract always ends up with the text.
    /// </summary>
    [Fact]
    public void Text_put_together_from_any_polls_is_the_text()
    {
        var chunk = Gen.Elements("a", "word ", "\n", "ü", "😀", "long text, and more of it. ");
        var attempt = chunk.ListOf().Select(chunks => chunks.ToList());
        var script = from attempts in attempt.NonEmptyListOf()
                     from seed in Gen.Choose(0, int.MaxValue)
                     select (attempts.ToList(), seed);
        Prop.ForAll(script.ToArbitrary(), given => Follow(given.Item1, given.seed)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_cursor_within_a_surrogate_pair_is_moved_back()
    {
        var state = ReplyState.Queued(Id, Id) with { Text = "a😀b" };
        state.After(2).ShouldBe(("😀b", false));
    }

    [Fact]
    public void The_digest_is_the_SHA256_of_the_UTF8_text() =>
        (ReplyState.Queued(Id, Id) with { Text = "abc" }).Digest.ShouldBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");

    private static void Follow(List<List<string>> attempts, int seed)
    {
        var random = new Random(seed);
        var state = ReplyState.Queued(Id, Id);
        // What the client had when it held a cursor: what it goes back to when it sends that cursor again.
        List<(long Cursor, string Text)> held = [(0, "")];
        for (var attempt = 0; attempt < attempts.Count; attempt++)
        {
            if (state.Text.Length > 0)
            {
                state = state with { Attempt = state.Attempt + 1, Base = state.End + 1, Text = "" };
            }

            foreach (var chunk in attempts[attempt])
            {
                state = state with { Text = state.Text + chunk };
                if (random.Next(2) == 0)
                {
                    var (cursor, text) = held[random.Next(held.Count)];
                    var (more, reset) = state.After(cursor);
                    held.Add((state.End, reset ? more : text + more));
                    held[^1].Text.ShouldBe(state.Text);
                }
            }
        }

        foreach (var (cursor, text) in held)
        {
            var (more, reset) = state.After(cursor);
            (reset ? more : text + more).ShouldBe(state.Text);
            cursor.ShouldBeLessThanOrEqualTo(state.End);
        }
    }
}
