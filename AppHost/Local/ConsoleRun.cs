using System.Runtime.InteropServices;
using AspireCoach.AppHost.Local.Page;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace AspireCoach.AppHost.Local;

/// <summary>Runs an application at the console: a live table on a terminal, plain lines elsewhere, and the signals that stop it.</summary>
internal sealed class ConsoleRun(DistributedApplication application)
{
    private readonly List<string> _notes = [];
    private readonly bool _live = AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected;
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task RunAsync(CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        _ = LauncherWatch.RunAsync(stop);

        foreach (var resource in application.Resources)
        {
            resource.Changed += Show;
        }

        application.PageOpened += address => Note($"Page {address}");
        foreach (var project in application.Resources.OfType<ProjectResource>())
        {
            project.Wrote += ForwardDemoAccount;
        }

        var screen = _live ? DrawAsync() : Task.CompletedTask;
        var failure = await RunToEndAsync(stop.Token);
        _finished.TrySetResult();
        Wake();
        try
        {
            await screen;
        }
        catch (IOException)
        {
            // The terminal was closed: there is nobody left to show anything to.
        }

        if (failure is not null)
        {
            await Console.Error.WriteLineAsync(failure);
            Environment.ExitCode = 1;
        }
    }

    /// <returns>Why it failed, or null.</returns>
    private async Task<string?> RunToEndAsync(CancellationToken stop)
    {
        string? failure = null;
        try
        {
            await application.StartAsync(stop);
            foreach (var endpoint in application.Resources.SelectMany(resource => resource.Endpoints).Where(endpoint => endpoint.IsExternal))
            {
                Note($"Open {endpoint.Url}");
            }

            Note("Ask  dotnet run --project services/Host -- ask \"Why did I fail yesterday?\"");
            Note($"Logs {Path.Combine(application.Folder, "logs")}");
            Note("Stop Ctrl+C");
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to stop.
        }
        catch (InvalidOperationException problem)
        {
            failure = problem.Message;
        }

        await application.StopAsync(CancellationToken.None);
        return failure;
    }

    private void Show(Resource resource)
    {
        if (_live)
        {
            Wake();
        }
        else if (resource.State.Status is not ResourceStatus.Failed)
        {
            Console.WriteLine($"{resource.Name,-10} {Words(resource.State.Status),-12} {resource.State.Detail}".TrimEnd());
        }
    }

    private void Note(string note)
    {
        lock (_notes)
        {
            _notes.Add(note);
        }

        if (_live)
        {
            Wake();
        }
        else
        {
            Console.WriteLine(note);
        }
    }

    /// <summary>The coach says once how to sign in to its demo data; people look here, not into its log.</summary>
    private void ForwardDemoAccount(string line)
    {
        var at = line.IndexOf("Demo account", StringComparison.Ordinal);
        if (at < 0)
        {
            return;
        }

        lock (_notes)
        {
            // Every process that serves accounts says it, also when it is started again.
            if (_notes.Contains(line[at..]))
            {
                return;
            }
        }

        Note(line[at..]);
    }

    private void Wake() => Volatile.Read(ref _changed).TrySetResult();

    private Task DrawAsync() => AnsiConsole.Live(Screen()).StartAsync(async display =>
    {
        do
        {
            await _changed.Task;
            Volatile.Write(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously));
            display.UpdateTarget(Screen());
        }
        while (!_finished.Task.IsCompleted);
    });

    private Rows Screen()
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("name", "state", "health", "address", "");
        foreach (var resource in application.Resources)
        {
            var (status, detail) = resource.State;
            var address = resource.Endpoints.FirstOrDefault(endpoint => endpoint.Port > 0)?.Url.ToString() ?? "";
            var health = status switch
            {
                ResourceStatus.Running => "[green]healthy[/]",
                ResourceStatus.Unhealthy => "[red]unhealthy[/]",
                _ => "",
            };
            table.AddRow(resource.Name, Words(status), health, Markup.Escape(address), Markup.Escape(detail.Split('\n')[0]));
        }

        string[] lines;
        lock (_notes)
        {
            lines = [.. _notes];
        }

        return new Rows([table, .. lines.Select(IRenderable (line) => new Text(line))]);
    }

    private static string Words(ResourceStatus status) => ResourceView.Words(status);
}
