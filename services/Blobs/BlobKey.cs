using System.Text.RegularExpressions;

namespace AspireCoach.Blobs;

/// <summary>
/// Keys that every store takes as they are: lower-case words of letters, digits, <c>.</c>, <c>_</c> and <c>-</c> that begin
/// with a letter or digit, divided by <c>/</c>; at most 12 words and 400 characters. None can leave the store's folder.
/// </summary>
public static partial class BlobKey
{
    private const int Longest = 400;

    /// <summary>Returns the key.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static string Check(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.Length <= Longest && Whole().IsMatch(key) ? key : throw new ArgumentException("This is not a blob's key.", nameof(key));
    }

    /// <summary>Returns what keys can begin with, or an empty text.</summary>
    /// <exception cref="ArgumentException">No key begins so.</exception>
    public static string CheckPrefix(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        return prefix.Length <= Longest && (prefix.Length == 0 || Whole().IsMatch(prefix.EndsWith('/') ? prefix[..^1] : prefix))
            ? prefix
            : throw new ArgumentException("No blob's key begins so.", nameof(prefix));
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9._-]{0,99}(/[a-z0-9][a-z0-9._-]{0,99}){0,11}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Whole();
}
