using System.Runtime.CompilerServices;

namespace AspireCoach.Functional.Fixtures;

/// <summary>What every process that a test starts inherits.</summary>
internal static class ChildProcesses
{
    /// <summary>
    /// A coach optimizes at once what is not precompiled, since it serves for weeks (Host.csproj). In tests most live for seconds
    /// and would spend half of their time on it: there all is compiled quickly, and optimized when it was called a thousand times.
    /// </summary>
    [ModuleInitializer]
    internal static void CompileQuickly()
    {
        Environment.SetEnvironmentVariable("DOTNET_TC_QuickJit", "1");
        Environment.SetEnvironmentVariable("DOTNET_TC_CallCountThreshold", "400"); // hexadecimal
    }
}
