namespace AspireCoach.AppHost.Local;

/// <summary>Where an embedded server keeps its data and how it is reached.</summary>
/// <param name="Folder">The folder for the data, made when missing. Its password and its lock are files beside it.</param>
public sealed record EmbeddedPostgresOptions(string Folder)
{
    /// <summary>The port on 127.0.0.1, or null for a free one.</summary>
    public int? Port { get; init; }

    /// <summary>The superuser's name. It counts when the folder is made.</summary>
    public string UserName { get; init; } = "postgres";

    /// <summary>A password to use instead of a generated one. It counts when the folder is made.</summary>
    public string? Password { get; init; }

    /// <summary>
    /// Which server to run: <c>system</c> (one found on the machine), <c>npm</c> (the package that npm installs), the path of
    /// a folder that holds <c>postgres</c> and <c>initdb</c>, or null for the first of these that there is.
    /// The default is the environment variable COACH_POSTGRES.
    /// </summary>
    public string? Server { get; init; } = Environment.GetEnvironmentVariable("COACH_POSTGRES");

    /// <summary>Gets each line that the server logs.</summary>
    public Action<string>? Log { get; init; }

    /// <summary>Whether disposing also removes the data, or the next temporary server where this process is killed: for tests.</summary>
    public bool Temporary { get; init; }
}
