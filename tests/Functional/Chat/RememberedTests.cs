using System.Net;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Chat;

/// <summary>From what a user says to what the coach answers two hundred messages later, over the API alone.</summary>
[Collection<CoachCollection>]
public sealed class RememberedTests(CoachFixture coach)
{
    private const string Question = "What should I eat for a snack?";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_allergy_once_told_is_kept_to_until_it_is_corrected_and_then_forgotten_and_is_nobody_elses()
    {
        using var client = await coach.CreateUserAsync(Cancel);
        using var other = await coach.CreateUserAsync(Cancel);
        var conversation = await Conversations.BeginAsync(client, Cancel);
        await AskAsync(client, conversation, "I'm allergic to peanuts.");
        await AskAsync(client, conversation, "My goal is to run a half marathon in May.");
        await ExtractAsync(client);
        var last = "";
        for (var message = 0; message < 98; message++)
        {
            last = await Conversations.SendAsync(client, conversation, $"Good morning, this is message {message}.", Cancel);
        }

        (await new Reader(client, last).ToEndAsync(Cancel)).Status.ShouldBe("done");
        var fact = (await client.GetJsonAsync("/v1/memory/facts", Cancel)).Items.Single(item => item.GetProperty("text").GetString()!.Contains("peanut", StringComparison.OrdinalIgnoreCase));
        var id = fact.GetProperty("id").GetString()!;

        var told = await AskAsync(client, conversation, Question);
        told.Text.ShouldContain("you are allergic to peanuts");
        Ideas(told).ShouldNotContain("peanut");
        FactsOf(told).ShouldBe([id]);
        (await AskAsync(client, conversation, "What are my goals?")).Text.ShouldContain("half marathon");

        var changed = await client.SendAsync(HttpMethod.Patch, $"/v1/memory/facts/{id}", new { text = "Allergic to almonds" }, Cancel);
        changed.Status.ShouldBe(HttpStatusCode.OK);
        var corrected = await AskAsync(client, conversation, Question);
        corrected.Text.ShouldContain("you are allergic to almonds");
        corrected.Text.ShouldNotContain("allergic to peanuts");
        Ideas(corrected).ShouldNotContain("almond");
        FactsOf(corrected).ShouldBe([changed.Text("id")]);

        (await client.SendAsync(HttpMethod.Delete, $"/v1/memory/facts/{changed.Text("id")}", null, Cancel)).Status.ShouldBe(HttpStatusCode.NoContent);
        var forgotten = await AskAsync(client, conversation, Question);
        forgotten.Text.ShouldContain("I know of no allergy");
        FactsOf(forgotten).ShouldBeEmpty();

        var stranger = await AskAsync(other, await Conversations.BeginAsync(other, Cancel), Question);
        stranger.Text.ShouldContain("I know of no allergy");
        stranger.Last.GetProperty("sources").GetArrayLength().ShouldBe(0);
    }

    private static async Task ExtractAsync(HttpClient client)
    {
        var started = await client.SendAsync(HttpMethod.Post, "/v1/memory/extractions", null, Cancel);
        started.Status.ShouldBe(HttpStatusCode.Accepted);
        await Eventually.TrueAsync(
            async () => (await client.GetJsonAsync(started.Text("statusUrl"), Cancel)).Text("status") == "done", "the facts are extracted", Cancel);
    }

    private static async Task<Reader> AskAsync(HttpClient client, string conversation, string message)
    {
        var reader = await new Reader(client, await Conversations.SendAsync(client, conversation, message, Cancel)).ToEndAsync(Cancel);
        reader.Status.ShouldBe("done");
        return reader;
    }

    private static string Ideas(Reader reader) => string.Join('\n', reader.Text.Split('\n').Where(line => line.StartsWith("- ", StringComparison.Ordinal)));

    private static List<string> FactsOf(Reader reader) =>
        [.. reader.Last.GetProperty("sources").EnumerateArray()
            .Where(source => source.GetProperty("kind").GetString() == "fact")
            .Select(source => source.GetProperty("id").GetString()!)];
}
