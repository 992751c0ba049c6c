using System.Collections.Frozen;
using System.Text;

namespace AspireCoach.Catalog.Fetching;

/// <summary>The names of encodings as the web means them (https://encoding.spec.whatwg.org/#names-and-labels): "latin1" is windows-1252, "gbk" is gb18030. Never UTF-7.</summary>
internal static class CharsetLabels
{
    // Labels by code page. What WHATWG lists and .NET lacks (iso-8859-10, -14, -16) counts as unknown.
    private static readonly (int CodePage, string Labels)[] Table =
    [
        (65001, "utf-8 utf8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8"),
        (1200, "utf-16 utf-16le unicode ucs-2 iso-10646-ucs-2 csunicode unicodefeff"),
        (1201, "utf-16be unicodefffe"),
        (1252, "windows-1252 cp1252 x-cp1252 ascii us-ascii ansi_x3.4-1968 iso-8859-1 iso8859-1 iso88591 iso_8859-1 iso_8859-1:1987 iso-ir-100 latin1 l1 csisolatin1 ibm819 cp819 x-user-defined"),
        (1250, "windows-1250 cp1250 x-cp1250"),
        (1251, "windows-1251 cp1251 x-cp1251"),
        (1253, "windows-1253 cp1253 x-cp1253"),
        (1254, "windows-1254 cp1254 x-cp1254 iso-8859-9 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 latin5 l5 csisolatin5 iso-ir-148"),
        (1255, "windows-1255 cp1255 x-cp1255"),
        (1256, "windows-1256 cp1256 x-cp1256"),
        (1257, "windows-1257 cp1257 x-cp1257"),
        (1258, "windows-1258 cp1258 x-cp1258"),
        (874, "windows-874 dos-874 iso-8859-11 iso8859-11 iso885911 tis-620"),
        (866, "ibm866 866 cp866 csibm866"),
        (28592, "iso-8859-2 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 latin2 l2 csisolatin2 iso-ir-101"),
        (28593, "iso-8859-3 iso8859-3 iso88593 iso_8859-3 latin3 l3 csisolatin3 iso-ir-109"),
        (28594, "iso-8859-4 iso8859-4 iso88594 iso_8859-4 latin4 l4 csisolatin4 iso-ir-110"),
        (28595, "iso-8859-5 iso8859-5 iso88595 iso_8859-5 cyrillic csisolatincyrillic iso-ir-144"),
        (28596, "iso-8859-6 iso8859-6 iso88596 iso_8859-6 arabic csisolatinarabic asmo-708 ecma-114 iso-ir-127"),
        (28597, "iso-8859-7 iso8859-7 iso88597 iso_8859-7 greek greek8 csisolatingreek ecma-118 elot_928 iso-ir-126 sun_eu_greek"),
        (28598, "iso-8859-8 iso8859-8 iso88598 iso_8859-8 hebrew visual csisolatinhebrew iso-ir-138 iso-8859-8-i logical csiso88598i"),
        (28603, "iso-8859-13 iso8859-13 iso885913"),
        (28605, "iso-8859-15 iso8859-15 iso885915 iso_8859-15 l9 csisolatin9"),
        (20866, "koi8-r koi8_r koi koi8 cskoi8r"),
        (21866, "koi8-u koi8-ru"),
        (10000, "macintosh mac x-mac-roman csmacintosh"),
        (10007, "x-mac-cyrillic x-mac-ukrainian"),
        (54936, "gb18030 gbk x-gbk gb2312 gb_2312 gb_2312-80 chinese csgb2312 csiso58gb231280 iso-ir-58"),
        (950, "big5 big5-hkscs cn-big5 csbig5 x-x-big5"),
        (932, "shift_jis shift-jis sjis x-sjis ms932 ms_kanji windows-31j csshiftjis"),
        (51932, "euc-jp x-euc-jp cseucpkdfmtjapanese"),
        (50220, "iso-2022-jp csiso2022jp"),
        (949, "euc-kr cseuckr korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 ks_c_5601 windows-949 csksc56011987 iso-ir-149"),
    ];

    private static readonly FrozenDictionary<string, int> CodePages = Table
        .SelectMany(row => row.Labels.Split(' ').Select(label => (label, row.CodePage)))
        .ToFrozenDictionary(pair => pair.label, pair => pair.CodePage, StringComparer.OrdinalIgnoreCase);

    public static Encoding Windows1252 { get; } = Of(1252);

    /// <summary>The encoding of a label, quoted or not; null where it is unknown.</summary>
    public static Encoding? Find(string? label) => CodePages.TryGetValue((label ?? "").Trim(' ', '\t', '\r', '\n', '\f', '"', '\''), out var codePage) ? Of(codePage) : null;

    // Encodings beyond Unicode are asked of their provider: registering it would change the whole process.
    private static Encoding Of(int codePage) => CodePagesEncodingProvider.Instance.GetEncoding(codePage) ?? Encoding.GetEncoding(codePage);
}
