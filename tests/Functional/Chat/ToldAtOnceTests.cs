using AspireCoach.Functional.Fixtures;
using AspireCoach.Functional.Memory;

namespace AspireCoach.Functional.Chat;

/// <summary>What a user has told counts from when it was told, long before the night in which facts are distilled.</summary>
[Collection<CoachCollection>]
public sealed class ToldAtOnceTests(CoachFixture coach)
{
    private const string Question = "What should I eat for a snack?";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_allergy_told_in_another_conversation_is_kept_to_before_it_is_a_fact_and_as_the_fact_behind_it()
    {
        using var client = await coach.CreateUserAsync(Cancel);
        var message = await TellAsync(client, "I'm allergic to peanuts and I don't eat pork.");

        var told = await AskAsync(client, Question);
        told.Text.ShouldMatch("You told me on .* that you are allergic to peanuts and on .* that you leave out pork");
        Ideas(told).ShouldNotContain("peanut");
        Sources(told).ShouldBe([("turn", message)]);

        await client.ExtractAsync(Cancel);
        var known = await AskAsync(client, Question);
        known.Text.ShouldContain("you are allergic to peanuts");
        Sources(known).ShouldAllBe(source => source.Kind == "fact");

        foreach (var fact in await client.FactsAsync(Cancel))
        {
            await client.SendAsync(HttpMethod.Delete, $"/v1/memory/facts/{Remembering.Of(fact, "id")}", null, Cancel);
        }

        (await AskAsync(client, Question)).Text.ShouldContain("I know of no allergy");
    }

    [Theory]
    [InlineData("I can't have gluten", "you leave out gluten")]
    [InlineData("No shellfish for me, please.", "you leave out shellfish")]
    [InlineData("I'm coeliac", "you are coeliac")]
    [InlineData("I am lactose free", "you eat lactose-free")]
    [InlineData("Dairy makes me sick", "you do not tolerate dairy")]
    [InlineData("I have a fructose intolerance", "fructose intolerance”; I could not check the meals against it")]
    [InlineData("I'm allergic to penicillin", "llergic to penicillin”; I could not check the meals against it")]
    public async Task However_it_is_put_it_is_not_answered_that_no_allergy_is_known(string statement, string says)
    {
        using var client = await coach.CreateUserAsync(Cancel);
        await TellAsync(client, statement);

        var answer = await AskAsync(client, Question);

        answer.Text.ShouldContain(says);
        answer.Text.ShouldNotContain("I know of no allergy");
    }

    [Fact]
    public async Task An_allergy_told_a_moment_ago_in_the_same_conversation_is_kept_to()
    {
        using var client = await coach.CreateUserAsync(Cancel);
        var conversation = await Conversations.BeginAsync(client, Cancel);
        await Conversations.SendAsync(client, conversation, "I'm allergic to peanuts.", Cancel);

        var told = await AskAsync(client, Question, conversation);

        told.Text.ShouldContain("you are allergic to peanuts");
        Ideas(told).ShouldNotContain("peanut");
    }

    [Fact]
    public async Task A_question_that_tells_of_an_allergy_is_remembered_too()
    {
        using var client = await coach.CreateUserAsync(Cancel);
        await TellAsync(client, "I'm allergic to peanuts, what can I eat tonight?");

        (await AskAsync(client, Question)).Text.ShouldContain("you are allergic to peanuts");
    }

    [Fact]
    public async Task What_was_taken_back_counts_no_more()
    {
        using var client = await coach.CreateUserAsync(Cancel);
        var conversation = await Conversations.BeginAsync(client, Cancel);
        await AskAsync(client, "I'm allergic to peanuts.", conversation);
        await TellAsync(client, "Just kidding.", conversation);

        (await AskAsync(client, Question)).Text.ShouldContain("I know of no allergy");
    }

    [Fact]
    public async Task A_message_with_a_secret_is_not_recalled()
    {
        using var client = await coach.CreateUserAsync(Cancel);
        await client.SayAsync("The password of my router is grüffelo-7.", Cancel);
        await TellAsync(client, "My router stands in the hall.");

        (await client.SearchAsync("router password", Cancel)).ShouldAllBe(hit => !hit.Text.Contains("grüffelo", StringComparison.Ordinal));
        (await AskAsync(client, "What did I tell you about my router password?")).Text.ShouldNotContain("grüffelo");
    }

    [Fact]
    public async Task Who_has_moved_is_told_the_present_home_alone()
    {
        using var client = await coach.CreateUserAsync(Cancel);
        await client.SayAsync("I live in Berlin.", Cancel);
        await client.ExtractAsync(Cancel);
        await client.SayAsync("I moved to Lyon.", Cancel);
        (await client.ExtractAsync(Cancel)).Superseded.ShouldBe(1);

        var answer = await AskAsync(client, "Where do I live?");

        answer.Text.ShouldContain("Lyon");
        answer.Text.ShouldNotContain("Berlin");
    }

    /// <summary>Says something in a conversation of its own and waits until it can be recalled; the message's id.</summary>
    private static async Task<string> TellAsync(HttpClient client, string text, string? conversation = null)
    {
        var message = await client.SayAsync(text, Cancel, conversation);
        await Eventually.TrueAsync(async () => (await client.SearchAsync(text, Cancel)).Any(hit => hit.Id == message), "the message can be recalled", Cancel);
        return message;
    }

    private static async Task<Reader> AskAsync(HttpClient client, string message, string? conversation = null)
    {
        conversation ??= await Conversations.BeginAsync(client, Cancel);
        var reader = await new Reader(client, await Conversations.SendAsync(client, conversation, message, Cancel)).ToEndAsync(Cancel);
        reader.Status.ShouldBe("done");
        return reader;
    }

    private static string Ideas(Reader reader) => string.Join('\n', reader.Text.Split('\n').Where(line => line.StartsWith("- ", StringComparison.Ordinal)));

    private static List<(string Kind, string Id)> Sources(Reader reader) =>
        [.. reader.Last.GetProperty("sources").EnumerateArray().Select(source => (source.GetProperty("kind").GetString()!, source.GetProperty("id").GetString()!))];
}
