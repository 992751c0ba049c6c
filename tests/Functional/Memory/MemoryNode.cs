using AspireCoach.Data;
using AspireCoach.Data.Events;
using AspireCoach.Data.Postgres;
using AspireCoach.Chat;
using AspireCoach.Functional.Fixtures;
using AspireCoach.Knowledge;
using AspireCoach.Memory;
using AspireCoach.Memory.Extraction;
using AspireCoach.Models;
using AspireCoach.Models.Offline;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace AspireCoach.Functional.Memory;

/// <summary>One process' worth of memory with an extractor that does as it is told; several share a database.</summary>
internal sealed class MemoryNode : IAsyncDisposable
{
    private readonly IHost _host;
    private bool _ended;

    private MemoryNode(IHost host, string connectionString)
    {
        _host = host;
        ConnectionString = connectionString;
    }

    public string ConnectionString { get; }

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    /// <param name="connectionString">The database.</param>
    /// <param name="cancel">Cancels.</param>
    /// <param name="extractor">Reads turns; without one, <see cref="LineExtractor"/>.</param>
    /// <param name="ahead">How far this process' clock is ahead.</param>
    /// <param name="settings">More settings, as <c>Section:Name</c>.</param>
    public static async Task<MemoryNode> StartAsync(
        string connectionString, CancellationToken cancel, IFactExtractor? extractor = null, TimeSpan ahead = default, params (string Name, string Value)[] settings)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            [$"ConnectionStrings:{DataModule.ConnectionName}"] = connectionString,
            ["Postgres:MaxPoolSize"] = "16",
            // A busy machine is no server that is away.
            ["Postgres:ConnectTimeoutSeconds"] = "30",
            ["Jobs:LeaseSeconds"] = "2",
            ["Jobs:SlowPollMilliseconds"] = "100",
            ["Jobs:RetryMilliseconds"] = "10",
            ["Jobs:DrainSeconds"] = "1",
        });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)));
        builder.Services.AddSingleton<TimeProvider>(new AheadTime(ahead));
        DataModule.Add(builder);
        DataModule.AddWorkers(builder);
        builder.AddModels(_ => new OfflineCoach());
        KnowledgeModule.Add(builder);
        MemoryModule.Add(builder);
        ChatModule.Add(builder);
        MemoryModule.AddExtraction(builder);
        builder.Services.AddSingleton(extractor ?? new LineExtractor());
        var node = new MemoryNode(builder.Build(), connectionString);
        await node.Get<Migrator>().MigrateAsync(cancel);
        await node._host.StartAsync(cancel);
        return node;
    }

    /// <summary>Says something that has been answered, and tells the memory of it as the agent does.</summary>
    public async Task<Said> SayAsync(Guid user, string text, CancellationToken cancel, DateTimeOffset? at = null, string timeZone = "Etc/UTC", bool tell = true)
    {
        var now = at ?? TimeProvider.System.GetUtcNow();
        var said = new Said(user, Guid.CreateVersion7(now), Guid.CreateVersion7(now), Guid.CreateVersion7(now));
        await using var transaction = await Get<Database>().BeginAsync(cancel);
        await using (var command = new NpgsqlCommand(
            """
            with conversation as (
                insert into chat.conversations (id, user_id, created_at, last_message_at, turns, entries) values (gen_random_uuid(), $1, $6, $6, 1, 2) returning id),
            reply as (
                insert into chat.replies (id, conversation_id, user_id, status, finished_at) select $2, id, $1, 3, $6 from conversation)
            insert into chat.messages (id, conversation_id, user_id, reply_id, from_coach, turn, entry, text, time_zone, at)
            select $3, id, $1, $2, false, 1, 1, $5, $7, $6 from conversation
            union all select $4, id, $1, $2, true, 1, 2, 'The coach says: ' || $5, $7, $6 from conversation
            """,
            transaction.Connection))
        {
            foreach (var value in (object[])[user, said.ReplyId, said.MessageId, said.AnswerId, text, now.UtcDateTime, timeZone])
            {
                command.Parameters.Add(new() { Value = value });
            }

            await command.ExecuteNonQueryAsync(cancel);
        }

        if (tell)
        {
            await Get<EventBus>().PublishAsync(transaction, new TurnCompleted(user, said.ReplyId), cancel);
        }

        await transaction.CommitAsync(cancel);
        if (tell)
        {
            await Eventually.TrueAsync(async () => await CountAsync($"select from memory.turns where reply_id = '{said.ReplyId}'", cancel) == 1, "the turn is taken in", cancel);
        }

        return said;
    }

    /// <summary>Tells of a turn once more, as a lost acknowledgement does, and waits until that has been handled.</summary>
    public async Task TellAgainAsync(Said said, CancellationToken cancel)
    {
        await using (var transaction = await Get<Database>().BeginAsync(cancel))
        {
            await Get<EventBus>().PublishAsync(transaction, new TurnCompleted(said.UserId, said.ReplyId), cancel);
            await transaction.CommitAsync(cancel);
        }

        await Eventually.TrueAsync(async () => await CountAsync("select from jobs.jobs where kind like 'event.TurnCompleted.%'", cancel) == 0, "the event is handled", cancel);
    }

    /// <summary>Asks for an extraction; its id.</summary>
    public async Task<Guid> BeginAsync(Guid user, CancellationToken cancel)
    {
        await using var transaction = await Get<Database>().BeginAsync(cancel);
        await MemoryUsers.AddAsync(transaction, user, "Etc/UTC", cancel);
        var id = await Get<ExtractionStore>().BeginAsync(transaction, user, cancel);
        await transaction.CommitAsync(cancel);
        return id;
    }

    /// <summary>Waits for an extraction's end.</summary>
    public async Task<ExtractionRun> EndAsync(Guid user, Guid id, CancellationToken cancel)
    {
        ExtractionRun? run = null;
        await Eventually.TrueAsync(
            async () => (run = await Get<ExtractionStore>().FindAsync(user, id, cancel)) is { Status: ExtractionStatus.Done or ExtractionStatus.Failed },
            "the extraction has ended", cancel);
        return run!;
    }

    public async Task<ExtractionRun> ExtractAsync(Guid user, CancellationToken cancel) => await EndAsync(user, await BeginAsync(user, cancel), cancel);

    /// <summary>The texts of a user's facts, sorted: current ones, or all.</summary>
    public async Task<string[]> FactsAsync(Guid user, CancellationToken cancel, bool all = false) =>
        [.. (await RowsAsync(user, cancel, all)).Select(row => row.Text).Order(StringComparer.Ordinal)];

    public Task<IReadOnlyList<FactRow>> RowsAsync(Guid user, CancellationToken cancel, bool all = false) =>
        Get<FactStore>().ListAsync(user, all, null, Today, null, 200, cancel);

    /// <summary>The texts in the knowledge base of a user's facts or turns, sorted.</summary>
    public Task<string[]> IndexedAsync(Guid user, KnowledgeKind kind, CancellationToken cancel) =>
        PostgresFixture.QueryAsync<string[]>(
            ConnectionString, $"select coalesce(array_agg(text order by text collate \"C\"), '{{}}') from knowledge.entries where user_id = '{user}' and kind = {(int)kind}", cancel);

    public Task<long> CountAsync(string rows, CancellationToken cancel) => Data.QueueDatabase.CountAsync(ConnectionString, rows, cancel);

    public DateOnly Today => DateOnly.FromDateTime(Get<TimeProvider>().GetUtcNow().UtcDateTime);

    public static Guid NewUser() => Guid.CreateVersion7(TimeProvider.System.GetUtcNow());

    public async ValueTask DisposeAsync()
    {
        if (!_ended)
        {
            _ended = true;
            await _host.StopAsync(CancellationToken.None);
            await ((IAsyncDisposable)_host).DisposeAsync();
        }
    }

    /// <summary>A clock on a wall that is ahead; what is measured goes on as ever.</summary>
    private sealed class AheadTime(TimeSpan ahead) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + ahead;
    }
}

/// <summary>A turn that was said.</summary>
internal sealed record Said(Guid UserId, Guid ReplyId, Guid MessageId, Guid AnswerId);

/// <summary>
/// Takes each line "category: text" of a user's message for a fact; of each category there is one, so that another text
/// changes it. "until YYYY-MM-DD" at its end is its last day.
/// </summary>
internal class LineExtractor : IFactExtractor
{
    public virtual Task<IReadOnlyList<FactCandidate>> ExtractAsync(ExtractionInput input, CancellationToken cancel)
    {
        Dictionary<string, FactCandidate> facts = [];
        foreach (var turn in input.Turns.Where(turn => turn.FromUser))
        {
            foreach (var line in turn.Text.Split('\n').Where(line => line.Contains(": ", StringComparison.Ordinal)))
            {
                var (category, text) = (line.Split(": ")[0], line.Split(": ")[1]);
                var known = input.Known.FirstOrDefault(fact => fact.Category == category);
                facts[category] = new FactCandidate(
                    text, category, turn.Id, line, 0.8, null, text.Split(" until ") is [_, var last] ? DateOnly.Parse(last, System.Globalization.CultureInfo.InvariantCulture) : null,
                    known is not null && known.Text != text ? known.Id : null,
                    known is not null && known.Text == text ? known.Id : null);
            }
        }

        return Task.FromResult<IReadOnlyList<FactCandidate>>([.. facts.Values]);
    }
}

/// <summary>Reads as <see cref="LineExtractor"/> does, once it may; whoever cancels a reading that waits is not heard.</summary>
internal sealed class GatedExtractor : LineExtractor
{
    private TaskCompletionSource _begun = Source();
    private TaskCompletionSource _open = Source();

    /// <summary>Ends when a reading has begun since the gate was closed.</summary>
    public Task Begun => _begun.Task;

    public void Open() => _open.TrySetResult();

    public void Close() => (_begun, _open) = (Source(), Source());

    public override async Task<IReadOnlyList<FactCandidate>> ExtractAsync(ExtractionInput input, CancellationToken cancel)
    {
        var read = await base.ExtractAsync(input, cancel);
        var open = _open.Task;
        _begun.TrySetResult();
        await open;
        return read;
    }

    private static TaskCompletionSource Source() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
