namespace AspireCoach.Blobs;

/// <summary>
/// The store cannot be used at the moment. The message says which store and why, for operators: never an address's
/// credentials, and never for users.
/// </summary>
public sealed class BlobUnavailableException(string message, Exception? cause = null) : Exception(message, cause);
