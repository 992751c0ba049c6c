using System.Reflection;
using Microsoft.Extensions.Hosting;

namespace AspireCoach.AppHost.Local;

/// <summary>
/// Runs the real Program.cs in a test, as Aspire's class of this name does: random ports, and a folder of its own that
/// goes with it unless the arguments name one (<c>--Folder PATH</c>).
/// </summary>
/// <example><code>
/// await using var builder = await DistributedApplicationTestingBuilder.CreateAsync&lt;Projects.AppHost&gt;();
/// await using var app = await builder.BuildAsync();
/// await app.StartAsync();
/// using var client = app.CreateHttpClient("coach");
/// </code></example>
public sealed class DistributedApplicationTestingBuilder : IAsyncDisposable
{
    private static readonly AsyncLocal<DistributedApplicationTestingBuilder?> Ambient = new();

    private DistributedApplicationBuilder? _builder;

    private DistributedApplicationTestingBuilder()
    {
    }

    internal static DistributedApplicationTestingBuilder? Current => Ambient.Value;

    internal bool Captured => _builder is not null;

    /// <summary>Not a CreateTempSubdirectory: that one shuts out the user whom root runs PostgreSQL as.</summary>
    internal string Folder { get; } = Path.Combine(Path.GetTempPath(), "aspirecoach-" + Path.GetRandomFileName());

    /// <summary>Runs the entry point of the AppHost that the type belongs to, up to its Build().</summary>
    /// <exception cref="InvalidOperationException">Program.cs ended before.</exception>
    public static async Task<DistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(string[] args, CancellationToken cancellationToken = default)
        where TEntryPoint : class
    {
        var testing = new DistributedApplicationTestingBuilder();
        var entry = typeof(TEntryPoint).Assembly.EntryPoint!;
        await Task.Run(
            () =>
            {
                Ambient.Value = testing;
                try
                {
                    var code = entry.Invoke(null, [args]);
                    throw new InvalidOperationException($"The AppHost ended with exit code {code} before it had built anything.");
                }
                catch (TargetInvocationException stop) when (stop.InnerException is HostAbortedException)
                {
                    // Build() was reached.
                }
            },
            cancellationToken);
        return testing;
    }

    public static Task<DistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(CancellationToken cancellationToken = default)
        where TEntryPoint : class => CreateAsync<TEntryPoint>([], cancellationToken);

    public Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default) => Task.FromResult(_builder!.Build());

    public ValueTask DisposeAsync()
    {
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }

        return ValueTask.CompletedTask;
    }

    internal void Capture(DistributedApplicationBuilder captured) => _builder = captured;
}
