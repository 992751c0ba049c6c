using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using AspireCoach.AppHost.Local;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.AppHost;

/// <summary>Marks tests that share one AppHost and its page.</summary>
[CollectionDefinition]
public sealed class RunnerPageCollection : ICollectionFixture<RunnerPageFixture>;

/// <summary>The real Program.cs with its page, its coach and its database.</summary>
public sealed class RunnerPageFixture : IAsyncLifetime
{
    private DistributedApplicationTestingBuilder? _builder;

    public DistributedApplication App { get; private set; } = null!;

    public Uri Address => App.Page!.Address;

    /// <summary>The address with its token, as it is printed.</summary>
    public Uri Login => App.Page!.Login;

    public string Token => Login.Query["?t=".Length..];

    public async ValueTask InitializeAsync()
    {
        _builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(["--environment", "Development"]);
        App = await _builder.BuildAsync();
        await App.StartAsync();
    }

    /// <summary>A client that sends nothing by itself.</summary>
    public HttpClient CreateStranger() =>
        new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, Expect100ContinueTimeout = TimeSpan.FromMinutes(1) }) { BaseAddress = Address };

    /// <summary>A client that is signed in as a browser is: by the printed address, which gives it a cookie.</summary>
    public async Task<HttpClient> SignInAsync(CancellationToken cancel)
    {
        var client = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer() }) { BaseAddress = Address };
        (await client.GetAsync(Login, cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
        return client;
    }

    /// <summary>Asks the running coach something and polls until it is answered; the reply's id.</summary>
    public Task<Guid> AskAsync(string question, CancellationToken cancel) => AskAsync(App, "coach", question, cancel);

    /// <summary>Asks a program of some AppHost.</summary>
    public static async Task<Guid> AskAsync(DistributedApplication app, string program, string question, CancellationToken cancel)
    {
        using var client = app.CreateHttpClient(program);
        var session = await PostAsync(client, "/v1/sessions", new { email = "demo@aspirecoach.local", password = "demo-coach" }, cancel);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.GetProperty("token").GetString());
        var conversation = await PostAsync(client, "/v1/conversations", new { }, cancel);
        var accepted = await PostAsync(client, $"/v1/conversations/{conversation.GetProperty("id")}/messages", new { text = question }, cancel);
        var reply = accepted.GetProperty("replyId").GetGuid();
        string? status = null;
        await Eventually.TrueAsync(
            async () =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/replies/{reply}?cursor=0");
                request.Headers.Add("Prefer", "wait=5");
                using var answer = await client.SendAsync(request, cancel);
                status = (await answer.Content.ReadFromJsonAsync<JsonElement>(cancel)).GetProperty("status").GetString();
                return status is "done";
            },
            "the coach has answered",
            cancel);
        return reply;
    }

    public async ValueTask DisposeAsync()
    {
        if (App is not null)
        {
            await App.DisposeAsync();
        }

        if (_builder is not null)
        {
            await _builder.DisposeAsync();
        }
    }

    private static async Task<JsonElement> PostAsync(HttpClient client, string path, object body, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString());
        using var answer = await client.SendAsync(request, cancel);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>(cancel);
    }
}
