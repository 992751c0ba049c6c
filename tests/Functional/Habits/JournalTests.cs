using System.Net;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Habits;

[Collection<CoachCollection>]
public sealed class JournalTests(CoachFixture coach)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("run", 2)]
    [InlineData("RUNS", 2)]
    [InlineData("running rain", 1)]
    [InlineData("the rain", 1)]
    [InlineData("ran", 0)] // an irregular form is another word
    [InlineData("elephant", 0)]
    [InlineData("o'hara & (rain | :*", 0)]
    [InlineData("'", 3)]
    [InlineData("the", 3)]
    [InlineData("", 3)]
    public async Task Every_word_is_found_in_any_form_and_case(string words, int found)
    {
        var client = await coach.CreateUserAsync(Cancel);
        foreach (var text in (string[])["Skipped the run because of the rain", "I was running all morning", "Slept badly"])
        {
            await client.SendAsync(HttpMethod.Post, "/v1/journal", new { text }, Cancel);
        }

        (await client.GetJsonAsync($"/v1/journal?q={Uri.EscapeDataString(words)}", Cancel)).Items.Count.ShouldBe(found);
    }

    [Fact]
    public async Task A_search_finds_ones_own_entries_only()
    {
        var ann = await coach.CreateUserAsync(Cancel);
        var bob = await coach.CreateUserAsync(Cancel);
        await ann.SendAsync(HttpMethod.Post, "/v1/journal", new { text = "A secret garden" }, Cancel);
        (await bob.GetJsonAsync("/v1/journal?q=garden", Cancel)).Items.ShouldBeEmpty();
        (await bob.GetJsonAsync("/v1/journal", Cancel)).Items.ShouldBeEmpty();
        (await ann.GetJsonAsync("/v1/journal?q=garden", Cancel)).Items.Count.ShouldBe(1);

        // The index marks entries with their owner's id: it is no word to find them by.
        var id = (await ann.GetJsonAsync("/v1/me", Cancel)).Text("userId");
        (await ann.GetJsonAsync($"/v1/journal?q=user:{id}", Cancel)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Entries_are_read_by_day_and_page_the_newest_first()
    {
        var client = await coach.CreateUserAsync(Cancel);
        foreach (var (date, text) in ((string, string)[])[("2026-01-01", "a"), ("2026-01-03", "b"), ("2026-01-03", "c"), ("2026-01-02", "d")])
        {
            (await client.SendAsync(HttpMethod.Post, "/v1/journal", new { date, text, mood = 3 }, Cancel)).Status.ShouldBe(HttpStatusCode.Created);
        }

        List<string?> texts = [];
        string? cursor = null;
        do
        {
            var page = await client.GetJsonAsync($"/v1/journal?limit=1{(cursor is null ? "" : $"&cursor={cursor}")}", Cancel);
            texts.AddRange(page.Items.Select(item => item.GetProperty("text").GetString()));
            cursor = page["nextCursor"].GetString();
        }
        while (cursor is not null);
        texts.ShouldBe(["c", "b", "d", "a"]);
        (await client.GetJsonAsync("/v1/journal?from=2026-01-02&to=2026-01-02", Cancel)).Items
            .Select(item => item.GetProperty("text").GetString()).ShouldBe(["d"]);
    }

    [Theory]
    [InlineData("""{"text":""}""", "text")]
    [InlineData("""{"text":"x","mood":0}""", "mood")]
    [InlineData("""{"text":"x","mood":6}""", "mood")]
    [InlineData("""{"text":"x","mood":2.5}""", "mood")]
    [InlineData("""{"text":"x","date":"1999-12-31"}""", "date")]
    [InlineData("""{"text":"x","date":"yesterday"}""", "date")]
    [InlineData("""{"text":"a\ud800b"}""", "text")]
    public async Task A_bad_entry_is_refused_by_field(string body, string field)
    {
        var client = await coach.CreateUserAsync(Cancel);
        var refused = await client.SendAsync(HttpMethod.Post, "/v1/journal", body, Cancel);
        refused.Status.ShouldBe(HttpStatusCode.BadRequest);
        refused.Errors.ShouldBe([field]);
    }

    [Fact]
    public async Task An_entry_has_20000_characters_at_most()
    {
        var client = await coach.CreateUserAsync(Cancel);
        (await client.SendAsync(HttpMethod.Post, "/v1/journal", new { text = new string('ä', 20_000) }, Cancel)).Status.ShouldBe(HttpStatusCode.Created);
        (await client.SendAsync(HttpMethod.Post, "/v1/journal", new { text = new string('ä', 20_001) }, Cancel)).Errors.ShouldBe(["text"]);
    }

    [Fact]
    public async Task A_query_with_nul_is_refused()
    {
        var client = await coach.CreateUserAsync(Cancel);
        (await client.GetJsonAsync("/v1/journal?q=a%00b", Cancel)).Errors.ShouldBe(["q"]);
    }
}
