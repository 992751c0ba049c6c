using AspireCoach.AppHost.Local;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Chat;

/// <summary>Marks tests that share one coach whose model they script: <c>[Collection&lt;ModelCoachCollection&gt;]</c>.</summary>
[CollectionDefinition]
public sealed class ModelCoachCollection : ICollectionFixture<ModelCoachFixture>;

/// <summary>A coach that asks a scripted model over HTTP and has no offline coach to fall back to.</summary>
public sealed class ModelCoachFixture(PostgresFixture postgres) : IAsyncLifetime
{
    public const int MaxToolCalls = 3;
    public const int MaxReplyCharacters = 500;
    public const int ShownPhotos = 2;

    private readonly string _blobs = Directory.CreateTempSubdirectory("coach-blobs-").FullName;
    private ScriptedModel? _model;
    private CoachProcesses? _coach;
    private KnownUsers? _users;

    internal ScriptedModel Model => _model!;

    /// <summary>The coach's database.</summary>
    internal string ConnectionString { get; private set; } = "";

    internal string Log => _coach!.Log;

    public async ValueTask InitializeAsync()
    {
        _model = await ScriptedModel.StartAsync();
        ConnectionString = await postgres.CreateDatabaseAsync(CancellationToken.None);
        _coach = await CoachProcesses.StartAsync(
            ConnectionString,
            new Dictionary<string, string>(_model.Settings)
            {
                ["Chat__MaxAttempts"] = "2",
                // All tests share the endpoint, and most of them have it fail.
                ["Models__CircuitAttempts"] = "1000",
                ["Chat__MaxToolCalls"] = $"{MaxToolCalls}",
                ["Chat__MaxReplyCharacters"] = $"{MaxReplyCharacters}",
                ["Chat__ShownPhotos"] = $"{ShownPhotos}",
                ["Blobs__Folder"] = _blobs,
                [LibvipsPackage.Variable] = await Libvips.FolderAsync() ?? "",
                ["Jobs__RetryMilliseconds"] = "1",
                // On a busy machine it takes long, and answers without it are another test's.
                ["Chat__RecallMilliseconds"] = "8000",
                ["Accounts__AttemptsPerAddress"] = "100000",
            },
            CancellationToken.None);
        if (_coach is not null)
        {
            _users = await KnownUsers.BeginAsync(_coach.CreateClient(), ConnectionString, CancellationToken.None);
        }
    }

    internal Task<HttpClient> CreateUserAsync(CancellationToken cancel) => _users!.SignInAsync(_coach!.CreateClient(), cancel);

    /// <summary>Asks as a new user and reads the reply to its end; a message behind it is answered as well.</summary>
    internal async Task<Reader> AskAsync(string message, CancellationToken cancel)
    {
        var client = await CreateUserAsync(cancel);
        var conversation = await Conversations.BeginAsync(client, cancel);
        var reply = await Conversations.SendAsync(client, conversation, message, cancel);
        var behind = await Conversations.SendAsync(client, conversation, "And now?", cancel);
        var reader = await new Reader(client, reply).ToEndAsync(cancel);
        var next = await new Reader(client, behind).ToEndAsync(cancel);
        (next.Status, next.Text).ShouldBe(("done", "Well done."), $"the message behind it is answered; the log:\n{Log}");
        return reader;
    }

    public async ValueTask DisposeAsync()
    {
        if (_coach is not null)
        {
            await _coach.DisposeAsync();
        }

        if (_model is not null)
        {
            await _model.DisposeAsync();
        }

        Directory.Delete(_blobs, recursive: true);
    }
}
