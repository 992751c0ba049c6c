using AspireCoach.AppHost.Local;

namespace AspireCoach.Functional.Fixtures;

/// <summary>Marks tests that share one coach: <c>[Collection&lt;CoachCollection&gt;]</c>.</summary>
[CollectionDefinition]
public sealed class CoachCollection : ICollectionFixture<CoachFixture>;

/// <summary>One coach for the run, in the topology of this assembly; each test makes users of its own.</summary>
public sealed class CoachFixture(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly string _blobs = Directory.CreateTempSubdirectory("coach-blobs-").FullName;
    private CoachProcesses? _coach;
    private KnownUsers? _users;

    /// <summary>The coach's database.</summary>
    public string ConnectionString { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await postgres.CreateDatabaseAsync(CancellationToken.None);
        _coach = await CoachProcesses.StartAsync(
            ConnectionString,
            new Dictionary<string, string>
            {
                ["Accounts__AttemptsPerAddress"] = "100000",
                ["Accounts__HashQueue"] = "1000",
                // On a busy machine it takes long, and answers without it are another test's.
                ["Chat__RecallMilliseconds"] = "8000",
                ["Blobs__Folder"] = _blobs,
                [LibvipsPackage.Variable] = await Libvips.FolderAsync() ?? "",
            },
            CancellationToken.None);
        if (_coach is not null)
        {
            _users = await KnownUsers.BeginAsync(CreateClient(), ConnectionString, CancellationToken.None);
        }
    }

    /// <summary>The files that the store of photos holds of a user.</summary>
    public IReadOnlyList<string> BlobsOf(Guid userId) =>
        [.. Directory.GetFiles(_blobs, "*", SearchOption.AllDirectories).Where(file => file.Contains($"{userId:N}", StringComparison.Ordinal))];

    /// <summary>The address of a process that serves, another one each time where there are several.</summary>
    public Uri Address => _coach!.Address;

    /// <summary>A client without a session.</summary>
    public HttpClient CreateClient() => _coach!.CreateClient();

    /// <summary>An e-mail address that nobody else has.</summary>
    public string NewAddress() => _users!.NewAddress();

    /// <summary>A signed-in client of a new user.</summary>
    public Task<HttpClient> CreateUserAsync(CancellationToken cancel, string timeZone = "Etc/UTC", string? email = null) =>
        _users!.SignInAsync(CreateClient(), cancel, timeZone, email);

    /// <summary>Every user's password.</summary>
    public const string Password = KnownUsers.Password;

    public async ValueTask DisposeAsync()
    {
        if (_coach is not null)
        {
            await _coach.DisposeAsync();
        }

        Directory.Delete(_blobs, recursive: true);
    }
}
