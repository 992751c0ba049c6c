using AspireCoach.Media.Imaging;

namespace AspireCoach.Unit.Media;

/// <summary>Whether there is something missing at the end of a GIF file.</summary>
public sealed class GifBlocksTests
{
    private static readonly byte[] Gif = GifFile.Of(20, 20, [(new byte[400], 5), (new byte[400], 5)]);

    [Fact]
    public void A_whole_file_is_complete_with_its_trailer_and_without_it_and_with_something_behind_it()
    {
        AreComplete(Gif).ShouldBeTrue();
        AreComplete(Gif[..^1]).ShouldBeTrue();
        AreComplete([.. Gif, .. "PK"u8]).ShouldBeTrue();
    }

    [Fact]
    public void A_file_that_ends_inside_a_block_is_not()
    {
        // The header with its colours is 13 + 384 bytes, the repetition 19; a frame's control 8, its description 11, its
        // pixels 4 · 101 + 1 codes in blocks of up to 255, each with its length before it, and 1 for the end.
        var frame = 8 + 11 + 405 + 2 + 1;
        HashSet<int> ends = [397, 416, 416 + 8, 416 + frame, 416 + frame + 8, 416 + (2 * frame), Gif.Length];
        for (var length = 0; length <= Gif.Length; length++)
        {
            AreComplete(Gif[..length]).ShouldBe(ends.Contains(length), $"{length} of {Gif.Length} bytes");
        }
    }

    private static bool AreComplete(byte[] file) => GifBlocks.AreComplete(new MemoryStream(file));
}
