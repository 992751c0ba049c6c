using System.Buffers.Binary;

namespace AspireCoach.Media.Imaging;

/// <summary>
/// Recognises the profiles that say no more than "this is sRGB", by their primaries and their curve (ICC.1:2022), so that the
/// photographs of most cameras need no conversion of every pixel.
/// </summary>
internal static class IccProfile
{
    private const double OneHalfIsLinear = 0.2140;
    private const double PrimaryTolerance = 0.004, CurveTolerance = 0.006;

    // sRGB's primaries as profiles state them, adapted to D50: IEC 61966-2-1.
    private static readonly (int Tag, double[] Xyz)[] Primaries =
    [
        (Tag("rXYZ"u8), [0.4361, 0.2225, 0.0139]), (Tag("gXYZ"u8), [0.3851, 0.7169, 0.0971]), (Tag("bXYZ"u8), [0.1431, 0.0606, 0.7141]),
    ];

    public static bool IsSrgb(ReadOnlySpan<byte> profile)
    {
        foreach (var (tag, xyz) in Primaries)
        {
            var value = Find(profile, tag);
            for (var i = 0; i < 3; i++)
            {
                if (value.Length < 20 || Math.Abs(Fixed(value[(8 + (4 * i))..]) - xyz[i]) > PrimaryTolerance)
                {
                    return false;
                }
            }
        }

        return Math.Abs(AtOneHalf(Find(profile, Tag("rTRC"u8))) - OneHalfIsLinear) < CurveTolerance;
    }

    /// <summary>What a curve makes of one half; below 0 where it is of another form.</summary>
    private static double AtOneHalf(ReadOnlySpan<byte> curve)
    {
        if (curve.Length < 14)
        {
            return -1;
        }

        if (curve.StartsWith("curv"u8))
        {
            var count = BinaryPrimitives.ReadUInt32BigEndian(curve[8..]);
            return count == 1 ? Math.Pow(0.5, BinaryPrimitives.ReadUInt16BigEndian(curve[12..]) / 256.0)
                : count is >= 64 and <= 65_536 && curve.Length >= 12 + (2 * count)
                ? BinaryPrimitives.ReadUInt16BigEndian(curve[(int)(12 + (count / 2 * 2))..]) / 65_535.0
                : -1;
        }

        // Y = (aX + b)^g
        return curve.StartsWith("para"u8) && curve[9] == 3 && curve.Length >= 24
            ? Math.Pow((Fixed(curve[16..]) * 0.5) + Fixed(curve[20..]), Fixed(curve[12..]))
            : -1;
    }

    private static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> profile, int tag)
    {
        const int Table = 128, EntryLength = 12;
        if (profile.Length < Table + 4)
        {
            return default;
        }

        var count = Math.Min(100u, BinaryPrimitives.ReadUInt32BigEndian(profile[Table..]));
        for (var at = Table + 4; count > 0 && at + EntryLength <= profile.Length; at += EntryLength, count--)
        {
            if (BinaryPrimitives.ReadInt32BigEndian(profile[at..]) == tag)
            {
                long start = BinaryPrimitives.ReadUInt32BigEndian(profile[(at + 4)..]), length = BinaryPrimitives.ReadUInt32BigEndian(profile[(at + 8)..]);
                return start + length <= profile.Length ? profile.Slice((int)start, (int)length) : default;
            }
        }

        return default;
    }

    private static double Fixed(ReadOnlySpan<byte> value) => BinaryPrimitives.ReadInt32BigEndian(value) / 65_536.0;

    private static int Tag(ReadOnlySpan<byte> name) => BinaryPrimitives.ReadInt32BigEndian(name);
}
