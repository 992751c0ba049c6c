using AspireCoach.Functional.Fixtures;
using AspireCoach.Knowledge;

namespace AspireCoach.Functional.Knowledge;

/// <summary>Embedding models come, change and go away: what means the same is found all the while, or by its words at least.</summary>
public sealed class EmbeddingChangeTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly Guid _user = Entries.NewId();
    private EmbeddingServer? _embeddings;
    private QdrantServer? _qdrant;
    private string _database = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private EmbeddingServer Embeddings => _embeddings!;

    public async ValueTask InitializeAsync()
    {
        _embeddings = await EmbeddingServer.StartAsync();
        _qdrant = await QdrantServer.StartAsync();
        _database = await postgres.CreateDatabaseAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _embeddings!.DisposeAsync();
        await _qdrant!.DisposeAsync();
        _qdrant.Violations.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_old_vectors_answer_until_the_new_ones_are_complete(bool qdrant)
    {
        KnowledgeEntry[] entries = [Entries.Turn(_user, "I bought sneakers.", 1), .. Enumerable.Range(2, 30).Select(number => Entries.Turn(_user, $"Bill number{number} came.", number * 10))];
        await using (var before = await StartAsync("themes-1", qdrant))
        {
            await before.PutAsync(Cancel, entries);
            await before.SettledAsync(_user, Cancel);
            (await before.FindAsync(_user, "marathon", Cancel)).ShouldHaveSingleItem();
        }

        // The new model takes one batch and then hangs: half of the vectors are made.
        var batches = 0;
        var half = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Embeddings.Fault = async (_, request) =>
        {
            if (request.GetProperty("model").GetString() == "themes-2" && Interlocked.Increment(ref batches) > 1)
            {
                half.TrySetResult();
                await go.Task;
            }

            return false;
        };
        await using var after = await StartAsync("themes-2", qdrant);
        await half.Task.WaitAsync(Cancel);
        (await after.FindAsync(_user, "jogging", Cancel)).ShouldHaveSingleItem().Entry.ShouldBe(entries[0]);
        Embeddings.Texts.ShouldContain(("themes-1", "jogging"));
        Embeddings.Texts.ShouldNotContain(("themes-2", "jogging"));

        go.SetResult();
        await after.SettledAsync(_user, Cancel);
        (await after.FindAsync(_user, "running", Cancel)).ShouldHaveSingleItem().Entry.ShouldBe(entries[0]);
        Embeddings.Texts.ShouldContain(("themes-2", "running"));
        Embeddings.Texts.ShouldNotContain(("themes-1", "running"));
        Embeddings.Texts.Count(text => text == ("themes-2", entries[0].Text)).ShouldBe(1);
        (await PostgresFixture.QueryAsync<long>(_database, "select count(distinct space) from knowledge.vectors", Cancel)).ShouldBe(1);
    }

    [Fact]
    public async Task A_user_of_whom_nothing_is_left_does_not_settle_how_long_a_new_models_vectors_are()
    {
        var gone = Entries.NewId();
        await using (var before = await StartAsync("themes-1", qdrant: true))
        {
            var entry = Entries.Turn(gone, "I bought sneakers.");
            await before.PutAsync(Cancel, entry);
            await before.RemoveAsync(gone, Cancel, entry.Id);
            await before.SettledAsync(gone, Cancel);
        }

        await using var after = await StartAsync("themes-2", qdrant: true);
        await after.SettledAsync(gone, Cancel);
        await after.PutAsync(Cancel, Entries.Turn(_user, "I bought sneakers."));
        await after.SettledAsync(_user, Cancel);
        (await after.FindAsync(_user, "marathon", Cancel)).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Another_model_by_the_same_name_costs_the_meaning_and_not_the_words(bool qdrant)
    {
        await using var node = await StartAsync("themes-1", qdrant);
        await node.PutAsync(Cancel, Entries.Turn(_user, "I bought sneakers.", 1));
        await node.SettledAsync(_user, Cancel);
        Embeddings.Fault = async (context, request) =>
        {
            var vectors = Enumerable.Range(0, request.GetProperty("input").GetArrayLength()).Select(index => $$"""{"index":{{index}},"embedding":[1,2,3]}""");
            await Replies.Json($$"""{"data":[{{string.Join(',', vectors)}}]}""")(context);
            return true;
        };
        await node.PutAsync(Cancel, Entries.Turn(_user, "The umbrella was lost.", 100));

        await Eventually.TrueAsync(async () => (await node.FindAsync(_user, "umbrella", Cancel)).Any(hit => hit.Entry.Text == "The umbrella was lost."), "it is found by its words", Cancel);
        (await node.FindAsync(_user, "my sneakers", Cancel))[0].Entry.Text.ShouldBe("I bought sneakers.");
        Embeddings.Fault = null;
        await node.SettledAsync(_user, Cancel);
        (await PostgresFixture.QueryAsync<long>(_database, "select count(distinct length(vector)) from knowledge.vectors", Cancel)).ShouldBe(1);
    }

    [Fact]
    public async Task A_model_that_is_away_costs_the_meaning_and_not_the_words()
    {
        Embeddings.Fault = async (context, _) =>
        {
            await Replies.Refuse(500)(context);
            return true;
        };
        await using var node = await StartAsync("themes-1", qdrant: false);
        var entry = Entries.Turn(_user, "I bought sneakers.");
        await node.PutAsync(Cancel, entry);
        (await node.FindAsync(_user, "sneakers", Cancel)).ShouldHaveSingleItem().Entry.ShouldBe(entry);
        Embeddings.Fault = null;
        await node.SettledAsync(_user, Cancel);
        await Eventually.TrueAsync(async () => (await node.FindAsync(_user, "marathon", Cancel)).Count == 1, "its meaning is found", Cancel);

        Embeddings.Fault = async (context, _) =>
        {
            await Replies.Hang(context);
            return true;
        };
        (await node.FindAsync(_user, "sneakers in the dark", Cancel)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_text_that_the_model_refuses_holds_up_no_other()
    {
        Embeddings.Fault = async (context, request) =>
        {
            if (request.GetProperty("input").EnumerateArray().Any(text => text.GetString()!.Contains("unbearable", StringComparison.Ordinal)))
            {
                await Replies.Refuse(400)(context);
                return true;
            }

            return false;
        };
        await using var node = await StartAsync("themes-1", qdrant: false);
        await node.PutAsync(Cancel, Entries.Turn(_user, "An unbearable text.", 1), Entries.Turn(_user, "I bought sneakers.", 100));
        await node.SettledAsync(_user, Cancel);
        (await node.FindAsync(_user, "marathon", Cancel)).ShouldHaveSingleItem();
        (await node.FindAsync(_user, "unbearable", Cancel))[0].Entry.Text.ShouldBe("An unbearable text.");
    }

    [Theory]
    [InlineData("""{"data":[]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":[]}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":[0,0]}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":[1e39,1]}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":["1",1]}]}""")]
    [InlineData("""{"data":[{"index":5,"embedding":[1,1]}]}""")]
    [InlineData("""{"data":[{"embedding":[1,1]}]}""")]
    [InlineData("""<html>""")]
    [InlineData("""{"error":{"message":"no"}}""")]
    public async Task Vectors_that_are_none_are_not_kept(string answer)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Embeddings.Fault = async (context, _) =>
        {
            await Replies.Json(answer)(context);
            asked.TrySetResult();
            return true;
        };
        await using var node = await StartAsync("themes-1", qdrant: false);
        await node.PutAsync(Cancel, Entries.Turn(_user, "I bought sneakers."));
        await asked.Task.WaitAsync(Cancel);
        (await PostgresFixture.QueryAsync<long>(_database, "select count(*) from knowledge.vectors", Cancel)).ShouldBe(0);
        Embeddings.Fault = null;
        await node.SettledAsync(_user, Cancel);
        (await node.FindAsync(_user, "marathon", Cancel)).ShouldHaveSingleItem();
    }

    private Task<KnowledgeNode> StartAsync(string model, bool qdrant)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Models:Embeddings:Endpoint"] = Embeddings.Endpoint,
            ["Models:Embeddings:Model"] = model,
            ["Knowledge:BatchSize"] = "10",
            ["Knowledge:QueryEmbeddingMilliseconds"] = "5000",
        };
        if (qdrant)
        {
            settings["ConnectionStrings:qdrant_http"] = _qdrant!.ConnectionString;
        }

        return KnowledgeNode.StartAsync(_database, Cancel, settings);
    }
}
