using Spectre.Console;

namespace AspireCoach.Host.Commands;

/// <summary><c>coach ask "…"</c>: signs in, sends, polls, and prints the answer as it comes, with its sources.</summary>
internal static class AskCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var options = AskOptions.Parse(args);
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Capabilities.Ansi = false;
            AnsiConsole.Profile.Width = int.MaxValue;
        }

        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, key) =>
        {
            key.Cancel = true;
            stop.Cancel();
        };
        using var client = new CoachClient(options.Url);
        try
        {
            await client.SignInAsync(options.Email, options.Password, stop.Token);
            var conversation = options.Conversation ?? await client.BeginConversationAsync(stop.Token);
            var reply = await client.SendAsync(conversation, options.Question, stop.Token);
            var end = await PrintAsync(client, reply, stop.Token);
            AnsiConsole.MarkupLineInterpolated($"[grey]Go on with: coach ask --conversation {conversation} \"…\"[/]");
            AnsiConsole.MarkupLineInterpolated($"[grey]Where its time went: coach trace {reply}[/]");
            return end;
        }
        catch (HttpRequestException exception)
        {
            throw new CommandLineException(
                $"The platform does not answer at {options.Url} ({exception.Message}). Start it with `dotnet run --project AppHost`, or say --url.");
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 130;
        }
    }

    private static async Task<int> PrintAsync(CoachClient client, Guid reply, CancellationToken cancel)
    {
        var steps = 0;
        await foreach (var poll in client.PollAsync(reply, cancel))
        {
            foreach (var step in poll.Steps.Skip(steps))
            {
                AnsiConsole.MarkupLineInterpolated($"[grey]· {step.Name}: {step.Detail} ({step.Ms} ms)[/]");
            }

            steps = Math.Max(steps, poll.Steps.Count);
            if (poll.Reset)
            {
                AnsiConsole.MarkupLine("\n[grey]· the answer was begun anew[/]");
            }

            Console.Write(poll.Text);
            if (poll.Status == "done")
            {
                Console.WriteLine();
                foreach (var source in poll.Sources)
                {
                    AnsiConsole.MarkupLineInterpolated($"[grey]  source: {source.Kind} · {source.Label}[/]");
                }

                return 0;
            }

            if (poll.Problem is { } problem)
            {
                Console.Error.WriteLine($"{problem.Title} {problem.Detail}");
            }
        }

        return 1;
    }
}
