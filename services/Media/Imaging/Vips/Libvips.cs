using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AspireCoach.Media.Imaging.Vips;

/// <summary>
/// The shared library, found and prepared once a process: only the loaders of the kinds that are accepted, no cache of
/// operations, and one thread an operation, since images are converted side by side.
/// </summary>
internal static unsafe class Libvips
{
    private const int OldestMajor = 8, OldestMinor = 15;
    private static readonly Lock Loading = new();
    private static nint _library;

    /// <summary>Such as 8.18.7; null until <see cref="TryLoad"/> has succeeded.</summary>
    public static string? Version { get; private set; }

    /// <summary>The file or the name that it was loaded from.</summary>
    public static string? LoadedFrom { get; private set; }

    /// <summary>
    /// Loads the library named by the setting, or where there is none the machine's, or that which npm put into the cache.
    /// It is looked for at each call until it is found: it may be installed while the process runs.
    /// </summary>
    public static bool TryLoad(string? setting)
    {
        if (Volatile.Read(ref _library) != 0)
        {
            return true;
        }

        lock (Loading)
        {
            return _library != 0 || LibvipsFiles.Candidates(setting).Any(TryUse);
        }
    }

    private static bool TryUse(string candidate)
    {
        if (!NativeLibrary.TryLoad(candidate, out var library))
        {
            return false;
        }

        if (!NativeLibrary.TryGetExport(library, "vips_version", out var version) || !IsNewEnough((delegate* unmanaged[Cdecl]<int, int>)version))
        {
            NativeLibrary.Free(library);
            return false;
        }

        // Functions of GObject are found through the same handle: they are in this library, or in one that it depends on.
        NativeLibrary.SetDllImportResolver(typeof(Libvips).Assembly, (name, _, _) => name == Native.Library ? library : 0);
        Prepare();
        Version = $"{Native.Version(0)}.{Native.Version(1)}.{Native.Version(2)}";
        LoadedFrom = candidate;
        Volatile.Write(ref _library, library);
        return true;
    }

    private static bool IsNewEnough(delegate* unmanaged[Cdecl]<int, int> version) =>
        version(0) > OldestMajor || (version(0) == OldestMajor && version(1) >= OldestMinor);

    private static void Prepare()
    {
        KeepMemoryFlat();
        if (Native.Init(Assembly.GetExecutingAssembly().GetName().Name!) != 0)
        {
            throw VipsException.Take("start");
        }

        const int Critical = 1 << 3, Warning = 1 << 4;
        Native.SetLogHandler("VIPS", Critical | Warning, &Ignore, 0);
        Native.SetLogHandler("GLib-GObject", Critical | Warning, &Ignore, 0);
        Native.SetCacheSize(0);
        Native.SetConcurrency(1);
        Native.BlockUntrusted(true);
        Native.BlockOperation("VipsForeignLoad", true);
        foreach (var loader in new[] { "Jpeg", "Png", "Webp", "Nsgif", "Heif" })
        {
            Native.BlockOperation("VipsForeignLoad" + loader, false);
        }
    }

    /// <summary>
    /// Images are made in large pieces on threads that come and go. By default the C library gives each thread a heap of its own,
    /// and learns to keep large pieces in them: after 20,000 images a process held 240 MB where it holds 70 so.
    /// </summary>
    private static void KeepMemoryFlat()
    {
        const int MmapThreshold = -3, ArenaMax = -8;
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            _ = Native.SetAllocator(ArenaMax, 2);
            _ = Native.SetAllocator(MmapThreshold, 128 * 1_024);
        }
        catch (Exception exception) when (exception is EntryPointNotFoundException or DllNotFoundException)
        {
            // musl's has neither the habit nor the function.
        }
    }

    /// <summary>Warnings quote the image: what matters of them is the error that follows.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Ignore(nint domain, int level, nint message, nint data)
    {
    }
}
