using System.Net.Http.Headers;
using System.Text.Json;
using AspireCoach.AppHost.Local;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Chat;

/// <summary>What clients see of a coach that dies and of a database that goes away.</summary>
public sealed class CrashTests(PostgresFixture postgres)
{
    private const int Users = 20;
    private const int Messages = 10;
    private const int Kills = 10;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_hundred_messages_of_twenty_users_survive_ten_kills_of_the_coach()
    {
        var database = await postgres.CreateDatabaseAsync(Cancel);
        var port = LoopbackPort.Free();
        // Short leases: what a dead process held is taken over quickly. Slow answers: kills find work under way.
        var settings = new Dictionary<string, string>
        {
            ["Jobs__LeaseSeconds"] = "2",
            ["Chat__AgentConcurrency"] = "4",
            ["Chat__MaxAttempts"] = "20",
            ["Accounts__AttemptsPerAddress"] = "100000",
        };
        var coach = await CoachProcess.StartAsync(database, Cancel, port, settings);
        try
        {
            var users = new List<User>();
            for (var i = 0; i < Users; i++)
            {
                users.Add(await User.SignUpAsync(coach.CreateClient(), $"user{i}@example.org", Cancel));
            }

            var talking = Task.WhenAll(users.Select(user => user.TalkAsync(Messages, Cancel)));
            for (var kill = 0; kill < Kills; kill++)
            {
                // Each life does something before it ends: a kill comes after so many more accepted messages.
                var wanted = (kill + 1) * Users * Messages / (Kills + 1);
                await Eventually.TrueAsync(() => Task.FromResult(users.Sum(user => user.Accepted) >= wanted), "more messages are accepted", Cancel);
                await coach.KillAsync();
                await coach.DisposeAsync();
                coach = await CoachProcess.StartAsync(database, Cancel, port, settings);
            }

            await talking;
            foreach (var user in users)
            {
                await user.VerifyAsync(Messages, Cancel);
            }
        }
        finally
        {
            await coach.DisposeAsync();
        }
    }

    [Fact]
    public async Task While_Postgres_is_gone_posts_and_polls_say_503_and_work_resumes_by_itself()
    {
        var folder = Directory.CreateTempSubdirectory("coach-outage-").FullName;
        var port = LoopbackPort.Free();
        var options = new EmbeddedPostgresOptions(Path.Combine(folder, "postgres")) { Port = port, Temporary = true };
        var server = await EmbeddedPostgres.StartAsync(options, cancel: Cancel);
        try
        {
            await using var coach = await CoachProcess.StartAsync(await server.CreateDatabaseAsync("coach", Cancel), Cancel);
            var user = await User.SignUpAsync(coach.CreateClient(), "ann@example.org", Cancel);
            var conversation = await Conversations.BeginAsync(user.Client, Cancel);
            await server.StopAsync();

            var refused = await user.Client.SendAsync(
                HttpMethod.Post, $"/v1/conversations/{conversation}/messages", new { text = "Hello" }, Cancel, key: "while-away");
            ((int)refused.Status).ShouldBe(503);
            refused.Message.Headers.RetryAfter.ShouldNotBeNull();
            var poll = await user.Client.GetJsonAsync($"/v1/replies/{Guid.CreateVersion7(TimeProvider.System.GetUtcNow())}", Cancel);
            ((int)poll.Status).ShouldBe(503);
            poll.Message.Headers.RetryAfter.ShouldNotBeNull();
            ((int)(await user.Client.GetJsonAsync("/health", Cancel)).Status).ShouldBe(503);
            ((int)(await user.Client.GetJsonAsync("/alive", Cancel)).Status).ShouldBe(200);

            server = await EmbeddedPostgres.StartAsync(options, cancel: Cancel);
            await user.SendAsync(conversation, "Hello", "while-away", Cancel);
            (await new Reader(user.Client, user.Replies.Single()).ToEndAsync(Cancel)).Status.ShouldBe("done");
            await Eventually.TrueAsync(
                async () => (int)(await user.Client.GetJsonAsync("/health", Cancel)).Status == 200, "the coach is healthy again", Cancel);
        }
        finally
        {
            await server.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A client on a bad network: repeats a request with its key until it is answered.</summary>
    private sealed class User(HttpClient client)
    {
        private string _conversation = "";
        private int _accepted;

        public HttpClient Client => client;

        public int Accepted => Volatile.Read(ref _accepted);

        public List<string> Replies { get; } = [];

        public static async Task<User> SignUpAsync(HttpClient client, string email, CancellationToken cancel)
        {
            var session = await client.SendAsync(HttpMethod.Post, "/v1/accounts", new { email, password = CoachFixture.Password, timeZone = "Etc/UTC" }, cancel);
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.Text("token"));
            return new User(client);
        }

        /// <summary>Sends messages one after another, without waiting for answers.</summary>
        public async Task TalkAsync(int count, CancellationToken cancel)
        {
            var made = await UntilAnsweredAsync("/v1/conversations", new { title = "Talk" }, "talk", 201, cancel);
            _conversation = made.Text("id");
            for (var i = 0; i < count; i++)
            {
                await SendAsync(_conversation, $"Hello number {i}", $"message-{i}", cancel);
            }
        }

        public async Task SendAsync(string conversation, string text, string key, CancellationToken cancel)
        {
            var answer = await UntilAnsweredAsync($"/v1/conversations/{conversation}/messages", new { text }, key, 202, cancel);
            Replies.Add(answer.Text("replyId"));
            Interlocked.Increment(ref _accepted);
        }

        /// <summary>Every message stands once, in order, with one answer each, in order, whose digest is right.</summary>
        public async Task VerifyAsync(int count, CancellationToken cancel)
        {
            Dictionary<string, string> texts = [];
            foreach (var reply in Replies)
            {
                var reader = await new Reader(client, reply).ToEndAsync(cancel);
                reader.Status.ShouldBe("done");
                texts[reply] = reader.Text;
            }

            var items = (await client.GetJsonAsync($"/v1/conversations/{_conversation}/messages?limit=200", cancel)).Items.Reverse().ToList();
            var asked = items.Where(item => item.GetProperty("role").GetString() == "user").ToList();
            asked.Select(item => item.GetProperty("text").GetString()).ShouldBe(Enumerable.Range(0, count).Select(i => $"Hello number {i}"));
            asked.Select(item => item.GetProperty("replyId").GetString()).ShouldBe(Replies);
            var answered = items.Where(item => item.GetProperty("role").GetString() == "coach").ToList();
            answered.Select(item => item.GetProperty("replyId").GetString()).ShouldBe(Replies);
            answered.ShouldAllBe(item => item.GetProperty("text").GetString() == texts[item.GetProperty("replyId").GetString()!]);
        }

        private async Task<Answer> UntilAnsweredAsync(string url, object body, string key, int status, CancellationToken cancel)
        {
            Answer? answer = null;
            await Eventually.TrueAsync(
                async () =>
                {
                    try
                    {
                        answer = await client.SendAsync(HttpMethod.Post, url, body, cancel, key);
                        return (int)answer.Status == status;
                    }
                    catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException)
                    {
                        return false;
                    }
                },
                $"POST {url} is answered {status}",
                cancel,
                // Ten starts lie between, each of which takes as long as the machine has other things to do.
                within: 3 * Eventually.Deadline);
            return answer!;
        }
    }
}
