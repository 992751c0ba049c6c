using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Chat;

/// <summary>Where to turn stands before anything a model says, whatever it says and whether it says anything.</summary>
[Collection<ModelCoachCollection>]
public sealed class SafetyFirstTests(ModelCoachFixture coach)
{
    private const string Crisis = "I cannot help you through this";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_models_words_follow_where_to_turn_and_it_is_told_what_was_said()
    {
        const string message = "Why did I fail yesterday? I want to kill myself";
        var script = coach.Model.When(message, Replies.Says("I am glad that you told me."));
        var reader = await AskAsync(message);

        reader.Status.ShouldBe("done");
        reader.Text.ShouldStartWith("I am a habit coach");
        reader.Text.ShouldContain(Crisis);
        reader.Text.ShouldContain("call your local emergency services");
        reader.Text.ShouldEndWith("\n\nI am glad that you told me.");
        var request = script.Requests.Single();
        request.TryGetProperty("tools", out _).ShouldBeFalse("there is nothing to look up");
        Script.MessagesOf(request)[0].Text.ShouldContain($"<already-said>\"I am a habit coach");
    }

    [Fact]
    public async Task It_stands_alone_where_the_model_fails()
    {
        const string message = "i dont want to live anymore";
        coach.Model.When(message, Replies.Refuse(400));
        var reader = await AskAsync(message);

        (reader.Status, reader.Attempt).ShouldBe(("done", 1));
        reader.Text.ShouldContain(Crisis);
        reader.Text.ShouldEndWith("now.");
    }

    [Fact]
    public async Task What_is_medical_has_a_limit_first_and_then_an_answer()
    {
        const string message = "How did I do last week since I stopped taking my medication?";
        var script = coach.Model.When(message, Replies.Says("You ran twice."));
        var reader = await AskAsync(message);

        reader.Text.ShouldStartWith("I cannot diagnose, or advise on treatment or medication");
        reader.Text.ShouldEndWith("\n\nYou ran twice.");
        reader.Steps.ShouldBe(["rewrite", "recall", "answer"]);
        script.Requests.Single().TryGetProperty("tools", out _).ShouldBeTrue();
    }

    private async Task<Reader> AskAsync(string message)
    {
        var client = await coach.CreateUserAsync(Cancel);
        var reply = await Conversations.SendAsync(client, await Conversations.BeginAsync(client, Cancel), message, Cancel);
        return await new Reader(client, reply).ToEndAsync(Cancel);
    }
}
