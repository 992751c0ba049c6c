using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using AspireCoach.Models;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AspireCoach.Unit.Models;

/// <summary>The module in a host of its own, with a clock to move, a log to read and an offline model to recognize.</summary>
internal sealed class Coach : IDisposable
{
    private readonly IHost _host;

    private Coach(ManualTime time, IEnumerable<KeyValuePair<string, string?>> settings)
    {
        Time = time;
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new LogTo(Log));
        builder.AddModels(_ => new Offline());
        _host = builder.Build();
    }

    public ManualTime Time { get; }

    public ConcurrentQueue<string> Log { get; } = new();

    public IServiceProvider Services => _host.Services;

    public ModelCatalog Models => _host.Services.GetRequiredService<ModelCatalog>();

    public IChatClient Chat => Models.Chat;

    /// <summary>Waits between attempts are skipped; time-outs are not.</summary>
    public static Coach Hurried(params (string Setting, string Value)[] settings) => With(new ManualTime(skip: TimeSpan.FromSeconds(9)), settings);

    /// <summary>Of a setting given twice the later one holds.</summary>
    public static Coach With(ManualTime time, params (string Setting, string Value)[] settings) =>
        new(time, settings.GroupBy(s => s.Setting).Select(s => KeyValuePair.Create("Models:" + s.Key, (string?)s.Last().Value)));

    /// <summary>One endpoint and no offline coach behind it.</summary>
    public static (string Setting, string Value)[] Only(ChatServer server, params (string Setting, string Value)[] more) =>
        [("Chat:Endpoint", server.Endpoint), ("Chat:Model", "small"), ("FallBackToOffline", "false"), .. more];

    public Task StartAsync() => _host.StartAsync(TestContext.Current.CancellationToken);

    public Task<ChatResponse> AskAsync(string text = "Hello", ChatOptions? options = null) =>
        Chat.GetResponseAsync([new ChatMessage(ChatRole.User, text)], options, TestContext.Current.CancellationToken);

    public IAsyncEnumerable<ChatResponseUpdate> Stream(string text = "Hello", CancellationToken? cancel = null) =>
        Chat.GetStreamingResponseAsync([new ChatMessage(ChatRole.User, text)], null, cancel ?? TestContext.Current.CancellationToken);

    public async Task<ChatResponse> StreamToEndAsync() => await Stream().ToChatResponseAsync(TestContext.Current.CancellationToken);

    public void Dispose() => _host.Dispose();

    private sealed class Offline : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "By the rules.")));

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.CompletedTask;
            yield return new ChatResponseUpdate(ChatRole.Assistant, "By the rules.");
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }

    private sealed class LogTo(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{logLevel}: {formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
