using System.Buffers.Binary;

namespace AspireCoach.Bench.Media;

/// <summary>Breaks files the way transmission, bad programs and attackers do; the same number always breaks them alike.</summary>
internal sealed class Mutation(IReadOnlyList<byte[]> seeds)
{
    public byte[] Of(int number)
    {
        // Neighbouring seeds of Random begin alike; multiplied by a large odd number they do not.
        var random = new Random(unchecked((number * (int)2654435761L) + 1));
        List<byte> file = [.. seeds[number % seeds.Count]];
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            switch (random.Next(9))
            {
                case 0:
                    for (var flips = random.Next(1, 17); flips > 0; flips--)
                    {
                        file[random.Next(file.Count)] ^= (byte)(1 << random.Next(8));
                    }

                    break;
                case 1:
                    file = file[..random.Next(12, file.Count + 1)];
                    break;
                case 2:
                    var from = seeds[random.Next(seeds.Count)];
                    var start = random.Next(from.Length);
                    file.InsertRange(random.Next(file.Count), from[start..random.Next(start, Math.Min(from.Length, start + 2_000))]);
                    break;
                case 3:
                    var (at, length) = Range(random, file.Count);
                    file.InsertRange(random.Next(file.Count), file.GetRange(at, length));
                    break;
                case 4:
                    (at, length) = Range(random, file.Count);
                    file.RemoveRange(at, length);
                    break;
                case 5:
                    (at, length) = Range(random, file.Count);
                    for (var i = at; i < at + length; i++)
                    {
                        file[i] = (byte)(times == 1 ? 0 : random.Next(256));
                    }

                    break;
                case 6 or 7:
                    Number(random, file, Math.Min(file.Count, 400));
                    break;
                default:
                    Number(random, file, file.Count);
                    break;
            }

            if (file.Count < 12)
            {
                break;
            }
        }

        var bytes = file.ToArray();
        if (random.Next(2) == 0)
        {
            RepairPng(bytes);
        }

        return bytes;
    }

    /// <summary>Writes a number that programs stumble over: none, one too many, the largest, a negative one.</summary>
    private static void Number(Random random, List<byte> file, int before)
    {
        uint[] values = [0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, (uint)file.Count, (uint)random.Next()];
        Span<byte> number = stackalloc byte[4];
        var value = values[random.Next(values.Length)];
        var width = 1 << random.Next(3);
        if (random.Next(2) == 0)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(number, value);
            number = number[..width];
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(number, value);
            number = number[^width..];
        }

        var at = random.Next(Math.Max(1, before - width));
        for (var i = 0; i < width && at + i < file.Count; i++)
        {
            file[at + i] = number[i];
        }
    }

    /// <summary>Makes the checksums of a PNG file right again: what is behind them is to be tried as well.</summary>
    private static void RepairPng(byte[] file)
    {
        if (file.Length < 20 || file[0] != 0x89)
        {
            return;
        }

        for (long at = 8; at + 12 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan((int)at));
            if (at + 12 + length > file.Length)
            {
                return;
            }

            var crc = uint.MaxValue;
            foreach (var value in file.AsSpan((int)at + 4, (int)length + 4))
            {
                crc ^= value;
                for (var bit = 0; bit < 8; bit++)
                {
                    crc = (crc & 1) != 0 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
                }
            }

            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan((int)(at + 8 + length)), ~crc);
            at += 12 + length;
        }
    }

    private static (int At, int Length) Range(Random random, int count)
    {
        var at = random.Next(count);
        return (at, random.Next(1, Math.Min(count - at, 1_000) + 1));
    }
}
