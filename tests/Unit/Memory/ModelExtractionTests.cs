using System.Text.Json;
using AspireCoach.Memory.Extraction;
using AspireCoach.Unit.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace AspireCoach.Unit.Memory;

/// <summary>What a model says, through a real endpoint on a loopback port.</summary>
public sealed class ModelExtractionTests
{
    private static readonly ExtractionInput s_input = new("Europe/Berlin", [Said.Turn("I am allergic to peanuts. My week is packed with meetings, I train with kettlebells.", 0)], []);

    [Fact]
    public async Task What_a_model_finds_is_kept_where_the_message_supports_it()
    {
        await using var server = await ChatServer.StartAsync(Answers(new
        {
            facts = new object[]
            {
                Fact("Trains with kettlebells", "routine", "I train with kettlebells"),
                Fact("Trains with barbells", "routine", "I train with barbells"),
                Fact("Vegetarian", "diet", "I am allergic to peanuts"),
            },
        }));

        var facts = await ExtractAsync(server, s_input);

        facts.ShouldHaveSingleItem().Text.ShouldBe("Trains with kettlebells");
        var request = server.Requests.ShouldHaveSingleItem().Body;
        request.GetProperty("response_format").GetProperty("type").GetString().ShouldBe("json_schema");
        request.GetProperty("messages")[1].GetProperty("content").GetString()!.ShouldContain("peanuts");
    }

    [Fact]
    public async Task Days_are_counted_by_code_whatever_the_model_counts()
    {
        await using var server = await ChatServer.StartAsync(Answers(new { facts = new[] { new { text = "Ran a 10k", category = "event", turnId = "t1", quote = "I ran a 10k yesterday", confidence = 0.9, validFrom = "2026-01-01" } } }));

        var facts = await ExtractAsync(server, s_input with { Turns = [Said.Turn("I ran a 10k yesterday.", 0)] });

        facts.ShouldHaveSingleItem().ValidFrom.ShouldBe(new DateOnly(2026, 11, 19));
    }

    [Theory]
    [InlineData("I cannot help with that.")]
    [InlineData("")]
    [InlineData("{\"facts\": 7}")]
    [InlineData("{\"facts\": [{\"text\": \"Allergic")]
    [InlineData("[]")]
    [InlineData("{\"facts\": [{\"text\": \"Likes tea\", \"category\": \"tea\", \"turnId\": \"t9\", \"quote\": \"x\"}, null]}")]
    public async Task Where_a_model_says_nothing_to_be_believed_the_rules_stand(string answer)
    {
        await using var server = await ChatServer.StartAsync(Replies.Json(Completion(answer)));

        (await ExtractAsync(server, s_input)).ShouldContain(fact => fact.Text == "Allergic to peanuts");
    }

    [Fact]
    public async Task Where_no_model_answers_the_rules_stand()
    {
        await using var server = await ChatServer.StartAsync(Replies.Refuse(500));

        (await ExtractAsync(server, s_input)).ShouldContain(fact => fact.Text == "Allergic to peanuts");
    }

    [Fact]
    public async Task The_coachs_words_are_not_even_shown_to_the_model()
    {
        await using var server = await ChatServer.StartAsync(Answers(new { facts = Array.Empty<object>() }));

        await ExtractAsync(server, s_input with { Turns = [.. s_input.Turns, Said.Turn("You are a dragon.", 1, fromUser: false)] });

        server.Requests.ShouldHaveSingleItem().Body.GetRawText().ShouldNotContain("dragon");
    }

    private static async Task<IReadOnlyList<FactCandidate>> ExtractAsync(ChatServer server, ExtractionInput input)
    {
        using var coach = Coach.Hurried(("Extraction:Endpoint", server.Endpoint), ("Extraction:Model", "small"));
        return await new FactExtractor(coach.Models, NullLogger<FactExtractor>.Instance).ExtractAsync(input, TestContext.Current.CancellationToken);
    }

    private static object Fact(string text, string category, string quote) => new { text, category, turnId = "t1", quote, confidence = 0.9, validFrom = (string?)null, validTo = (string?)null, supersedes = (string?)null, reinforces = (string?)null };

    private static Func<HttpContext, Task> Answers(object answer) => Replies.Json(Completion(JsonSerializer.Serialize(answer)));

    private static string Completion(string content) => JsonSerializer.Serialize(new
    {
        id = "c1",
        @object = "chat.completion",
        created = 1763640000,
        model = "small-1",
        choices = new[] { new { index = 0, message = new { role = "assistant", content }, finish_reason = "stop" } },
        usage = new { prompt_tokens = 12, completion_tokens = 3, total_tokens = 15 },
    });
}
