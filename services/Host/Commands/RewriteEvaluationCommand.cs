using AspireCoach.Chat;
using AspireCoach.Chat.Agent.Rewrite;
using AspireCoach.Models;
using AspireCoach.Models.Offline;

namespace AspireCoach.Host.Commands;

/// <summary><c>coach eval rewrite</c>: what messages mean, by the rewrite step that serves users; needs no store.</summary>
internal static class RewriteEvaluationCommand
{
    public static async Task<int> RunAsync(string input, string output)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.AddModels(_ => new OfflineCoach());
        ChatModule.AddRewriter(builder);
        using var host = builder.Build();
        var (cases, model) = await RewriteEvaluation.RunAsync(host.Services, input, output);
        await Console.Error.WriteLineAsync($"{cases} messages rewritten by {(model is null ? "rules" : $"rules, phrased by {model}")}");
        return 0;
    }
}
