using System.Runtime.InteropServices;

namespace AspireCoach.Media;

/// <summary>
/// Threads that give way. .NET's own priorities do nothing on Linux, where each thread has a niceness (setpriority(2));
/// those that answer requests then go first whenever both want the processor.
/// </summary>
internal static partial class ThreadPriorities
{
    private const int OfThisThread = 0;

    // A tenth of an equal's share: enough that whoever answers goes first, and not so little that a busy machine converts nothing.
    private const int Niceness = 10;

    public static void LowerOwn()
    {
        if (OperatingSystem.IsLinux())
        {
            // Anybody may lower a priority; should it fail all the same, the conversion is merely no kinder than others.
            _ = SetPriority(0, OfThisThread, Niceness);
        }
        else
        {
            Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
        }
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int priority);
}
