namespace AspireCoach.Mcp;

/// <summary>The tools of every module, for clients that speak the Model Context Protocol.</summary>
public static class McpModule
{
    internal const string Name = "mcp";
}
