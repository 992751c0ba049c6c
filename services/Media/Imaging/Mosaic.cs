using AspireCoach.Media.Imaging.Vips;

namespace AspireCoach.Media.Imaging;

/// <summary>
/// A small picture that compresses like a large one: pieces of it, taken at even distances. They are whole macroblocks of
/// WebP, and what lies across their seams is not compared.
/// </summary>
internal sealed class Mosaic
{
    private const int Piece = 32, Columns = 8, Rows = 6;

    private readonly byte[] _pixels;
    private readonly int _width, _height, _bands;
    private readonly int _seam;
    private readonly Luma _original;

    private Mosaic(byte[] pixels, int width, int height, int bands, int seam)
    {
        (_pixels, _width, _height, _bands, _seam) = (pixels, width, height, bands, seam);
        _original = Luma.Of(pixels, width, height, bands);
    }

    /// <summary>Of a small picture it is the picture itself.</summary>
    public static Mosaic Of(VipsPixels picture)
    {
        var bands = picture.Bands;
        if (picture.Width < 2 * Columns * Piece || picture.Height < 2 * Rows * Piece)
        {
            return new Mosaic(picture.Span.ToArray(), picture.Width, picture.Height, bands, seam: 0);
        }

        var pixels = new byte[Columns * Piece * Rows * Piece * bands];
        for (var y = 0; y < Rows * Piece; y++)
        {
            for (var column = 0; column < Columns; column++)
            {
                var left = Start(column, Columns, picture.Width);
                var top = Start(y / Piece, Rows, picture.Height) + (y % Piece);
                picture.Span.Slice(((top * picture.Width) + left) * bands, Piece * bands)
                    .CopyTo(pixels.AsSpan(((y * Columns) + column) * Piece * bands));
            }
        }

        return new Mosaic(pixels, Columns * Piece, Rows * Piece, bands, Piece);
    }

    /// <summary>Whether it is the picture itself: what it becomes is what the picture becomes.</summary>
    public bool IsWhole => _seam == 0;

    public long PixelCount => (long)_width * _height;

    /// <summary>What it becomes with a quality, and how alike that is.</summary>
    public unsafe ChosenImage At(int quality)
    {
        fixed (byte* pixels = _pixels)
        {
            using var image = VipsImage.Over(pixels, _width, _height, _bands);
            var webp = WebP.Encode(image, quality);
            using var decoded = WebP.Decode(webp);
            return new(webp, quality, StructuralSimilarity.Of(_original, Luma.Of(decoded), _seam));
        }
    }

    /// <summary>Where a piece begins: in the middle of its share of the length.</summary>
    private static int Start(int number, int pieces, int length) => (((2 * number) + 1) * length / (2 * pieces)) - (Piece / 2);
}
