using System.Globalization;

namespace AspireCoach.Media.Imaging.Vips;

/// <summary>
/// One call of an operation of libvips by name: <c>using var load = VipsOperation.Of("jpegload_source").With(…)</c>, then
/// <see cref="ToImage"/> or <see cref="ToBytes"/>, once.
/// </summary>
internal sealed unsafe class VipsOperation : VipsObject
{
    private string _name = "";

    public static VipsOperation Of(string name)
    {
        // An earlier error must not be read as one of this operation.
        Native.ClearError();
        var operation = Native.NewOperation(name);
        operation._name = name;
        return operation.IsInvalid ? throw VipsException.Take(name) : operation;
    }

    public VipsOperation With(string argument, int value) => With(argument, value.ToString(CultureInfo.InvariantCulture));

    public VipsOperation With(string argument, bool value) => With(argument, value ? "true" : "false");

    /// <summary>Sets a number, a truth value or the nickname of an enumeration's member.</summary>
    public VipsOperation With(string argument, string value) =>
        Native.SetArgument(this, argument, value) == 0 ? this : throw VipsException.Take(_name);

    public VipsOperation With(string argument, VipsImage image) => With(argument, image, Native.ImageType());

    public VipsOperation With(string argument, VipsSource source) => With(argument, source, Native.SourceType());

    /// <summary>Runs the operation; its result is its argument <c>out</c>.</summary>
    public VipsImage ToImage()
    {
        var result = new VipsImage();
        result.Own(Run("out", Native.ImageType(), &Native.DupObject));
        return result;
    }

    /// <summary>Runs the operation; its result is its argument <c>buffer</c>, copied.</summary>
    public byte[] ToBytes()
    {
        var blob = Run("buffer", Native.BlobType(), &Native.DupBoxed);
        try
        {
            var bytes = Native.BlobBytes(blob, out var length);
            return new ReadOnlySpan<byte>(bytes, checked((int)length)).ToArray();
        }
        finally
        {
            Native.UnrefArea(blob);
        }
    }

    private VipsOperation With(string argument, VipsObject instance, nuint type)
    {
        Native.GValue value = default;
        Native.InitValue(&value, type);
        Native.SetObject(&value, instance);
        Native.SetProperty(this, argument, &value);
        Native.UnsetValue(&value);
        return this;
    }

    private nint Run(string output, nuint type, delegate*<Native.GValue*, nint> take)
    {
        var operation = handle;
        if (Native.Build(ref operation) != 0)
        {
            // The reference is still ours, and so are the outputs that were made before it failed.
            Native.UnrefOutputs(handle);
            throw VipsException.Take(_name);
        }

        // The built operation stands in this one's place, and the reference with it.
        handle = operation;
        Native.GValue value = default;
        Native.InitValue(&value, type);
        Native.GetProperty(operation, output, &value);
        var result = take(&value);
        Native.UnsetValue(&value);
        Native.UnrefOutputs(operation);
        return result != 0 ? result : throw VipsException.Take(_name);
    }
}
