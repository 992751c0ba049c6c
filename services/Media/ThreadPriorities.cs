using System.Runtime.InteropServices;

namespace AspireCoach.Media;

/// <summary>
/// Threads that give way. .NET's own priorities do nothing on Linux, where each thread has a niceness and, since 6.12, a slice of
/// its own (sched_setattr(2)); those that answer requests then go first whenever both want the processor, and at once.
/// </summary>
internal static partial class ThreadPriorities
{
    private const int OfThisThread = 0;

    // A tenth of an equal's share: enough that whoever answers goes first, and not so little that a busy machine converts nothing.
    private const int Niceness = 10;

    // Whoever wakes up waits for the rest of a slice: for this long at most, instead of for some milliseconds at each step of an answer.
    private const ulong SliceNanoseconds = 100_000;

    /// <summary>Lowers the calling thread, and with it those that it starts.</summary>
    public static void LowerOwn()
    {
        if (!OperatingSystem.IsLinux())
        {
            Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
        }
        else if (!TrySchedule())
        {
            // Anybody may lower a priority; should it fail all the same, the conversion is merely no kinder than others.
            _ = SetPriority(0, OfThisThread, Niceness);
        }
    }

    private static bool TrySchedule()
    {
        var number = RuntimeInformation.ProcessArchitecture switch { Architecture.X64 => 314, Architecture.Arm64 => 274, _ => 0 };
        var attributes = new SchedulingAttributes { Size = (uint)Marshal.SizeOf<SchedulingAttributes>(), Nice = Niceness, Runtime = SliceNanoseconds };
        return number != 0 && SystemCall(number, OfThisThread, in attributes, 0) == 0;
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int priority);

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint SystemCall(nint number, nint thread, in SchedulingAttributes attributes, nint flags);

    /// <summary>The first version of <c>struct sched_attr</c>; policy 0 is the usual one.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct SchedulingAttributes
    {
        public uint Size;
        public uint Policy;
        public ulong Flags;
        public int Nice;
        public uint Priority;
        public ulong Runtime;
        public ulong Deadline;
        public ulong Period;
    }
}
