namespace AspireCoach.ServiceDefaults.Contract;

/// <summary>One page of a list, as every list endpoint answers it.</summary>
/// <param name="Items">The page's items in the list's own order.</param>
/// <param name="NextCursor">What to send as <c>?cursor=</c> for the next page; null on the last one.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);

/// <summary>Makes pages.</summary>
public static class Page
{
    /// <summary>
    /// Makes a page of rows fetched with one more than the limit: the extra row only says that there is a next page.
    /// </summary>
    /// <param name="rows">At most <paramref name="limit"/> + 1 rows.</param>
    /// <param name="limit">The page's size.</param>
    /// <param name="cursor">The cursor that continues behind a row.</param>
    public static Page<T> From<T>(IReadOnlyList<T> rows, int limit, Func<T, string> cursor) =>
        rows.Count <= limit
            ? new Page<T>(rows, null)
            : new Page<T>([.. rows.Take(limit)], cursor(rows[limit - 1]));
}
