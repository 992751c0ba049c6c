using System.Text.Json;
using AspireCoach.Data;
using AspireCoach.Data.Postgres;
using AspireCoach.Functional.Data;
using AspireCoach.Functional.Fixtures;
using AspireCoach.Media;
using AspireCoach.Models.Tools;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AspireCoach.Functional.Media;

/// <summary>What an agent is told of photos.</summary>
public sealed class MediaToolsTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 19, 1, 30, 0, TimeSpan.Zero);
    private static readonly Guid s_user = Guid.CreateVersion7(s_now);
    private static readonly Guid s_other = Guid.CreateVersion7(s_now);

    private IHost? _host;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var database = await postgres.CreateDatabaseAsync(Cancel);
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:coachdb", database)]);
        DataModule.Add(builder);
        MediaModule.Add(builder);
        _host = builder.Build();
        await _host.Services.GetRequiredService<Migrator>().MigrateAsync(Cancel);
        // Late on the 17th in New York, which is the 18th in UTC; on the 18th there; one that is being deleted; and another user's.
        await QueueDatabase.ExecuteAsync(
            database,
            $"""
            insert into media.items (id, user_id, state, original_sha256, sha256, original_bytes, bytes, width, height, at, label, created_at) values
            ('00000000-0000-7000-8000-000000000001', '{s_user}', 1, 'a', 'a', 900, 100, 40, 30, '2026-03-18 03:00Z', 'Meal plan', now()),
            ('00000000-0000-7000-8000-000000000002', '{s_user}', 1, 'b', 'b', 900, 200, 80, 60, '2026-03-18 12:00Z', null, now()),
            ('00000000-0000-7000-8000-000000000003', '{s_user}', 2, 'c', 'c', 900, 100, 40, 30, '2026-03-18 12:00Z', 'Gone', now()),
            ('00000000-0000-7000-8000-000000000004', '{s_other}', 1, 'd', 'd', 900, 100, 40, 30, '2026-03-18 12:00Z', 'Secret', now())
            """,
            Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is IAsyncDisposable host)
        {
            await host.DisposeAsync();
        }
    }

    [Fact]
    public async Task Photos_are_told_with_day_label_size_and_link_and_are_sources()
    {
        var answer = await CallAsync([]);
        var photos = answer.GetProperty("photos").EnumerateArray().ToList();
        photos.Select(photo => photo.GetProperty("date").GetString()).ShouldBe(["2026-03-18", "2026-03-17"]);
        photos[1].GetProperty("label").GetString().ShouldBe("Meal plan");
        (photos[1].GetProperty("width").GetInt32(), photos[1].GetProperty("height").GetInt32(), photos[1].GetProperty("bytes").GetInt32()).ShouldBe((40, 30, 100));
        photos[1].GetProperty("url").GetString().ShouldBe("/v1/media/00000000-0000-7000-8000-000000000001");
        var sources = answer.GetProperty("sources").EnumerateArray().ToList();
        sources.Select(source => source.GetProperty("kind").GetString()).ShouldBe(["media", "media"]);
        sources.Select(source => source.GetProperty("label").GetString()).ShouldBe(["Photo, 2026-03-18", "Meal plan"]);
    }

    [Fact]
    public async Task Days_are_the_users_and_what_is_no_day_is_refused()
    {
        (await CallAsync(new() { ["from"] = "2026-03-17", ["to"] = "2026-03-17" })).GetProperty("photos").GetArrayLength().ShouldBe(1);
        (await CallAsync(new() { ["limit"] = 1 })).GetProperty("photos").GetArrayLength().ShouldBe(1);
        await Should.ThrowAsync<ToolRefusedException>(() => CallAsync(new() { ["from"] = "yesterday" }));
        await Should.ThrowAsync<ToolRefusedException>(() => CallAsync(new() { ["to"] = "9999-12-31" }));
    }

    private async Task<JsonElement> CallAsync(Dictionary<string, object?> arguments)
    {
        var tool = _host!.Services.GetServices<IToolSource>().SelectMany(source => source.Tools).Single();
        (tool.Name, tool.ReadOnly, tool.Idempotent).ShouldBe(("list_media", true, true));
        return JsonSerializer.Deserialize<JsonElement>(await tool.InvokeAsync(arguments, new ToolContext(s_user, "America/New_York", s_now, "call"), Cancel));
    }
}
