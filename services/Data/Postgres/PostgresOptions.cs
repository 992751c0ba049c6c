using System.ComponentModel.DataAnnotations;

namespace AspireCoach.Data.Postgres;

/// <summary>Section <c>Postgres</c>; the address itself is <c>ConnectionStrings:coachdb</c>.</summary>
public sealed class PostgresOptions
{
    public const string Section = "Postgres";

    /// <summary>The connections a process keeps at most, where the connection string does not say.</summary>
    [Range(5, 1_000)]
    public int MaxPoolSize { get; set; } = 48;

    /// <summary>How long opening a connection or getting one from the pool may take.</summary>
    [Range(1, 60)]
    public int ConnectTimeoutSeconds { get; set; } = 3;

    /// <summary>How long a statement may take.</summary>
    [Range(1, 600)]
    public int CommandTimeoutSeconds { get; set; } = 10;

    /// <summary>Apply missing migrations at start; with false a process waits for <c>coach migrate</c>.</summary>
    public bool MigrateAtStart { get; set; } = true;
}
