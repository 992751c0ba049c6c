using System.Runtime.InteropServices;
using AspireCoach.Media.Imaging.Vips;

namespace AspireCoach.Media.Imaging;

/// <summary>An encoded image: a file, which is read as it is needed, or bytes.</summary>
internal readonly struct ImageInput
{
    private readonly string? _path;
    private readonly ReadOnlyMemory<byte> _bytes;

    private ImageInput(string? path, ReadOnlyMemory<byte> bytes) => (_path, _bytes) = (path, bytes);

    public static ImageInput File(string path) => new(path, default);

    /// <summary>The bytes must not change while the image is worked on.</summary>
    public static ImageInput Bytes(ReadOnlyMemory<byte> bytes) => new(null, bytes);

    public long Length => _path is null ? _bytes.Length : new FileInfo(_path).Length;

    /// <summary>The kind by content, or null where it is none that is accepted.</summary>
    public ImageKind? Kind()
    {
        Span<byte> start = stackalloc byte[ImageKinds.SignatureLength];
        using var file = OpenRead();
        return ImageKinds.Of(start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)]);
    }

    public Stream OpenRead() => _path is null
        ? new MemoryStream(MemoryMarshal.TryGetArray(_bytes, out var array) ? array.Array! : _bytes.ToArray(), array.Offset, _bytes.Length, writable: false)
        : System.IO.File.OpenRead(_path);

    public VipsSource Open() => _path is null ? VipsSource.Open(_bytes) : VipsSource.Open(_path);
}
