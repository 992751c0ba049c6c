namespace AspireCoach.Media;

/// <summary>Under which keys a photo's blobs are: all of a user's below one prefix, all of a photo's below another.</summary>
internal static class BlobKeys
{
    public static string OfUser(Guid userId) => $"media/{userId:N}/";

    public static string OfPhoto(Guid userId, Guid id) => $"{OfUser(userId)}{id:N}/";

    public static string Full(Guid userId, Guid id) => $"{OfPhoto(userId, id)}full.webp";

    public static string Thumbnail(Guid userId, Guid id, int width) => FormattableString.Invariant($"{OfPhoto(userId, id)}w{width}.webp");
}
