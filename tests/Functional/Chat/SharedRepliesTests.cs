using AspireCoach.Chat;
using AspireCoach.Data.Cache;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Chat;

/// <summary>
/// Poll states between two processes. They are in no database here, so that whatever arrives has come through Redis.
/// </summary>
public sealed class SharedRepliesTests(PostgresFixture postgres, RedisFixture redis) : IClassFixture<RedisFixture>
{
    private static readonly Guid User = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_state_that_one_process_publishes_wakes_the_long_poll_in_the_other()
    {
        var (writer, reader) = await StartAsync();
        await using var _ = writer;
        await using var __ = reader;
        var state = State("", 1);
        writer.Board.Publish(state);
        await Eventually.TrueAsync(async () => await reader.Board.FindAsync(state.Id, User, 0, Cancel) is not null, "the first state has arrived", Cancel);
        for (var version = 2; version < 20; version++)
        {
            var length = version;
            var waiting = reader.Board.WaitAsync(state.Id, User, 0, found => found.Text.Length >= length, Eventually.Deadline, Cancel);
            state = state with { Text = new('ü', version), Version = version, Status = ReplyStatus.Streaming };
            writer.Board.Publish(state);
            var found = (await waiting).ShouldNotBeNull();
            (found.Text, found.Version, found.Digest).ShouldBe((state.Text, state.Version, state.Digest));
        }

        writer.Board.Publish(state with { Status = ReplyStatus.Done, Version = 20, Sources = [new("habit", "1", "Run")], Steps = [new("answer", "m", 3)] });
        var last = (await reader.Board.WaitAsync(state.Id, User, 0, found => found.IsFinal, Eventually.Deadline, Cancel)).ShouldNotBeNull();
        (last.Status, last.Sources[0].Label, last.Steps[0].Ms).ShouldBe((ReplyStatus.Done, "Run", 3));
    }

    [Fact]
    public async Task An_older_state_never_replaces_a_newer_one_and_nobody_else_s_is_found()
    {
        var (writer, reader) = await StartAsync();
        await using var _ = writer;
        await using var __ = reader;
        var newer = State("newer", 9) with { Status = ReplyStatus.Done };
        writer.Board.Publish(newer);
        await Eventually.TrueAsync(async () => await reader.Board.FindAsync(newer.Id, User, 0, Cancel) is not null, "the state has arrived", Cancel);
        reader.Get<SharedReplies>().Share(newer with { Text = "older", Version = 8 }, announce: true);
        // Whatever is shared after it has arrived after it.
        var after = State("after", 1) with { Status = ReplyStatus.Done };
        reader.Get<SharedReplies>().Share(after, announce: true);
        await Eventually.TrueAsync(async () => await writer.Board.FindAsync(after.Id, User, 0, Cancel) is not null, "the later one has arrived", Cancel);
        (await writer.Get<SharedReplies>().FindAsync(newer.Id, User))!.Text.ShouldBe("newer");
        (await reader.Board.FindAsync(newer.Id, Guid.CreateVersion7(TimeProvider.System.GetUtcNow()), 0, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task A_forgotten_reply_is_gone_from_every_process_and_an_older_state_does_not_come_back()
    {
        var (writer, reader) = await StartAsync();
        await using var _ = writer;
        await using var __ = reader;
        var state = State("words", 5) with { Status = ReplyStatus.Done };
        writer.Board.Publish(state);
        await Eventually.TrueAsync(async () => await reader.Board.FindAsync(state.Id, User, 0, Cancel) is not null, "the state has arrived", Cancel);
        reader.Board.Forget(state.Id, User);
        await Eventually.TrueAsync(async () => await writer.Board.FindAsync(state.Id, User, 0, Cancel) is null, "it is forgotten in the other process", Cancel);
        writer.Get<SharedReplies>().Share(state, announce: false);
        var after = State("after", 1) with { Status = ReplyStatus.Done };
        writer.Get<SharedReplies>().Share(after, announce: false);
        await Eventually.TrueAsync(async () => await reader.Get<SharedReplies>().FindAsync(after.Id, User) is not null, "what was shared after it has arrived", Cancel);
        (await reader.Board.FindAsync(state.Id, User, 0, Cancel)).ShouldBeNull();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("\"text\"")]
    [InlineData("{\"id\":\"x\"}")]
    [InlineData("\u0001\u0002")]
    public async Task A_poisoned_state_is_not_shown(string value)
    {
        var (writer, reader) = await StartAsync();
        await using var _ = writer;
        await using var __ = reader;
        var state = State("good", 5) with { Status = ReplyStatus.Done };
        await reader.Get<ISharedCache>().SetAsync($"reply-1:{User:N}:{state.Id:N}", 4, System.Text.Encoding.UTF8.GetBytes(value), TimeSpan.FromMinutes(1));
        (await reader.Board.FindAsync(state.Id, User, 0, Cancel)).ShouldBeNull();
        writer.Board.Publish(state);
        await Eventually.TrueAsync(async () => (await reader.Board.FindAsync(state.Id, User, 0, Cancel))?.Text == "good", "it is replaced", Cancel);
    }

    private async Task<(AgentNode Writer, AgentNode Reader)> StartAsync()
    {
        var server = redis.Server;
        var database = await postgres.CreateDatabaseAsync(Cancel);
        var writer = await AgentNode.StartAsync(database, null, Cancel, server.ConnectionString);
        var reader = await AgentNode.StartAsync(database, null, Cancel, server.ConnectionString);
        await Eventually.TrueAsync(
            () => Task.FromResult(!writer.Get<ISharedCache>().IsAway && !reader.Get<ISharedCache>().IsAway), "both use Redis", Cancel);
        return (writer, reader);
    }

    private static ReplyState State(string text, long version) =>
        ReplyState.Queued(Guid.CreateVersion7(TimeProvider.System.GetUtcNow()), User) with { Text = text, Version = version, Status = ReplyStatus.Working };
}
