using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using AspireCoach.ServiceDefaults;
using AspireCoach.ServiceDefaults.Contract;
using AspireCoach.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AspireCoach.Unit.ServiceDefaults;

/// <summary>A service of a few endpoints on a real Kestrel at a loopback port, with the platform's defaults.</summary>
internal sealed class TestService : IAsyncDisposable
{

    private TestService(WebApplication app)
    {
        App = app;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public WebApplication App { get; }

    public HttpClient Http { get; }

    public LogCapture Logs { get; private init; } = null!;

    public static async Task<TestService> StartAsync(
        string environment = "Production", Action<WebApplicationBuilder>? configure = null, Action<WebApplication>? map = null, params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)));
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddServiceDefaults();
        var logs = new LogCapture();
        builder.Logging.ClearProviders().AddProvider(logs);
        builder.Services.AddValidation();
        builder.Services.AddRefusal(static e => e is StoreDownException ? Refusal.Unavailable("The store is down.", TimeSpan.FromSeconds(2.5)) : null);
        configure?.Invoke(builder);
        var app = builder.Build();
        app.UseServiceDefaults();
        app.MapServiceDefaults();
        app.MapPost("/v1/things", (NewThing thing) => TypedResults.Ok(thing));
        app.MapGet("/v1/things", ([AsParameters] PageQuery page) => TypedResults.Ok(page.Size()));
        app.MapGet("/v1/things/{id}", (string id) => Problems.NotFound("thing"));
        app.MapGet("/v1/required", (int size) => size);
        app.MapGet("/v1/fails", string () => throw new InvalidOperationException("secret of the house"));
        app.MapGet("/v1/down", string () => throw new StoreDownException());
        app.MapGet("/v1/unchanged", () => Results.StatusCode(304));
        app.MapGet("/v1/half", async (HttpResponse response) =>
        {
            await response.WriteAsync("half");
            await response.Body.FlushAsync();
            throw new InvalidOperationException("secret of the house");
        });
        map?.Invoke(app);
        await app.StartAsync();
        return new TestService(app) { Logs = logs };
    }

    public async Task<Answer> SendAsync(HttpMethod method, string path, string? body = null, string type = "application/json")
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        return await Answer.ReadAsync(await Http.SendAsync(request, TestContext.Current.CancellationToken));
    }

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> PostAsync(string path, string? body, string type = "application/json") => SendAsync(HttpMethod.Post, path, body, type);

    /// <summary>Sends bytes as they are and reads until the server closes.</summary>
    public async Task<string> SendRawAsync(byte[] request)
    {
        var cancel = TestContext.Current.CancellationToken;
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Http.BaseAddress!.Port, cancel);
        await using var stream = client.GetStream();
        await stream.WriteAsync(request, cancel);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await App.DisposeAsync();
    }
}

/// <summary>Public: the validation generator passes internal types over.</summary>
public sealed record NewThing([property: Text(1, 200)] string Name, [property: Range(1, 5)] int? Mood = null, IReadOnlyList<Part>? Parts = null)
{
    public required DateOnly Day { get; init; }
}

public sealed record Part([property: Text(1, 10)] string Label);

internal sealed class StoreDownException : Exception;

/// <summary>An answer, read wholly.</summary>
internal sealed record Answer(int Status, HttpResponseMessage Message, string Body)
{
    public static async Task<Answer> ReadAsync(HttpResponseMessage message) =>
        new((int)message.StatusCode, message, await message.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

    public string? Header(string name) => Message.Headers.TryGetValues(name, out var values) ? values.Single() : null;

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    /// <summary>Asserts the shape every problem has, and returns it.</summary>
    public JsonElement ShouldBeProblem(int status)
    {
        Status.ShouldBe(status, Body);
        Message.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        var problem = Json;
        problem.GetProperty("status").GetInt32().ShouldBe(status);
        problem.GetProperty("type").GetString().ShouldStartWith("https://");
        problem.GetProperty("title").GetString().ShouldNotBeNullOrWhiteSpace();
        problem.GetProperty("detail").GetString().ShouldNotBeNullOrWhiteSpace();
        var trace = problem.GetProperty("traceId").GetString().ShouldNotBeNull();
        trace.Length.ShouldBe(32);
        Header("traceresponse").ShouldNotBeNull().Split('-')[1].ShouldBe(trace);
        foreach (var leak in (string[])["Exception", "   at ", "AspireCoach.", "System.", "secret"])
        {
            Body.ShouldNotContain(leak, Case.Sensitive);
        }

        return problem;
    }

    /// <summary>The messages for a field of a 400.</summary>
    public string[] Errors(string field) =>
        [.. ShouldBeProblem(400).GetProperty("errors").GetProperty(field).EnumerateArray().Select(e => e.GetString()!)];
}

/// <summary>Keeps what was logged.</summary>
internal sealed class LogCapture : ILoggerProvider, ILogger
{
    private readonly List<(LogLevel Level, string Text)> _lines = [];

    public (LogLevel Level, string Text)[] Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_lines)
        {
            _lines.Add((logLevel, formatter(state, exception)));
        }
    }

    public void Dispose()
    {
    }
}
