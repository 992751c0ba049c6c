using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
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
    private int _users;

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
                ["Blobs__Folder"] = _blobs,
                [LibvipsPackage.Variable] = await Libvips.FolderAsync() ?? "",
            },
            CancellationToken.None);
    }

    /// <summary>The files that the store of photos holds of a user.</summary>
    public IReadOnlyList<string> BlobsOf(Guid userId) =>
        [.. Directory.GetFiles(_blobs, "*", SearchOption.AllDirectories).Where(file => file.Contains($"{userId:N}", StringComparison.Ordinal))];

    /// <summary>The address of a process that serves, another one each time where there are several.</summary>
    public Uri Address => _coach!.Address;

    /// <summary>A client without a session.</summary>
    public HttpClient CreateClient() => _coach!.CreateClient();

    /// <summary>An e-mail address that nobody else has.</summary>
    public string NewAddress() => $"user{Interlocked.Increment(ref _users)}-{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}@example.org";

    /// <summary>A signed-in client of a new user.</summary>
    public async Task<HttpClient> CreateUserAsync(CancellationToken cancel, string timeZone = "Etc/UTC", string? email = null)
    {
        var client = CreateClient();
        using var answer = await client.PostAsJsonAsync(
            "/v1/accounts", new { email = email ?? NewAddress(), password = Password, timeZone }, cancel);
        answer.EnsureSuccessStatusCode();
        var session = await answer.Content.ReadFromJsonAsync<JsonElement>(cancel);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.GetProperty("token").GetString());
        return client;
    }

    /// <summary>Every user's password.</summary>
    public const string Password = "correct horse battery";

    public async ValueTask DisposeAsync()
    {
        if (_coach is not null)
        {
            await _coach.DisposeAsync();
        }

        Directory.Delete(_blobs, recursive: true);
    }
}
