using AspireCoach.Data;
using AspireCoach.Data.Postgres;
using AspireCoach.Knowledge;
using AspireCoach.Models;
using AspireCoach.Models.Offline;
using AspireCoach.ServiceDefaults;
using AspireCoach.ServiceDefaults.Overload;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AspireCoach.Functional.Chat;

/// <summary>Puts into a coach's knowledge base what others would have put there, from a process beside it.</summary>
internal sealed class Knowing(string connectionString) : IAsyncDisposable
{
    private readonly IHost _host = Build(connectionString);

    public static KnowledgeEntry Fact(Guid user, string text, string at = "2026-03-03T12:00:00Z", bool pinned = false, string category = "health") => new()
    {
        Id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()), UserId = user, Kind = KnowledgeKind.Fact, Text = text, Speaker = "user",
        At = DateTimeOffset.Parse(at, null), TimeZone = "Etc/UTC", Pinned = pinned, Category = category,
    };

    public static KnowledgeEntry Turn(Guid user, Guid thread, long position, string text, bool fromCoach = false) => new()
    {
        Id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()), UserId = user, Kind = KnowledgeKind.Turn, Text = text, Speaker = fromCoach ? "coach" : "user",
        At = new DateTimeOffset(2026, 1, 1, 8, 0, 0, TimeSpan.Zero).AddMinutes(position), TimeZone = "Etc/UTC", Thread = thread, Position = position,
    };

    public static async Task<Guid> UserOfAsync(HttpClient client, CancellationToken cancel) =>
        Guid.Parse((await Fixtures.Http.GetJsonAsync(client, "/v1/me", cancel)).Text("userId"));

    public async Task PutAsync(CancellationToken cancel, params IReadOnlyList<KnowledgeEntry> entries)
    {
        await using var transaction = await _host.Services.GetRequiredService<Database>().BeginAsync(cancel);
        await _host.Services.GetRequiredService<KnowledgeBase>().PutAsync(transaction, entries, cancel);
        await transaction.CommitAsync(cancel);
    }

    public async Task RemoveAsync(KnowledgeEntry entry, CancellationToken cancel)
    {
        await using var transaction = await _host.Services.GetRequiredService<Database>().BeginAsync(cancel);
        await _host.Services.GetRequiredService<KnowledgeBase>().RemoveAsync(transaction, entry.UserId, [entry.Id], cancel);
        await transaction.CommitAsync(cancel);
    }

    public async ValueTask DisposeAsync() => await ((IAsyncDisposable)_host).DisposeAsync();

    private static IHost Build(string connectionString)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            [$"ConnectionStrings:{DataModule.ConnectionName}"] = connectionString,
            ["Postgres:MaxPoolSize"] = "5",
            // A busy machine is no server that is away.
            ["Postgres:ConnectTimeoutSeconds"] = "30",
        });
        DataModule.Add(builder);
        builder.AddModels(_ => new OfflineCoach());
        KnowledgeModule.Add(builder);
        builder.Services.AddOptions<ServiceDefaultsOptions>();
        builder.Services.AddSingleton<InFlight>();
        return builder.Build();
    }
}
