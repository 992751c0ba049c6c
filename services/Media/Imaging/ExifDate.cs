using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace AspireCoach.Media.Imaging;

/// <summary>When a photograph was taken, by the camera's clock, and that clock's distance from UTC where the camera knew it.</summary>
internal sealed record TakenAt(DateTime Local, TimeSpan? Offset);

/// <summary>
/// Reads DateTimeOriginal and OffsetTimeOriginal from EXIF (CIPA DC-008): a TIFF structure whose every offset and count is
/// a stranger's, so that nothing is followed that does not lie inside it, and nothing twice.
/// </summary>
internal static class ExifDate
{
    private const int ExifFolder = 0x8769, DateTimeOriginal = 0x9003, OffsetTimeOriginal = 0x9011;
    private const int Ascii = 2, Long = 4, EntryLength = 12;

    public static TakenAt? Read(ReadOnlySpan<byte> exif)
    {
        var tiff = exif.StartsWith("Exif\0\0"u8) ? exif[6..] : exif;
        if (tiff.Length < 8 || !(tiff.StartsWith("II*\0"u8) || tiff.StartsWith("MM\0*"u8)))
        {
            return null;
        }

        var reader = new Tiff(tiff, tiff[0] == 'I');
        return reader.Find(reader.UInt32(4), ExifFolder, Long) is [_, _, _, _, ..] pointer
            && reader.UInt32Of(pointer) is var folder
            && Date(Text(reader.Find(folder, DateTimeOriginal, Ascii))) is { } local
            ? new TakenAt(local, Offset(Text(reader.Find(folder, OffsetTimeOriginal, Ascii))))
            : null;
    }

    private static string Text(ReadOnlySpan<byte> value) => Encoding.Latin1.GetString(value).TrimEnd('\0', ' ');

    private static DateTime? Date(string text) =>
        DateTime.TryParseExact(text, "yyyy:MM:dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    private static TimeSpan? Offset(string text) =>
        text.Length == 6 && text[0] is '+' or '-'
        && TimeSpan.TryParseExact(text.AsSpan(1), @"hh\:mm", CultureInfo.InvariantCulture, out var offset) && offset <= TimeSpan.FromHours(14)
            ? text[0] == '-' ? -offset : offset
            : null;

    private readonly ref struct Tiff(ReadOnlySpan<byte> bytes, bool littleEndian)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;

        public uint UInt32(long at) => UInt32Of(_bytes[(int)at..]);

        public uint UInt32Of(ReadOnlySpan<byte> value) =>
            littleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(value) : BinaryPrimitives.ReadUInt32BigEndian(value);

        /// <summary>The value of a tag in the folder at an offset; empty where it is missing, of another type, or outside.</summary>
        public ReadOnlySpan<byte> Find(uint folder, int tag, int type)
        {
            if (folder + 2L > _bytes.Length)
            {
                return default;
            }

            var count = UInt16(folder);
            for (var at = folder + 2L; count > 0 && at + EntryLength <= _bytes.Length; at += EntryLength, count--)
            {
                if (UInt16(at) != tag || UInt16(at + 2) != type)
                {
                    continue;
                }

                var length = UInt32(at + 4) * (type == Long ? 4L : 1L);
                var value = length <= 4 ? at + 8 : UInt32(at + 8);
                return length <= 64 && value + length <= _bytes.Length ? _bytes.Slice((int)value, (int)length) : default;
            }

            return default;
        }

        private int UInt16(long at)
        {
            var value = _bytes[(int)at..];
            return littleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(value) : BinaryPrimitives.ReadUInt16BigEndian(value);
        }
    }
}
