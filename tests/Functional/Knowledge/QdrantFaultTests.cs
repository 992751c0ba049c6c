using AspireCoach.Functional.Fixtures;
using AspireCoach.Knowledge;
using Microsoft.AspNetCore.Http;

namespace AspireCoach.Functional.Knowledge;

/// <summary>A Qdrant that fails: recall says so in time, nothing is lost, and what was removed is really gone in the end.</summary>
public sealed class QdrantFaultTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly Guid _user = Entries.NewId();
    private QdrantServer? _server;
    private KnowledgeNode? _node;
    private string _database = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private QdrantServer Server => _server!;

    private KnowledgeNode Node => _node!;

    public async ValueTask InitializeAsync()
    {
        _server = await QdrantServer.StartAsync();
        _database = await postgres.CreateDatabaseAsync(CancellationToken.None);
        _node = await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        await Server.DisposeAsync();
    }

    [Fact]
    public async Task Its_requests_are_those_of_the_published_document_and_users_are_tenants()
    {
        Assert.SkipUnless(Server.Checks, "Qdrant's OpenAPI document is not at hand (data/qdrant-openapi-1.19.json in COACH_SHARED).");
        var entry = Entries.Turn(_user, "My cello is old.");
        await Node.PutAsync(Cancel, entry, Entries.Turn(_user, "It rains."));
        await Node.SettledAsync(_user, Cancel);
        (await Node.FindAsync(_user, "cello", Cancel)).ShouldHaveSingleItem();
        await Node.RemoveAsync(_user, Cancel, entry.Id);
        await Node.EraseAsync(_user, Cancel);
        await Node.PurgedAsync(_user, Cancel);
        Server.Violations.ShouldBeEmpty();
        var index = Server.Collection(Server.Names().ShouldHaveSingleItem()).Indexes["user"];
        (index.GetProperty("type").GetString(), index.GetProperty("is_tenant").GetBoolean()).ShouldBe(("keyword", true));
    }

    [Theory]
    [InlineData("refuses connections")]
    [InlineData("hangs")]
    [InlineData("fails")]
    [InlineData("is busy")]
    [InlineData("answers nonsense")]
    [InlineData("answers another form")]
    public async Task While_it_fails_recall_says_so_in_time_and_afterwards_everything_is_found(string how)
    {
        var pinned = Entries.Fact(_user, "Has a pacemaker.", pinned: true);
        await Node.PutAsync(Cancel, Entries.Turn(_user, "I keep bees."), pinned);
        await Node.SettledAsync(_user, Cancel);
        Server.Fault = Failing(how);

        await Node.PutAsync(Cancel, Entries.Turn(_user, "The bees swarmed."));
        for (var search = 0; search < 4; search++)
        {
            var started = TimeProvider.System.GetTimestamp();
            var answer = await Node.Knowledge.SearchAsync(new KnowledgeQuery(_user, "bees"), Cancel);
            TimeProvider.System.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(30), "a second is the limit; the machine may be busy");
            (answer.Hits.Count, string.IsNullOrWhiteSpace(answer.Problem)).ShouldBe((0, false));
        }

        (await Node.Knowledge.SearchAsync(new KnowledgeQuery(_user, "bees") { WithPinned = true }, Cancel)).Hits.ShouldHaveSingleItem().Entry.ShouldBe(pinned);

        Server.Fault = null;
        await Eventually.TrueAsync(
            async () => await Node.Knowledge.SearchAsync(new KnowledgeQuery(_user, "bees"), Cancel) is { Problem: null, Hits.Count: 2 },
            "both are found", Cancel);
    }

    [Fact]
    public async Task Who_was_never_indexed_is_told_that_it_is_not_done_yet()
    {
        Server.Fault = Failing("fails");
        await Node.PutAsync(Cancel, Entries.Turn(_user, "I keep bees."));
        (await Node.Knowledge.SearchAsync(new KnowledgeQuery(_user, "bees"), Cancel)).Problem.ShouldNotBeNullOrWhiteSpace();
        var nobody = await Node.Knowledge.SearchAsync(new KnowledgeQuery(Entries.NewId(), "bees"), Cancel);
        (nobody.Hits.Count, nobody.Problem).ShouldBe((0, null));
    }

    [Fact]
    public async Task What_is_removed_or_erased_while_it_is_away_is_gone_from_it_before_anyone_says_so()
    {
        KnowledgeEntry[] entries = [Entries.Turn(_user, "I keep bees."), Entries.Turn(_user, "Bees sting.")];
        var other = Entries.Turn(Entries.NewId(), "I keep bees.");
        await Node.PutAsync(Cancel, [.. entries, other]);
        await Node.SettledAsync(_user, Cancel);
        await Node.SettledAsync(other.UserId, Cancel);
        Server.Fault = Failing("fails");
        await Node.RemoveAsync(_user, Cancel, entries[0].Id);
        Server.Ids().ShouldContain(entries[0].Id);

        await Node.EraseAsync(_user, Cancel);
        await Should.ThrowAsync<KnowledgeUnavailableException>(() => Node.Knowledge.PurgeAsync(_user, Cancel));
        Server.Fault = null;
        await Node.PurgedAsync(_user, Cancel);
        Server.Ids().ShouldBe([other.Id]);
    }

    [Fact]
    public async Task Removing_takes_it_out_at_once_where_it_answers()
    {
        var entry = Entries.Turn(_user, "I keep bees.");
        await Node.PutAsync(Cancel, entry);
        await Node.SettledAsync(_user, Cancel);
        await Node.RemoveAsync(_user, Cancel, entry.Id);
        await Eventually.TrueAsync(() => Task.FromResult(Server.Ids().Count == 0), "it is gone", Cancel);
    }

    [Fact]
    public async Task A_worker_that_dies_half_way_is_gone_on_from_by_the_next_whatever_was_removed_meanwhile()
    {
        await Node.DisposeAsync();
        KnowledgeEntry[] entries = [.. Enumerable.Range(0, 300).Select(number => Entries.Turn(_user, $"Stamp number{number}.", number * 10))];
        var writes = 0;
        var stuck = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Server.Fault = async context =>
        {
            if (context.Request.Method == "PUT" && context.Request.Path.Value!.EndsWith("/points", StringComparison.Ordinal) && Interlocked.Increment(ref writes) > 3)
            {
                stuck.TrySetResult();
                await Replies.Hang(context);
            }

            return false;
        };
        _node = await StartAsync(batch: 20);
        await Node.PutAsync(Cancel, entries);
        await stuck.Task.WaitAsync(Cancel);
        await Node.DisposeAsync();
        Server.Ids().Count.ShouldBeInRange(1, 299);

        // The first was written already, the last was not; neither is to be there in the end.
        _node = await StartAsync(batch: 20, upkeep: false);
        Server.Fault = Failing("fails");
        await Node.RemoveAsync(_user, Cancel, entries[0].Id, entries[^1].Id);
        await Node.DisposeAsync();
        Server.Fault = null;
        _node = await StartAsync(batch: 20);
        await Node.SettledAsync(_user, Cancel);
        Server.Ids().ShouldBe(entries[1..^1].Select(entry => entry.Id), ignoreOrder: true);
    }

    [Fact]
    public async Task What_is_removed_while_it_is_being_written_does_not_come_back()
    {
        var writing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Server.Fault = async context =>
        {
            if (context.Request.Method == "PUT" && context.Request.Path.Value!.EndsWith("/points", StringComparison.Ordinal))
            {
                writing.TrySetResult();
                await go.Task;
            }

            return false;
        };
        KnowledgeEntry[] entries = [Entries.Turn(_user, "I keep bees."), Entries.Turn(_user, "Bees sting.")];
        await Node.PutAsync(Cancel, entries);
        await writing.Task.WaitAsync(Cancel);
        await Node.RemoveAsync(_user, Cancel, entries[0].Id);
        go.SetResult();
        await Node.SettledAsync(_user, Cancel);
        Server.Ids().ShouldBe([entries[1].Id]);
    }

    [Fact]
    public async Task A_server_that_has_lost_everything_is_filled_again()
    {
        await Node.PutAsync(Cancel, Entries.Turn(_user, "I keep bees."));
        await Node.SettledAsync(_user, Cancel);
        Server.Forget();
        await Eventually.TrueAsync(
            async () => await Node.Knowledge.SearchAsync(new KnowledgeQuery(_user, "bees"), Cancel) is { Problem: null, Hits.Count: 1 },
            "it is found again", Cancel);
    }

    private Task<KnowledgeNode> StartAsync(int batch = 128, bool upkeep = true) => KnowledgeNode.StartAsync(
        _database,
        CancellationToken.None,
        new Dictionary<string, string?>
        {
            ["ConnectionStrings:qdrant_http"] = Server.ConnectionString,
            ["Knowledge:BatchSize"] = $"{batch}",
            ["Knowledge:SearchMilliseconds"] = "1000",
            ["Knowledge:WriteMilliseconds"] = "5000",
        },
        upkeep);

    private static Func<HttpContext, Task<bool>> Failing(string how)
    {
        Func<HttpContext, Task> reply = how switch
        {
            "refuses connections" => Replies.Reset,
            "hangs" => Replies.Hang,
            "fails" => Replies.Json("""{"time":0,"status":{"error":"Service internal error"}}""", 500),
            "is busy" => Replies.Json("{}", 429, ("Retry-After", "1")),
            "answers nonsense" => Replies.Body("<html>{", "application/json"),
            "answers another form" => Replies.Json("""{"result":{"exists":"perhaps","points":[{"id":7}]}}"""),
            _ => throw new ArgumentOutOfRangeException(nameof(how), how, null),
        };
        return async context =>
        {
            await reply(context);
            return true;
        };
    }
}
