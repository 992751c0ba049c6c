using AspireCoach.Functional.Fixtures;
using AspireCoach.Knowledge;

namespace AspireCoach.Functional.Chat;

/// <summary>The offline coach uses what is known of its user, says when it was told, and knows nothing else.</summary>
[Collection<CoachCollection>]
public sealed class KnownUserTests(CoachFixture coach)
{
    private static readonly string[] s_peanuts = ["peanut", "satay"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_allergy_told_two_hundred_messages_ago_changes_the_meal_until_it_is_corrected_and_forgotten()
    {
        await using var knowing = new Knowing(coach.ConnectionString);
        using var client = await coach.CreateUserAsync(Cancel);
        using var other = await coach.CreateUserAsync(Cancel);
        var user = await Knowing.UserOfAsync(client, Cancel);
        var conversation = await Conversations.BeginAsync(client, Cancel);
        var allergy = Knowing.Fact(user, "Allergic to peanuts");
        await knowing.PutAsync(Cancel, allergy, Knowing.Fact(user, "Wants to run a half marathon in May", "2026-03-04T12:00:00Z", category: "goal"));
        var last = "";
        for (var message = 0; message < 100; message++)
        {
            last = await Conversations.SendAsync(client, conversation, $"Good morning, this is message {message}.", Cancel);
        }

        (await new Reader(client, last).ToEndAsync(Cancel)).Status.ShouldBe("done");

        var told = await AskAsync(client, conversation, "What should I eat for a snack?");
        told.Text.ShouldMatch("You told me on Tuesday 3 March( 2026)? that you are allergic to peanuts");
        s_peanuts.ShouldAllBe(word => !Ideas(told).Contains(word, StringComparison.OrdinalIgnoreCase));
        Sources(told).ShouldBe([("fact", allergy.Id.ToString())]);

        var goal = await AskAsync(client, conversation, "What are my goals?");
        goal.Text.ShouldMatch("You told me on Wednesday 4 March( 2026)?: “Wants to run a half marathon in May”");

        // The edited fact is another entry that stands for the one before.
        var corrected = Knowing.Fact(user, "Allergic to almonds, not to peanuts", "2026-03-05T12:00:00Z");
        await knowing.RemoveAsync(allergy, Cancel);
        await knowing.PutAsync(Cancel, corrected);
        var again = await AskAsync(client, conversation, "What should I eat for a snack?");
        again.Text.ShouldMatch("on Thursday 5 March( 2026)? that you are allergic to almonds");
        Ideas(again).ShouldNotContain("almond");
        Sources(again).ShouldBe([("fact", corrected.Id.ToString())]);

        await knowing.RemoveAsync(corrected, Cancel);
        var forgotten = await AskAsync(client, conversation, "What should I eat for a snack?");
        forgotten.Text.ShouldContain("I know of no allergy");
        Sources(forgotten).ShouldBeEmpty();

        var stranger = await AskAsync(other, await Conversations.BeginAsync(other, Cancel), "What should I eat for a snack?");
        stranger.Text.ShouldContain("I know of no allergy");
        Sources(stranger).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_told_is_found_again_with_its_day_and_what_was_not_is_said_not_to_be()
    {
        await using var knowing = new Knowing(coach.ConnectionString);
        using var client = await coach.CreateUserAsync(Cancel);
        var user = await Knowing.UserOfAsync(client, Cancel);
        var turn = Knowing.Turn(user, Guid.CreateVersion7(TimeProvider.System.GetUtcNow()), 0, "My sister Harriet is moving to Lisbon in the spring.");
        await knowing.PutAsync(Cancel, turn);

        var found = await AskAsync(client, await Conversations.BeginAsync(client, Cancel), "What did I tell you about Harriet?");
        found.Text.ShouldMatch("You wrote on Thursday 1 January( 2026)?: “My sister Harriet is moving to Lisbon in the spring.”");
        Sources(found).ShouldBe([("turn", turn.Id.ToString())]);

        var nothing = await AskAsync(client, await Conversations.BeginAsync(client, Cancel), "What did I tell you about my violin?");
        nothing.Text.ShouldContain("I find nothing about that");
        Sources(nothing).ShouldBeEmpty();
    }

    private static async Task<Reader> AskAsync(HttpClient client, string conversation, string message)
    {
        var reader = await new Reader(client, await Conversations.SendAsync(client, conversation, message, Cancel)).ToEndAsync(Cancel);
        reader.Status.ShouldBe("done");
        return reader;
    }

    /// <summary>The listed meals, without what is said about them.</summary>
    private static string Ideas(Reader reader) => string.Join('\n', reader.Text.Split('\n').Where(line => line.StartsWith("- ", StringComparison.Ordinal)));

    private static List<(string, string)> Sources(Reader reader) =>
        [.. reader.Last.GetProperty("sources").EnumerateArray().Select(source => (source.GetProperty("kind").GetString()!, source.GetProperty("id").GetString()!))];
}
