namespace AspireCoach.Media.Imaging;

internal enum ImageRefusal
{
    /// <summary>It is no image of a kind that is accepted: 415.</summary>
    Unsupported,

    /// <summary>It has more bytes, pixels or frames than are accepted: 413.</summary>
    TooLarge,

    /// <summary>It is of a kind that is accepted and does not decode completely: 422.</summary>
    Undecodable,
}

/// <summary>The image is not accepted. The message is for its sender and quotes nothing of the image.</summary>
internal sealed class ImageRefusedException(ImageRefusal reason, string message, Exception? inner = null) : Exception(message, inner)
{
    public ImageRefusal Reason { get; } = reason;
}

/// <summary>There is no libvips here: 503. The message says what an operator can do.</summary>
internal sealed class ImagingUnavailableException(string message) : Exception(message);
