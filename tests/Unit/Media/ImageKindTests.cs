using System.Text;
using AspireCoach.Media.Imaging;

namespace AspireCoach.Unit.Media;

/// <summary>What a file is, its first bytes say.</summary>
public sealed class ImageKindTests
{
    [Theory]
    [InlineData("\u00FF\u00D8\u00FF\u00E0\0\u0010JFIF", ImageKind.Jpeg)]
    [InlineData("\u0089PNG\r\n\u001A\n\0\0\0\rIHDR", ImageKind.Png)]
    [InlineData("RIFF\u0010\0\0\0WEBPVP8 ", ImageKind.WebP)]
    [InlineData("GIF89a\u0001\0\u0001\0", ImageKind.Gif)]
    [InlineData("GIF87a\u0001\0\u0001\0", ImageKind.Gif)]
    [InlineData("\0\0\0\u0018ftypheic\0\0\0\0", ImageKind.Heic)]
    [InlineData("\0\0\0\u0018ftypmif1\0\0\0\0", ImageKind.Heic)]
    internal void A_kind_that_is_accepted_is_known_by_its_signature(string start, ImageKind kind) =>
        ImageKinds.Of(Encoding.Latin1.GetBytes(start)).ShouldBe(kind);

    [Theory]
    [InlineData("")]
    [InlineData("\u00FF\u00D8")]
    [InlineData("GIF88a")]
    [InlineData("RIFF\u0010\0\0\0WAVEfmt ")]
    [InlineData("RIFF\u0010\0\0\0WEB")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'/>")]
    [InlineData("%PDF-1.7")]
    [InlineData("II*\0\u0008\0\0\0")]
    [InlineData("BM\u0010\0\0\0")]
    [InlineData("\0\0\0\u0018ftypavif\0\0\0\0")]
    [InlineData("\0\0\0\u0018ftypmp42\0\0\0\0")]
    [InlineData("Dear diary, today I ran.")]
    [InlineData("\u0089PNG\n\u001A\n\0\0\0\rIHDR")]
    public void Anything_else_is_no_image_that_is_accepted(string start) => ImageKinds.Of(Encoding.Latin1.GetBytes(start)).ShouldBeNull();
}
