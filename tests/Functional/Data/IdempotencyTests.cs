using System.Net;
using System.Net.Http.Json;
using AspireCoach.Data;
using AspireCoach.Data.Idempotency;
using AspireCoach.Data.Postgres;
using AspireCoach.Data.Sessions;
using AspireCoach.Functional.Fixtures;
using AspireCoach.ServiceDefaults.Contract;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Runner = AspireCoach.Data.Idempotency.Idempotency;

namespace AspireCoach.Functional.Data;

/// <summary>Idempotency-Key over real HTTP, with an endpoint whose effect is a row.</summary>
public sealed class IdempotencyTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;
    private readonly SemaphoreSlim _entered = new(0);
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string _connectionString = "";
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    public sealed record Thing(string Name, string? Extra = null);

    public sealed record Made(int Number, string Name);

    public async ValueTask InitializeAsync()
    {
        _connectionString = await QueueDatabase.CreateAsync(postgres, _cancel);
        await QueueDatabase.ExecuteAsync(_connectionString, "create table things (number int generated always as identity, name text)", _cancel);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:coachdb"] = _connectionString });
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Services.AddProblemDetails();
        DataModule.Add(builder);
        _app = builder.Build();
        _app.UseRouting();
        _app.UseAuthentication();
        foreach (var path in (string[])["/things", "/others/{id}/things"])
        {
            _app.MapPost(path, MakeAsync);
            _app.MapPut(path, MakeAsync);
        }

        await _app.StartAsync(_cancel);
        _client = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        _entered.Dispose();
    }

    [Fact]
    public async Task A_repeated_request_is_answered_with_the_same_bytes_and_says_so()
    {
        var first = await SendAsync("k", new("Käse ☕"));
        var second = await SendAsync("k", new("Käse ☕"));
        first.StatusCode.ShouldBe(HttpStatusCode.Created);
        second.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await second.Content.ReadAsByteArrayAsync(_cancel)).ShouldBe(await first.Content.ReadAsByteArrayAsync(_cancel));
        second.Headers.Location.ShouldBe(first.Headers.Location);
        first.Headers.Location!.OriginalString.ShouldBe("/things/1");
        second.Content.Headers.ContentType.ShouldBe(first.Content.Headers.ContentType);
        first.Headers.Contains("Idempotency-Replayed").ShouldBeFalse();
        second.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
        (await ThingsAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Without_a_key_each_request_takes_effect()
    {
        await SendAsync(null, new("a"));
        await SendAsync(null, new("a"));
        (await ThingsAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_422_and_takes_no_effect()
    {
        await SendAsync("k", new("a"));
        (await SendAsync("k", new("b"))).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await SendAsync("k", new("a", "more"))).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await ThingsAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task A_repeat_while_the_first_is_running_is_409_and_afterwards_a_replay()
    {
        var first = SendAsync("k", new("wait"));
        await _entered.WaitAsync(Eventually.Deadline, _cancel);
        var second = await SendAsync("k", new("wait"));
        second.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await second.Content.ReadAsStringAsync(_cancel)).ShouldContain("\"retryAfter\":1");

        // Other keys do not wait for this one.
        (await SendAsync("other", new("a"))).StatusCode.ShouldBe(HttpStatusCode.Created);
        _goOn.SetResult();
        (await first).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await SendAsync("k", new("wait"))).Headers.Contains("Idempotency-Replayed").ShouldBeTrue();
    }

    [Fact]
    public async Task Many_at_once_with_one_key_take_effect_once()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => SendAsync("k", new("a"))));
        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.Created || answer.StatusCode == HttpStatusCode.Conflict);
        answers.Count(answer => answer.IsSuccessStatusCode && !answer.Headers.Contains("Idempotency-Replayed")).ShouldBe(1);
        (await ThingsAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task A_refusal_rolls_back_and_leaves_the_key_free()
    {
        (await SendAsync("k", new("refuse"))).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await ThingsAsync()).ShouldBe(0);
        (await QueueDatabase.CountAsync(_connectionString, "select from idempotency.keys", _cancel)).ShouldBe(0);
        (await SendAsync("k", new("a"))).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_key_counts_for_one_user_method_and_path()
    {
        var (one, two) = (await TokenAsync(), await TokenAsync());
        (string? Token, HttpMethod Method, string Path)[] scopes =
        [
            (null, HttpMethod.Post, "/things"), (one, HttpMethod.Post, "/things"), (two, HttpMethod.Post, "/things"),
            (one, HttpMethod.Put, "/things"), (one, HttpMethod.Post, "/others/1/things"), (one, HttpMethod.Post, "/others/2/things"),
        ];
        foreach (var (token, method, path) in scopes)
        {
            (await SendAsync("k", new(path + method + token), path, method, token)).StatusCode.ShouldBe(HttpStatusCode.Created);
        }

        (await ThingsAsync()).ShouldBe(scopes.Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("tab\there")]
    [InlineData("ä")]
    [InlineData(null)]
    public async Task An_invalid_key_is_400_and_takes_no_effect(string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/things") { Content = JsonContent.Create(new Thing("a")) };
        request.Headers.TryAddWithoutValidation(IdempotencyKey.Header, key ?? new string('k', 256)).ShouldBeTrue();
        using var client = new HttpClient(new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => System.Text.Encoding.UTF8 }) { BaseAddress = _client.BaseAddress };
        (await client.SendAsync(request, _cancel)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await ThingsAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task The_longest_key_and_two_keys()
    {
        (await SendAsync(new string('k', 255), new("a"))).StatusCode.ShouldBe(HttpStatusCode.Created);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/things") { Content = JsonContent.Create(new Thing("a")) };
        request.Headers.Add(IdempotencyKey.Header, ["one", "two"]);
        (await _client.SendAsync(request, _cancel)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_crash_between_effect_and_commit_leaves_neither_and_the_repeat_takes_effect()
    {
        (await SendAsync("k", new("crash"))).StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await ThingsAsync()).ShouldBe(0);
        (await QueueDatabase.CountAsync(_connectionString, "select from idempotency.keys", _cancel)).ShouldBe(0);
        var again = await SendAsync("k", new("a"));
        again.StatusCode.ShouldBe(HttpStatusCode.Created);
        again.Headers.Contains("Idempotency-Replayed").ShouldBeFalse();
    }

    private async Task<IdempotentResult<Made>> MakeAsync(HttpContext http, Thing thing, Runner runner) =>
        await runner.RunAsync(http, thing, async (transaction, cancel) =>
        {
            await using var command = new NpgsqlCommand("insert into things (name) values ($1) returning number", transaction.Connection)
            {
                Parameters = { new() { Value = thing.Name } },
            };
            var number = (int)(await command.ExecuteScalarAsync(cancel))!;
            switch (thing.Name)
            {
                case "refuse":
                    return Outcome.Refused<Made>(Problems.Unprocessable("No."));
                case "wait":
                    _entered.Release();
                    await _goOn.Task.WaitAsync(Eventually.Deadline, cancel);
                    break;
                case "crash":
                    await QueueDatabase.ExecuteAsync(_connectionString, $"select pg_terminate_backend({transaction.Connection.ProcessID})", cancel);
                    break;
            }

            return Outcome.Created($"/things/{number}", new Made(number, thing.Name));
        });

    private async Task<HttpResponseMessage> SendAsync(string? key, Thing thing, string path = "/things", HttpMethod? method = null, string? token = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Post, path) { Content = JsonContent.Create(thing) };
        if (key is not null)
        {
            request.Headers.Add(IdempotencyKey.Header, key);
        }

        if (token is not null)
        {
            request.Headers.Authorization = new("Bearer", token);
        }

        return await _client.SendAsync(request, _cancel);
    }

    private async Task<string> TokenAsync()
    {
        await using var transaction = await _app.Services.GetRequiredService<Database>().BeginAsync(_cancel);
        var session = await _app.Services.GetRequiredService<SessionStore>()
            .CreateAsync(transaction, Guid.CreateVersion7(TimeProvider.System.GetUtcNow()), "UTC", _cancel);
        await transaction.CommitAsync(_cancel);
        return session.Token;
    }

    private Task<long> ThingsAsync() => QueueDatabase.CountAsync(_connectionString, "select from things", _cancel);
}
