using System.Buffers;
using System.Runtime.InteropServices;

namespace AspireCoach.Media.Imaging.Vips;

/// <summary>One reference to a GObject, given back when it is disposed or, at the latest, finalized.</summary>
internal abstract class VipsObject() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Native.Unref(handle);
        return true;
    }

    internal void Own(nint instance) => SetHandle(instance);
}

/// <summary>Where encoded bytes come from: a file, or memory that is pinned for as long as the source is held.</summary>
internal sealed unsafe class VipsSource : VipsObject
{
    private MemoryHandle _pinned;

    public static VipsSource Open(string path) => Opened(Native.OpenFile(path));

    /// <summary>The memory must not change until everything that is made from the source is disposed.</summary>
    public static VipsSource Open(ReadOnlyMemory<byte> bytes)
    {
        var pinned = bytes.Pin();
        var source = Native.OpenMemory(pinned.Pointer, (nuint)bytes.Length);
        source._pinned = pinned;
        return Opened(source);
    }

    protected override bool ReleaseHandle()
    {
        var released = base.ReleaseHandle();
        _pinned.Dispose();
        return released;
    }

    private static VipsSource Opened(VipsSource source)
    {
        if (!source.IsInvalid)
        {
            return source;
        }

        source._pinned.Dispose();
        throw VipsException.Take("source");
    }
}
