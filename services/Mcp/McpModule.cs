using AspireCoach.ServiceDefaults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ModelContextProtocol.Client;

namespace AspireCoach.Mcp;

/// <summary>The tools of every module, for clients that speak the Model Context Protocol and for the agent.</summary>
public static class McpModule
{
    /// <summary>The <c>mcp</c> role's server; an agent in the same process finds its transport here.</summary>
    public static void AddServer(IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSettings<McpOptions>(McpOptions.Section);
        builder.Services.AddSingleton<CallerCheck>();
        builder.Services.AddSingleton<ToolServer>();
        builder.Services.AddSingleton<IClientTransport, LocalTransport>();
    }

    /// <summary>The <c>mcp</c> role's endpoint.</summary>
    public static void Map(IEndpointRouteBuilder app) => app.MapMcp();
}
