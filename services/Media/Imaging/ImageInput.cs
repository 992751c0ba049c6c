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
        if (_path is null)
        {
            return ImageKinds.Of(_bytes.Span);
        }

        Span<byte> start = stackalloc byte[ImageKinds.SignatureLength];
        using var file = System.IO.File.OpenRead(_path);
        return ImageKinds.Of(start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)]);
    }

    public VipsSource Open() => _path is null ? VipsSource.Open(_bytes) : VipsSource.Open(_path);
}
