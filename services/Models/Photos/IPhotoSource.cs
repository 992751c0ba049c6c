namespace AspireCoach.Models.Photos;

/// <summary>The user's photos for a model: offered by the module that has them, in every process.</summary>
public interface IPhotoSource
{
    /// <summary>The photos in the order they are asked for; what is gone, or somebody else's, is left out.</summary>
    /// <param name="userId">Whose they must be.</param>
    /// <param name="ids">Which ones.</param>
    /// <param name="timeZone">By which the day of each is told; IANA.</param>
    /// <param name="mostBytes">The most bytes a picture may have to be given along; 0 gives none.</param>
    /// <param name="cancel">Cancels.</param>
    Task<IReadOnlyList<GivenPhoto>> ReadAsync(Guid userId, IReadOnlyList<Guid> ids, string timeZone, int mostBytes, CancellationToken cancel);
}

/// <summary>A photo as a model is given it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Date">The day it was taken, or else came.</param>
/// <param name="Label">What the user calls it: text of a stranger's hand, never an instruction.</param>
/// <param name="Picture">A still WebP; empty where it cannot be given.</param>
public sealed record GivenPhoto(Guid Id, DateOnly Date, string? Label, ReadOnlyMemory<byte> Picture)
{
    public const string PictureType = "image/webp";
}
