using AspireCoach.ServiceDefaults;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Client;

namespace AspireCoach.Models.Tools;

/// <summary>The agent's way to tools.</summary>
public static class ToolsModule
{
    /// <summary>Registers the <see cref="Toolbox"/>, in processes that have an agent.</summary>
    public static void AddToolbox(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSettings<ToolsOptions>(ToolsOptions.Section);
        builder.Services.AddSingleton<IValidateOptions<ToolsOptions>, Reachable>();
        builder.Services.AddSingleton<Toolbox>();
    }

    private sealed class Reachable(IConfiguration configuration, IClientTransport? local = null) : IValidateOptions<ToolsOptions>
    {
        public ValidateOptionsResult Validate(string? name, ToolsOptions options) =>
            local is not null || options.Addresses.Length > 0 || OwnTools.AddressesOf(options, configuration).Count > 0
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail("Mcp:Endpoint is not set, and this process has no role mcp: the agent finds its tools nowhere. Set Mcp__Endpoint, e.g. to http://localhost:5080/mcp, or run the role mcp beside the agent.");
    }
}
