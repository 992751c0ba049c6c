using System.Text;
using AspireCoach.DemoSite.Devices;

namespace AspireCoach.DemoSite.Pages;

/// <summary>A page's bytes and what is said about their charset.</summary>
/// <param name="ContentType">The header's.</param>
/// <param name="Meta">The meta element's.</param>
/// <param name="Bytes">Encodes the page; what the charset has no letter for becomes <c>&amp;#…;</c>.</param>
internal sealed record Charset(string ContentType, string Meta, Func<string, byte[]> Bytes)
{
    public static readonly Charset Utf8 = new("text/html; charset=utf-8", "utf-8", Encoding.UTF8.GetBytes);

    private static readonly Charset[] s_odd = [.. Odd()];

    /// <summary>One device in ten has an odd one.</summary>
    public static Charset Of(Device device) => device.Number % 10 == 6 ? s_odd[device.Number / 10 % s_odd.Length] : Utf8;

    private static IEnumerable<Charset> Odd()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var latin = Encoding.GetEncoding("windows-1252", new References(), DecoderFallback.ReplacementFallback);
        var japanese = Encoding.GetEncoding("shift_jis", new References(), DecoderFallback.ReplacementFallback);
        yield return new("text/html; charset=windows-1252", "windows-1252", latin.GetBytes);
        yield return new("text/html", "windows-1252", latin.GetBytes);
        // As browsers do: what is called Latin-1 is windows-1252.
        yield return new("text/html; charset=ISO-8859-1", "iso-8859-1", latin.GetBytes);
        yield return new("text/html", "shift_jis", japanese.GetBytes);
        yield return new("text/html; charset=utf-8", "utf-16", page => [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(page)]);
        yield return new("text/html; charset=iso-8859-1", "utf-8", page => [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(page)]);
        yield return new("text/html; charset=\"UTF-8\"", "iso-8859-1", Encoding.UTF8.GetBytes);
    }

    /// <summary>Letters that a charset has not, as HTML writes them.</summary>
    private sealed class References : EncoderFallback
    {
        public override int MaxCharCount => 10;

        public override EncoderFallbackBuffer CreateFallbackBuffer() => new Buffer();

        private sealed class Buffer : EncoderFallbackBuffer
        {
            private string _text = "";
            private int _at;

            public override int Remaining => _text.Length - _at;

            public override bool Fallback(char charUnknown, int index) => Start(charUnknown);

            public override bool Fallback(char charUnknownHigh, char charUnknownLow, int index) => Start(char.ConvertToUtf32(charUnknownHigh, charUnknownLow));

            public override char GetNextChar() => _at < _text.Length ? _text[_at++] : '\0';

            public override bool MovePrevious()
            {
                if (_at == 0)
                {
                    return false;
                }

                _at--;
                return true;
            }

            public override void Reset() => (_text, _at) = ("", 0);

            private bool Start(int codePoint)
            {
                (_text, _at) = (FormattableString.Invariant($"&#{codePoint};"), 0);
                return true;
            }
        }
    }
}
