using System.Buffers.Binary;
using System.Numerics.Tensors;

namespace AspireCoach.Knowledge;

/// <summary>Vectors of length 1, whose dot product is their cosine, and their form in the table.</summary>
internal static class UnitVector
{
    /// <summary>The same direction at length 1.</summary>
    public static float[] Of(ReadOnlySpan<float> vector)
    {
        // Scaled first: the square of a large number is beyond what a float holds.
        var unit = new float[vector.Length];
        TensorPrimitives.Divide(vector, Math.Abs(TensorPrimitives.MaxMagnitude(vector)), unit);
        TensorPrimitives.Divide(unit, TensorPrimitives.Norm<float>(unit), unit);
        return unit;
    }

    /// <summary>Half-precision numbers, little-endian: of a cosine they cost its fourth digit.</summary>
    public static byte[] ToBytes(ReadOnlySpan<float> unit)
    {
        var bytes = new byte[unit.Length * 2];
        for (var at = 0; at < unit.Length; at++)
        {
            BinaryPrimitives.WriteHalfLittleEndian(bytes.AsSpan(at * 2), (Half)unit[at]);
        }

        return bytes;
    }

    public static float[] FromBytes(ReadOnlySpan<byte> bytes)
    {
        var unit = new float[bytes.Length / 2];
        if (BitConverter.IsLittleEndian)
        {
            TensorPrimitives.ConvertToSingle(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, Half>(bytes), unit);
            return unit;
        }

        for (var at = 0; at < unit.Length; at++)
        {
            unit[at] = (float)BinaryPrimitives.ReadHalfLittleEndian(bytes[(at * 2)..]);
        }

        return unit;
    }
}
