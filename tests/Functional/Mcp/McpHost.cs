using AspireCoach.Data.Postgres;
using AspireCoach.Data.Sessions;
using AspireCoach.Functional.Fixtures;
using AspireCoach.Host;
using AspireCoach.Models.Tools;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AspireCoach.Functional.Mcp;

/// <summary>
/// The coach put together as its program does it, with tools of a test beside its own. Clients that cannot send a token are
/// given one user's on the way in.
/// </summary>
internal sealed class McpHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private McpHost(WebApplication app) => _app = app;

    public static Guid UserId { get; } = Guid.Parse("0190a1b2-0000-7000-8000-00000000000a");

    public IServiceProvider Services => _app.Services;

    public Uri Address => new(_app.Urls.Single());

    /// <summary>The user's token.</summary>
    public string Token { get; private set; } = "";

    public static async Task<McpHost> StartAsync(
        string connectionString, string roles, CancellationToken cancel, IToolSource? tools = null, bool addToken = false, params (string Name, string Value)[] settings)
    {
        var builder = CoachApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["ConnectionStrings:coachdb"] = connectionString;
        foreach (var (name, value) in settings)
        {
            builder.Configuration[name] = value;
        }

        builder.WebHost.UseUrls(builder.Configuration["Urls"] ?? "http://127.0.0.1:0");
        if (tools is not null)
        {
            builder.Services.AddSingleton(tools);
        }

        McpHost? host = null;
        if (addToken)
        {
            builder.Services.AddSingleton<IStartupFilter>(new TokenAdded(() => host!.Token));
        }

        host = new McpHost(CoachApplication.Build(builder, Roles.Parse(roles)));
        await host.Services.GetRequiredService<Migrator>().MigrateAsync(cancel);
        host.Token = await host.SignInAsync(UserId, cancel);
        await host._app.StartAsync(cancel);
        return host;
    }

    public HttpClient CreateClient() => new HttpClient { BaseAddress = Address }.WithToken(Token);

    /// <summary>A session of a user, without the account.</summary>
    public async Task<string> SignInAsync(Guid userId, CancellationToken cancel)
    {
        await using var transaction = await Services.GetRequiredService<Database>().BeginAsync(cancel);
        var session = await Services.GetRequiredService<SessionStore>().CreateAsync(transaction, userId, "Europe/Berlin", cancel);
        await transaction.CommitAsync(cancel);
        return session.Token;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private sealed class TokenAdded(Func<string> token) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, following) =>
            {
                context.Request.Headers.Authorization = $"Bearer {token()}";
                return following(context);
            });
            next(app);
        };
    }
}
