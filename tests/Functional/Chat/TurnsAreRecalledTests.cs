using System.Net.Http.Json;
using System.Text.Json;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Chat;

/// <summary>What was said is found again, by whoever said it only.</summary>
[Collection<CoachCollection>]
public sealed class TurnsAreRecalledTests(CoachFixture coach)
{
    [Fact]
    public async Task A_message_is_found_once_it_was_answered_and_by_its_user_only()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var user = await coach.CreateUserAsync(cancel);
        using var other = await coach.CreateUserAsync(cancel);
        var conversation = await Conversations.BeginAsync(user, cancel);
        await Conversations.SendAsync(user, conversation, "My sister Harriet is moving to Lisbon in the spring.", cancel);

        await Eventually.TrueAsync(
            async () => (await FoundAsync(user, cancel)).Any(text => text.Contains("Harriet", StringComparison.Ordinal)),
            "the message is found", cancel);
        (await FoundAsync(other, cancel)).ShouldBeEmpty();
    }

    private static async Task<string[]> FoundAsync(HttpClient client, CancellationToken cancel)
    {
        var found = await client.GetFromJsonAsync<JsonElement>("/v1/memory/search?q=Where+does+Harriet+move%3F", cancel);
        return [.. found.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("text").GetString()!)];
    }
}
