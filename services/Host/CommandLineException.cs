namespace AspireCoach.Host;

/// <summary>The command line or the configuration is wrong; the message says what to do. Exit code 2.</summary>
internal sealed class CommandLineException(string message) : Exception(message);
