using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Spectre.Console;

namespace AspireCoach.Host.Commands;

/// <summary><c>coach trace REPLY-ID</c>: prints where a reply's time went, as the runner's page shows it.</summary>
internal static class TraceCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(string[] args)
    {
        var options = TraceOptions.Parse(args);
        using var http = new HttpClient { BaseAddress = options.Page, Timeout = Patience };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", options.Token);
        HttpStatusCode status;
        string body;
        try
        {
            using var answer = await http.GetAsync($"/api/replies/{options.ReplyId}");
            (status, body) = (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            throw new CommandLineException($"The AppHost does not answer at {options.Page} ({exception.Message}). Start it with `dotnet run --project AppHost`, or say --url.");
        }

        switch (status)
        {
            case HttpStatusCode.OK when options.Json:
                Console.WriteLine(body);
                return 0;
            case HttpStatusCode.OK:
                Print(JsonSerializer.Deserialize<ReplyWaterfall>(body, JsonSerializerOptions.Web)!, options.All);
                return 0;
            case HttpStatusCode.NotFound when Problem(body) is { } problem:
                await Console.Error.WriteLineAsync(problem);
                return 1;
            case HttpStatusCode.Unauthorized:
                throw new CommandLineException($"The AppHost at {options.Page} refuses the token: it is that of another run.");
            default:
                throw new CommandLineException($"{options.Page} answered {(int)status}: {body}");
        }
    }

    /// <summary>What the page says is wrong; null where it was not the page that answered.</summary>
    private static string? Problem(string body)
    {
        try
        {
            return JsonSerializer.Deserialize<PageProblem>(body, JsonSerializerOptions.Web)?.Problem;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record PageProblem(string? Problem);

    private static void Print(ReplyWaterfall reply, bool all)
    {
        var width = AnsiConsole.Profile.Width;
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Capabilities.Ansi = false;
            AnsiConsole.Profile.Width = int.MaxValue;
            width = 100;
        }

        var writer = new WaterfallText(width);
        foreach (var line in writer.Lines(reply, all))
        {
            AnsiConsole.MarkupLine(line);
        }
    }
}
