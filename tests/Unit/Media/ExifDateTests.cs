using AspireCoach.Media.Imaging;

namespace AspireCoach.Unit.Media;

/// <summary>When a photograph was taken, from metadata that anyone may have written.</summary>
public sealed class ExifDateTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_date_is_read_with_its_distance_from_UTC_in_either_byte_order(bool bigEndian) =>
        ExifDate.Read(ExifBlock.Of(taken: "2026:03:14 15:09:26", offset: "-03:30", bigEndian: bigEndian))
            .ShouldBe(new TakenAt(new DateTime(2026, 3, 14, 15, 9, 26, DateTimeKind.Unspecified), new TimeSpan(-3, -30, 0)));

    [Fact]
    public void A_date_without_one_is_local_to_somewhere() =>
        ExifDate.Read([.. "Exif\0\0"u8, .. ExifBlock.Of(taken: "1999:12:31 23:59:59")])
            .ShouldBe(new TakenAt(new DateTime(1999, 12, 31, 23, 59, 59, DateTimeKind.Unspecified), null));

    [Theory]
    [InlineData("2026:02:30 12:00:00")]
    [InlineData("0000:00:00 00:00:00")]
    [InlineData("    :  :     :  :  ")]
    [InlineData("2026-03-14 15:09:26")]
    [InlineData("2026:03:14")]
    [InlineData("")]
    public void What_is_no_date_is_none(string text) => ExifDate.Read(ExifBlock.Of(taken: text)).ShouldBeNull();

    [Theory]
    [InlineData("+99:00")]
    [InlineData("+14:30")]
    [InlineData("03:00")]
    [InlineData("Z")]
    [InlineData("+ab:cd")]
    public void What_is_no_distance_from_UTC_is_none(string text) =>
        ExifDate.Read(ExifBlock.Of(taken: "2026:03:14 15:09:26", offset: text))!.Offset.ShouldBeNull();

    [Fact]
    public void No_date_is_found_where_there_is_none()
    {
        ExifDate.Read([]).ShouldBeNull();
        ExifDate.Read("II*\0"u8).ShouldBeNull();
        ExifDate.Read(ExifBlock.Of()).ShouldBeNull();
        ExifDate.Read(new byte[100_000]).ShouldBeNull();
    }

    [Fact]
    public void Every_prefix_and_every_broken_byte_is_read_without_a_failure()
    {
        var exif = ExifBlock.Of(taken: "2026:03:14 15:09:26", offset: "+01:00", gps: true);
        for (var length = 0; length < exif.Length; length++)
        {
            Should.NotThrow(() => ExifDate.Read(exif.AsSpan(0, length)));
            foreach (byte value in (byte[])[0, 1, 0x7F, 0x80, 0xFF])
            {
                var broken = exif.ToArray();
                broken[length] = value;
                Should.NotThrow(() => ExifDate.Read(broken));
            }
        }
    }
}
