using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AspireCoach.Media.Imaging.Vips;

/// <summary>An image of libvips: a description of how to come by pixels, which are made when they are asked for.</summary>
internal sealed unsafe class VipsImage : VipsObject
{
    public int Width => Native.Width(this);

    /// <summary>In pixels; of an animation, that of all its frames, which lie below one another.</summary>
    public int Height => Native.Height(this);

    /// <summary>3 is colour, 4 is colour with alpha.</summary>
    public int Bands => Native.Bands(this);

    public bool IsBytes => Native.Format(this) == 0;

    /// <summary>How many frames the file says it has.</summary>
    /// <remarks>Not <c>vips_image_get_n_pages</c>, which says 1 where there are 10,000 or more.</remarks>
    public int Pages => Has("n-pages") && Native.GetInt(this, "n-pages", out var pages) == 0 ? Math.Max(1, pages) : 1;

    public int PageHeight => Native.PageHeight(this);

    /// <summary>EXIF's: 1 to 8; from 5 on width and height change places when it is shown.</summary>
    public int Orientation => Native.Orientation(this);

    /// <summary>An image over bytes that must stay where they are until the image and what is made from it are disposed.</summary>
    public static VipsImage Over(byte* pixels, int width, int height, int bands)
    {
        Native.ClearError();
        var image = Native.FromPixels(pixels, (nuint)((long)width * height * bands), width, height, bands, format: 0);
        return image.IsInvalid ? throw VipsException.Take("memory") : image;
    }

    public bool Has(string field) => Native.TypeOf(this, field) != 0;

    /// <summary>A block of metadata, or null where there is none.</summary>
    public byte[]? Blob(string field) =>
        Has(field) && Native.GetBlob(this, field, out var bytes, out var length) == 0 && length <= int.MaxValue
            ? new ReadOnlySpan<byte>(bytes, (int)length).ToArray()
            : null;

    /// <summary>Makes all pixels.</summary>
    public VipsPixels ToPixels()
    {
        Native.ClearError();
        var pixels = Native.WritePixels(this, out var length);
        return pixels is null ? throw VipsException.Take("pixels") : new VipsPixels(pixels, checked((int)length), Width, Height, Bands);
    }

    /// <summary>Ends the making of pixels with an error once <see cref="Environment.TickCount64"/> is past a value.</summary>
    public void StopAfter(long tickCount)
    {
        // It outlives this reference: images made from this one hold the native image, and the signal is raised on that.
        var deadline = (long*)NativeMemory.Alloc(sizeof(long));
        *deadline = tickCount;
        Native.SetProgress(this, true);
        Native.Connect(this, "eval", &Evaluating, (nint)deadline, &Disconnected, 0);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Evaluating(nint image, nint progress, nint deadline)
    {
        if (Environment.TickCount64 > *(long*)deadline)
        {
            Native.SetKill(image, true);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Disconnected(nint deadline, nint closure) => NativeMemory.Free((void*)deadline);
}

/// <summary>Pixels in memory of libvips, a byte a band, rows without gaps.</summary>
internal sealed unsafe class VipsPixels : SafeHandle
{
    private readonly int _length;

    public VipsPixels(byte* pixels, int length, int width, int height, int bands)
        : base(0, ownsHandle: true)
    {
        SetHandle((nint)pixels);
        (_length, Width, Height, Bands) = (length, width, height, bands);
    }

    public int Width { get; }

    public int Height { get; }

    public int Bands { get; }

    public override bool IsInvalid => handle == 0;

    public byte* Pointer => (byte*)handle;

    public ReadOnlySpan<byte> Span => new((void*)handle, _length);

    /// <summary>An image over these pixels, which must outlive it.</summary>
    public VipsImage AsImage() => VipsImage.Over(Pointer, Width, Height, Bands);

    protected override bool ReleaseHandle()
    {
        Native.Free((void*)handle);
        return true;
    }
}
