using AspireCoach.Blobs;
using AspireCoach.Blobs.Files;
using AspireCoach.Blobs.S3;

namespace AspireCoach.Functional.Blobs;

/// <summary>The stores that one suite holds to the same promises, each test in a bucket or a folder of its own.</summary>
public sealed class BlobStores : IAsyncLifetime
{
    public const string Files = "files";
    public const string S3 = "s3rver";
    public const string Configured = "the S3 store of ConnectionStrings__blobs";

    private readonly string _folder = Directory.CreateTempSubdirectory("coach-blobs-").FullName;
    private S3Server? _server;
    private int _buckets;

    public static TheoryData<string> All =>
        Environment.GetEnvironmentVariable("ConnectionStrings__blobs") is { Length: > 0 } ? [Files, S3, Configured] : [Files, S3];

    internal S3Server Server
    {
        get
        {
            Assert.SkipWhen(_server is null, S3Server.Missing ?? "npm could not fetch s3rver");
            return _server!;
        }
    }

    public async ValueTask InitializeAsync() => _server = await S3Server.StartAsync(CancellationToken.None);

    internal async Task<IBlobStore> OpenAsync(string store)
    {
        var opened = Create(store);
        await opened.ReadyAsync(TestContext.Current.CancellationToken);
        return opened;
    }

    /// <summary>A new place in a store, and what a coach is told to use it.</summary>
    internal (IBlobStore Store, Dictionary<string, string> Settings) Place(string store)
    {
        var name = NewName();
        return store == Files
            ? (new FileBlobStore(Path.Combine(_folder, name), TimeProvider.System), new() { ["Blobs__Folder"] = Path.Combine(_folder, name) })
            : (OnS3(S3Settings.Parse(Server.ConnectionString(name))), new() { ["ConnectionStrings__blobs"] = Server.ConnectionString(name) });
    }

    internal IBlobStore Create(string store)
    {
        var name = NewName();
        return store switch
        {
            Files => new FileBlobStore(Path.Combine(_folder, name), TimeProvider.System),
            S3 => OnS3(S3Settings.Parse(Server.ConnectionString(name))),
            _ => OnS3(S3Settings.Parse(Environment.GetEnvironmentVariable("ConnectionStrings__blobs")!) with { Bucket = name }),
        };
    }

    private string NewName() => $"test-{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}-{Interlocked.Increment(ref _buckets)}";

    internal static S3BlobStore OnS3(S3Settings settings, double seconds = 15, int retries = 2) =>
        new(settings, TimeSpan.FromSeconds(seconds), retries, TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }
}
