using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Chat;

/// <summary>What clients that wait see of a coach that is told to stop.</summary>
public sealed class StopTests(PostgresFixture postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Polls_that_wait_are_answered_and_the_coach_ends_in_order()
    {
        var settings = new Dictionary<string, string> { ["Chat__AgentConcurrency"] = "0", ["Service__ShutdownSeconds"] = "60" };
        await using var coach = await CoachProcess.StartAsync(await postgres.CreateDatabaseAsync(Cancel), Cancel, settings: settings);
        using var client = coach.CreateClient();
        var session = await client.SendAsync(
            HttpMethod.Post, "/v1/accounts", new { email = "ann@example.org", password = CoachFixture.Password, timeZone = "Etc/UTC" }, Cancel);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.Text("token"));
        var reply = await Conversations.SendAsync(client, await Conversations.BeginAsync(client, Cancel), "hello", Cancel);
        var tag = (await client.GetJsonAsync($"/v1/replies/{reply}", Cancel)).Message.Headers.ETag!;
        var polls = Enumerable.Range(0, 20).Select(async _ =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/replies/{reply}");
            request.Headers.Add("Prefer", "wait=25");
            request.Headers.IfNoneMatch.Add(tag);
            using var answer = await client.SendAsync(request, Cancel);
            return answer.StatusCode;
        }).ToArray();
        await Eventually.TrueAsync(
            async () => (await client.GetStringAsync("/metrics", Cancel)).Split('\n')
                .Where(line => line.StartsWith("http_server_active_requests{", StringComparison.Ordinal) && line.Contains("\"GET\"", StringComparison.Ordinal))
                .Sum(line => double.Parse(line[line.LastIndexOf(' ')..], CultureInfo.InvariantCulture)) >= 20,
            "all polls wait",
            Cancel);

        var clock = Stopwatch.StartNew();
        var ended = coach.TerminateAsync(Cancel);

        (await Task.WhenAll(polls)).ShouldAllBe(status => status == HttpStatusCode.NotModified);
        (await ended).ShouldBe(0);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20), "the waiting alone would take 25, an aborted one 60");
    }
}
