using System.Diagnostics;
using System.Text;

namespace AspireCoach.Functional.Mcp;

/// <summary>
/// MCP's own tools, which are npm packages: in the folder that <c>COACH_MCP_TOOLS</c> names, where
/// <c>npm install node@22 @modelcontextprotocol/conformance @modelcontextprotocol/inspector</c> was run.
/// </summary>
internal static class NodeTools
{
    private const string Variable = "COACH_MCP_TOOLS";

    private static string? Folder => Environment.GetEnvironmentVariable(Variable);

    private static string Package(string name) => Path.Combine(Folder!, "node_modules", "@modelcontextprotocol", name);

    private static string Node => Path.Combine(Folder!, "node_modules", ".bin", "node") is var own && File.Exists(own) ? own : "node";

    /// <summary>Why they cannot be run here; null when they can.</summary>
    public static string? Missing =>
        string.IsNullOrEmpty(Folder) ? $"{Variable} names no folder with npm's @modelcontextprotocol/conformance and inspector"
        : !Directory.Exists(Package("conformance")) || !Directory.Exists(Package("inspector")) ? $"{Folder} has no @modelcontextprotocol/conformance or inspector"
        : !HasNode22() ? "Node.js 22 or newer is not installed"
        : null;

    public static Task<(int Code, string Output)> ConformanceAsync(CancellationToken cancel, params string[] arguments) =>
        RunAsync([Path.Combine(Package("conformance"), "dist", "index.js"), .. arguments], cancel);

    public static Task<(int Code, string Output)> InspectorAsync(CancellationToken cancel, params string[] arguments) =>
        RunAsync([Path.Combine(Package("inspector"), "cli", "build", "cli.js"), "--cli", .. arguments], cancel);

    private static bool HasNode22()
    {
        try
        {
            using var node = Process.Start(new ProcessStartInfo(Node, "--version") { RedirectStandardOutput = true })!;
            var version = node.StandardOutput.ReadToEnd();
            node.WaitForExit();
            return Version.TryParse(version.TrimStart('v').Trim(), out var found) && found.Major >= 22;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static async Task<(int Code, string Output)> RunAsync(string[] arguments, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("coach-mcp-").FullName;
        try
        {
            var start = new ProcessStartInfo(Node, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
            // The tools start others by the name `node`.
            start.Environment["PATH"] = $"{Path.GetDirectoryName(Node)}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}";
            using var process = Process.Start(start)!;
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(cancel), process.StandardError.ReadToEndAsync(cancel));
            try
            {
                await process.WaitForExitAsync(cancel);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }

            return (process.ExitCode, new StringBuilder(await output).Append(await errors).ToString());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
