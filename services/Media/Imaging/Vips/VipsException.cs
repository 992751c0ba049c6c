using System.Runtime.InteropServices;

namespace AspireCoach.Media.Imaging.Vips;

/// <summary>
/// An operation of libvips failed. What libvips says of it is kept apart from the message, for the log: it may quote the
/// image, and it belongs to whichever operation of the process failed last.
/// </summary>
internal sealed class VipsException(string operation, string detail) : Exception($"The image operation {operation} failed.")
{
    private const int MaxDetail = 500;

    /// <summary>What libvips said; at most 500 characters, without control characters.</summary>
    public string Detail { get; } = detail;

    /// <summary>The error for an operation that has just failed.</summary>
    public static unsafe VipsException Take(string operation)
    {
        var text = Native.TakeError();
        try
        {
            var said = Marshal.PtrToStringUTF8((nint)text) ?? "";
            var clean = string.Concat(said.Take(MaxDetail).Select(c => char.IsControl(c) ? ' ' : c));
            return new VipsException(operation, clean.Trim());
        }
        finally
        {
            Native.Free(text);
            Native.ClearError();
        }
    }
}
