using System.Globalization;
using System.Runtime.CompilerServices;
using AspireCoach.AppHost.Local;
using AspireCoach.Functional.Fixtures;

[assembly: AssemblyFixture(typeof(ChildProcesses))]

namespace AspireCoach.Functional.Fixtures;

/// <summary>What every process that a test starts inherits, and what ends them when the run is killed.</summary>
public sealed class ChildProcesses : IAsyncDisposable
{
    private const string Marker = "COACH_TEST_RUN";

    // $1: this run's mark. Ends every program of .NET that has it; servers have watchdogs of their own.
    private const string Reaper = """
        trap 'for p in /proc/[0-9]*; do { read -r name <"$p/comm"; } 2>/dev/null && [ "$name" = dotnet ] && grep -qzx "$1" "$p/environ" 2>/dev/null && kill -KILL "${p##*/}"; done; exit' TERM
        while :; do sleep 1; done
        """;

    private static readonly string s_run = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

    private readonly GuardedProcess? _reaper = OperatingSystem.IsLinux()
        ? GuardedProcess.Start(new("/bin/sh", ["-c", Reaper, "coach-reaper", $"{Marker}={s_run}"], "/") { Grace = TimeSpan.FromSeconds(30) }, _ => { })
        : null;

    /// <summary>
    /// A coach optimizes at once what is not precompiled, since it serves for weeks (Host.csproj). In tests most live for seconds
    /// and would spend half of their time on it: there all is compiled quickly, and optimized when it was called a thousand times.
    /// </summary>
    [ModuleInitializer]
    internal static void Prepare()
    {
        Environment.SetEnvironmentVariable(Marker, s_run);
        Environment.SetEnvironmentVariable("DOTNET_TC_QuickJit", "1");
        Environment.SetEnvironmentVariable("DOTNET_TC_CallCountThreshold", "400"); // hexadecimal
    }

    public ValueTask DisposeAsync() => _reaper?.DisposeAsync() ?? default;
}
