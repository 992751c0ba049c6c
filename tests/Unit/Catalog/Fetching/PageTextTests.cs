using System.Text;
using AspireCoach.Catalog.Fetching;
using FsCheck;
using FsCheck.Fluent;

namespace AspireCoach.Unit.Catalog.Fetching;

public sealed class PageTextTests
{
    // Bytes as other programs write them, by hand.
    [Theory]
    [InlineData("C4 D6 DC 80 93", "windows-1252", "ÄÖÜ€“")]
    [InlineData("C4 80", "iso-8859-1", "Ä€")]
    [InlineData("C4 80", "latin1", "Ä€")]
    [InlineData("80", "us-ascii", "€")]
    [InlineData("CF F0 E8 E2 E5 F2", "windows-1251", "Привет")]
    [InlineData("F0 D2 C9 D7 C5 D4", "koi8-r", "Привет")]
    [InlineData("82 B1 82 F1", "shift_jis", "こん")]
    [InlineData("82 B1 82 F1", "x-sjis", "こん")]
    [InlineData("A4 B3 A4 F3", "euc-jp", "こん")]
    [InlineData("1B 24 42 24 33 1B 28 42", "iso-2022-jp", "こ")]
    [InlineData("C4 E3 BA C3", "gbk", "你好")]
    [InlineData("C4 E3 BA C3", "GB2312", "你好")]
    [InlineData("A7 41 A6 6E", "big5", "你好")]
    [InlineData("C7 D1", "euc-kr", "한")]
    [InlineData("C7 D1", "ks_c_5601-1987", "한")]
    [InlineData("B1 E6", "iso-8859-2", "ąć")]
    [InlineData("A4", "iso-8859-15", "€")]
    [InlineData("FE DD", "iso-8859-9", "şİ")]
    [InlineData("A1", "tis-620", "ก")]
    [InlineData("C3 A9", "utf-8", "é")]
    [InlineData("C3 A9", "UTF8", "é")]
    [InlineData("C3 A9", " \"utf-8\" ", "é")]
    [InlineData("E9 00", "utf-16le", "é")]
    [InlineData("00 E9", "utf-16be", "é")]
    [InlineData("E9 20 C3 A9", "utf-8", "\uFFFD é")]
    [InlineData("C3 A9", "no-such-charset", "é")]
    [InlineData("C3 A9", "utf-7", "é")]
    [InlineData("C3 A9", null, "é")]
    [InlineData("E9 20", null, "é ")]
    [InlineData("80", null, "€")]
    [InlineData("", null, "")]
    [InlineData("EF BB BF C3 A9", "windows-1252", "é")]
    [InlineData("FF FE E9 00", "utf-8", "é")]
    [InlineData("FE FF 00 E9", null, "é")]
    public void Bytes_are_read_as_they_were_meant(string bytes, string? header, string text) =>
        PageText.Decode(Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal)), header).ShouldBe(text);

    [Theory]
    [InlineData("<meta charset=windows-1251>", "П")]
    [InlineData("<META CHARSET='windows-1251' />", "П")]
    [InlineData("<meta name=x charset = \"windows-1251\">", "П")]
    [InlineData("<meta http-equiv=Content-Type content='text/html; charset=windows-1251'>", "П")]
    [InlineData("<meta content='text/html;charset=windows-1251' http-equiv=\"content-type\">", "П")]
    [InlineData("<?xml version='1.0' encoding='windows-1251'?>", "П")]
    [InlineData("<meta name=description content='charset=koi8-r'><meta charset=windows-1251>", "П")]
    [InlineData("<!-- <meta charset=koi8-r> --><meta charset=windows-1251>", "П")]
    [InlineData("<meta charset=none-such><meta charset=windows-1251>", "П")]
    [InlineData("<metadata charset=windows-1251>", "Ï")]
    [InlineData("<meta charset=utf-16>", "\uFFFD")]
    [InlineData("<p>no declaration</p>", "Ï")]
    public void A_page_may_say_it_itself(string head, string letter)
    {
        byte[] page = [.. Encoding.ASCII.GetBytes(head + "<p>"), 0xCF];
        PageText.Decode(page, null).ShouldBe(head + "<p>" + letter);
    }

    [Fact]
    public void What_the_header_says_counts_before_that()
    {
        byte[] page = [.. "<meta charset=koi8-r>"u8, 0xCF];
        PageText.Decode(page, "windows-1251").ShouldEndWith("П");
    }

    [Fact]
    public void A_declaration_far_from_the_beginning_is_none()
    {
        byte[] page = [.. Encoding.ASCII.GetBytes(new string(' ', 5_000) + "<meta charset=windows-1251>"), 0xCF];
        PageText.Decode(page, null).ShouldEndWith("Ï");
    }

    [Fact]
    public void Every_label_has_its_encoding()
    {
        foreach (var label in new[] { "windows-1250", "windows-1253", "windows-1254", "windows-1255", "windows-1256", "windows-1257", "windows-1258", "iso-8859-3", "iso-8859-4", "iso-8859-5", "iso-8859-6", "iso-8859-7", "iso-8859-8", "iso-8859-13", "koi8-u", "ibm866", "macintosh", "x-mac-cyrillic", "gb18030", "windows-31j", "windows-874" })
        {
            CharsetLabels.Find(label).ShouldNotBeNull(label);
        }
    }

    [Fact]
    public void Any_bytes_are_some_text()
    {
        var labels = Gen.Elements("utf-8", "utf-16", "utf-16be", "windows-1252", "shift_jis", "euc-jp", "iso-2022-jp", "gbk", "big5", "euc-kr", "koi8-r", "windows-874", "iso-8859-8-i", "none", "");
        var bytes = Gen.OneOf(ArbMap.Default.ArbFor<byte[]>().Generator, Gen.Elements("<meta ", "charset=", "<?xml ", "encoding=", "'", "\"", "iso-2022-jp", ">", "<!--", "\u001B$B", "\u0080", "é").ListOf().Select(parts => Encoding.Latin1.GetBytes(string.Concat(parts))));
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(3_000).WithQuietOnSuccess(true),
            Prop.ForAll(Arb.From(bytes), Arb.From(labels), (body, label) =>
            {
                PageText.Decode(body ?? [], label).ShouldNotBeNull();
                PageText.Decode(body ?? [], null).ShouldNotBeNull();
            }));
    }

    [Fact]
    public void A_hostile_beginning_takes_no_time()
    {
        foreach (var piece in new[] { "<meta ", "<meta x='", "<!--", "<?xml ", "<meta a=", "charset=", "<meta content=\"" })
        {
            Should.NotThrow(() => PageText.Decode(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(piece, 2_000))), null));
        }
    }
}
