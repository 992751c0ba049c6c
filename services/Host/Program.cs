using System.Net.Sockets;
using AspireCoach.Data.Postgres;
using AspireCoach.Host;
using AspireCoach.Host.Commands;
using Microsoft.Extensions.Options;
using Npgsql;

try
{
    return args switch
    {
        [] => await ServeCommand.RunAsync(args),
        [var first, ..] when first.StartsWith("--roles", StringComparison.Ordinal) => await ServeCommand.RunAsync(args),
        ["roles"] => RolesCommand.Run(),
        ["migrate"] => await MigrateCommand.RunAsync(),
        ["jobs", .. var rest] => await JobsCommand.RunAsync(rest),
        ["eval", .. var rest] => await EvalCommand.RunAsync(rest),
        ["ingest", .. var rest] => await IngestCommand.RunAsync(rest),
        ["ask", .. var rest] => await AskCommand.RunAsync(rest),
        ["trace", .. var rest] => await TraceCommand.RunAsync(rest),
        ["help" or "--help" or "-h"] => HelpCommand.Run(Console.Out),
        _ => throw new CommandLineException($"'coach {string.Join(' ', args)}' is not a command. 'coach help' lists them."),
    };
}
catch (Exception exception) when (Explain(exception) is { } problem)
{
    await Console.Error.WriteLineAsync($"coach: {problem}");
    return 2;
}

static string? Explain(Exception exception) => exception switch
{
    CommandLineException or MigrationException => exception.Message,
    OptionsValidationException options => string.Join("\n       ", options.Failures),
    NpgsqlException => $"Postgres cannot be used: {exception.Message}",
    IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } => exception.Message,
    // Settings that the framework reads itself. Its messages name them: … 'x' at 'Chat:MaxAttempts' …
    InvalidOperationException or FormatException when ReadsSettings(exception.Source) => exception.Message,
    SocketException => $"The address to listen at cannot be used: {exception.Message}",
    _ => null,
};

static bool ReadsSettings(string? assembly) => assembly is
    "Microsoft.Extensions.Configuration.Binder" or "Microsoft.Extensions.Logging.Configuration" or "Microsoft.Extensions.Logging"
    or "Microsoft.AspNetCore.Server.Kestrel.Core" or "Microsoft.AspNetCore.Http";
