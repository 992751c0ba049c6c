using AspireCoach.Host;
using AspireCoach.Models.Tools;
using Microsoft.Extensions.DependencyInjection;

namespace AspireCoach.Functional.Mcp;

/// <summary>The tools that the modules of the program declare, read from a process that is put together and not started.</summary>
internal static class ToolNames
{
    public static async Task<IReadOnlyList<string>> OfTheProgramAsync()
    {
        var builder = CoachApplication.CreateBuilder();
        builder.Configuration["ConnectionStrings:coachdb"] = "Host=127.0.0.1;Port=9;Username=nobody;Database=nothing";
        await using var app = CoachApplication.Build(builder, Roles.Parse("all"));
        return [.. app.Services.GetServices<IToolSource>().SelectMany(source => source.Tools).Select(tool => tool.Name)];
    }
}
