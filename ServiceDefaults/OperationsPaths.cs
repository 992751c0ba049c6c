namespace AspireCoach.ServiceDefaults;

/// <summary>The addresses that machines watch: never refused for load, and neither traced nor counted as traffic.</summary>
internal static class OperationsPaths
{
    public const string Alive = "/alive";
    public const string Health = "/health";
    public const string Metrics = "/metrics";

    public static bool Contains(string? path) => path is Alive or Health or Metrics;
}
