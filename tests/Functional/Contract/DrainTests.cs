using System.Net;
using System.Net.Sockets;
using AspireCoach.Functional.Chat;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Contract;

/// <summary>What a load balancer and its clients see of a process that is told to stop.</summary>
public sealed class DrainTests(PostgresFixture postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_process_that_drains_is_not_ready_and_still_does_all_that_it_is_asked_but_take_up_work()
    {
        var database = await postgres.CreateDatabaseAsync(Cancel);
        string reply;
        HttpClient client;
        await using (var draining = await CoachProcess.StartAsync(
            database, Cancel, settings: new Dictionary<string, string> { ["Service__DrainSeconds"] = "12", ["Jobs__SlowPollMilliseconds"] = "50" }))
        {
            client = await Conversations.SignUpAsync(draining.CreateClient(), Cancel);
            var conversation = await Conversations.BeginAsync(client, Cancel);
            await draining.SignalAsync("TERM", Cancel);
            await Eventually.TrueAsync(
                async () => (await client.GetAsync("/health", Cancel)).StatusCode == HttpStatusCode.ServiceUnavailable, "it is not ready", Cancel);

            (await client.GetJsonAsync("/health", Cancel)).Text("status").ShouldBe("draining");
            var read = await client.GetJsonAsync("/v1/me", Cancel);
            read.Status.ShouldBe(HttpStatusCode.OK);
            read.Message.Headers.ConnectionClose.ShouldBe(true);
            reply = await Conversations.SendAsync(client, conversation, "hello", Cancel);
            (await client.GetJsonAsync($"/v1/replies/{reply}", Cancel)).Text("status").ShouldBe("queued");
            using var waiting = new HttpRequestMessage(HttpMethod.Get, $"/v1/replies/{reply}");
            waiting.Headers.Add("Prefer", "wait=25");
            (await client.SendAsync(waiting, Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);

            (await draining.EndAsync(Cancel)).ShouldBe(0);
            (await Should.ThrowAsync<HttpRequestException>(() => client.GetAsync("/health", Cancel))).InnerException.ShouldBeOfType<SocketException>();
            (await PostgresFixture.QueryAsync<long>(database, "select count(*) from jobs.jobs where lease_until is null", Cancel)).ShouldBe(1);
        }

        await using var next = await CoachProcess.StartAsync(database, Cancel);
        using var again = next.CreateClient();
        again.DefaultRequestHeaders.Authorization = client.DefaultRequestHeaders.Authorization;
        (await new Reader(again, reply).ToEndAsync(Cancel)).Status.ShouldBe("done");
    }
}
