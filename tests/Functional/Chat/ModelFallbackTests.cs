using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Chat;

/// <summary>Models that do not answer, with the offline coach behind them.</summary>
public sealed class ModelFallbackTests(PostgresFixture postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_refused_key_falls_back_to_the_offline_coach_and_silence_fails_when_the_time_for_a_reply_is_up()
    {
        await using var model = await ScriptedModel.StartAsync();
        LiveReply silent = new(), halting = new();
        model.When("Hello", Replies.Refuse(401));
        model.When("Say nothing at all", silent.ServeAsync);
        model.When("Stop half-way", halting.ServeAsync);
        var settings = new Dictionary<string, string>(model.Settings) { ["Models__FallBackToOffline"] = "true", ["Chat__ReplySeconds"] = "10" };
        await using var coach = await CoachProcess.StartAsync(await postgres.CreateDatabaseAsync(Cancel), Cancel, settings: settings);
        var client = await Conversations.SignUpAsync(coach.CreateClient(), Cancel);

        var offline = await new Reader(client, await SendAsync("Hello")).ToEndAsync(Cancel);
        offline.Status.ShouldBe("done");
        offline.Last.GetProperty("steps").EnumerateArray().Last().GetProperty("detail").GetString().ShouldBe("offline-coach");

        var conversation = await Conversations.BeginAsync(client, Cancel);
        Reader[] readers =
        [
            new(client, await Conversations.SendAsync(client, conversation, "Say nothing at all", Cancel)),
            new(client, await SendAsync("Stop half-way")),
        ];
        var behind = await Conversations.SendAsync(client, conversation, "And now?", Cancel);
        halting.Say("It is");
        await readers[1].UntilTextAsync("It is", Cancel);
        foreach (var reader in readers)
        {
            (await reader.ToEndAsync(Cancel)).Status.ShouldBe("failed");
            reader.Attempt.ShouldBe(1);
            ModelFaultTests.ShouldBeOurWords(reader, retryable: true);
        }

        (readers[0].Text, readers[1].Text).ShouldBe(("", "It is"));
        await silent.LeftAsync(Cancel);
        await halting.LeftAsync(Cancel);
        (await new Reader(client, behind).ToEndAsync(Cancel)).Text.ShouldBe("Well done.");

        async Task<string> SendAsync(string text) =>
            await Conversations.SendAsync(client, await Conversations.BeginAsync(client, Cancel), text, Cancel);
    }
}
