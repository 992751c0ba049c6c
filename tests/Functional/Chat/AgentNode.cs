using System.Runtime.CompilerServices;
using AspireCoach.Chat;
using AspireCoach.Data;
using AspireCoach.Data.Idempotency;
using AspireCoach.Data.Postgres;
using AspireCoach.Functional.Fixtures;
using AspireCoach.Habits;
using AspireCoach.Knowledge;
using AspireCoach.Mcp;
using AspireCoach.Models;
using AspireCoach.ServiceDefaults;
using AspireCoach.ServiceDefaults.Overload;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AspireCoach.Functional.Chat;

/// <summary>What a model does with the conversation it is given.</summary>
internal delegate IAsyncEnumerable<ChatResponseUpdate> InProcessModel(IReadOnlyList<ChatMessage> messages, CancellationToken cancel);

/// <summary>One process' worth of chat with a model that does as it is told; several share a database.</summary>
internal sealed class AgentNode : IAsyncDisposable
{
    private const string TimeZone = "Etc/UTC";
    private readonly IHost _host;

    private AgentNode(IHost host) => _host = host;

    public Guid UserId { get; } = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());

    public ReplyBoard Board => Get<ReplyBoard>();

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    /// <summary>A process that answers with this model, or, without one, serves polls only.</summary>
    public static async Task<AgentNode> StartAsync(string connectionString, InProcessModel? model, CancellationToken cancel, string? redis = null)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            [$"ConnectionStrings:{DataModule.ConnectionName}"] = connectionString,
            [$"ConnectionStrings:{DataModule.RedisName}"] = redis,
            ["Redis:ProbeMilliseconds"] = "100",
            ["Postgres:MaxPoolSize"] = "16",
            // A busy machine is no server that is away.
            ["Postgres:ConnectTimeoutSeconds"] = "30",
            ["Jobs:RetryMilliseconds"] = "10",
            ["Chat:MaxAttempts"] = "1",
            ["Chat:AgentConcurrency"] = model is null ? "0" : "4",
        });
        DataModule.Add(builder);
        DataModule.AddWorkers(builder);
        HabitsModule.Add(builder);
        KnowledgeModule.Add(builder);
        ChatModule.Add(builder);
        ChatModule.AddAgent(builder);
        McpModule.AddServer(builder);
        builder.AddModels(_ => new ScriptedModel(model));
        builder.Services.AddOptions<ServiceDefaultsOptions>();
        builder.Services.AddSingleton<InFlight>();
        var node = new AgentNode(builder.Build());
        await node.Get<Migrator>().MigrateAsync(cancel);
        await node._host.StartAsync(cancel);
        return node;
    }

    /// <summary>Begins a conversation with a message; the reply's id.</summary>
    public Task<Guid> AskAsync(string text, CancellationToken cancel) => AskAsync(UserId, text, cancel);

    /// <summary>The same for any user.</summary>
    public async Task<Guid> AskAsync(Guid userId, string text, CancellationToken cancel)
    {
        Conversation conversation;
        await using (var transaction = await Get<Database>().BeginAsync(cancel))
        {
            conversation = await Get<ConversationStore>().CreateAsync(transaction, userId, null, cancel);
            await transaction.CommitAsync(cancel);
        }

        var now = TimeProvider.System.GetUtcNow();
        var message = new NewMessage(Guid.CreateVersion7(now), Guid.CreateVersion7(now), conversation.Id, text, [], TimeZone);
        var accepted = await Get<MessageStore>().AcceptAsync(
            new IdempotencyKey(userId, "POST /messages", message.Id.ToString()), [1], new StoredResponse(202, "/", "{}"u8.ToArray()), message, cancel);
        accepted.ShouldBe(Acceptance.Accepted);
        return message.ReplyId;
    }

    /// <summary>Waits as a long poll does.</summary>
    public Task<ReplyState> UntilAsync(Guid reply, Func<ReplyState, bool> isSo, CancellationToken cancel) => UntilAsync(UserId, reply, isSo, cancel);

    /// <summary>The same for any user.</summary>
    public async Task<ReplyState> UntilAsync(Guid userId, Guid reply, Func<ReplyState, bool> isSo, CancellationToken cancel)
    {
        var state = await Board.WaitAsync(reply, userId, 0, isSo, Eventually.Deadline, cancel);
        isSo(state.ShouldNotBeNull()).ShouldBeTrue($"{state}");
        return state;
    }

    public static ChatResponseUpdate Says(string text) => new(ChatRole.Assistant, text);

    public static ChatResponseUpdate Calls(string tool, Dictionary<string, object?> arguments) =>
        new(ChatRole.Assistant, [new FunctionCallContent($"call-{tool}", tool, arguments)]);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        await ((IAsyncDisposable)_host).DisposeAsync();
    }

    private sealed class ScriptedModel(InProcessModel? script) : IChatClient
    {
        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, Microsoft.Extensions.AI.ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await foreach (var update in script!([.. messages], cancellationToken))
            {
                yield return update;
            }
        }

        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, Microsoft.Extensions.AI.ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
