using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace AspireCoach.ServiceDefaults.Contract;

/// <summary>
/// The opaque place in a list sorted by (sort key, id). The id breaks ties, so that a page never repeats or skips
/// a row however many share a sort key and whatever is inserted in between.
/// </summary>
public readonly record struct PageCursor(string Key, Guid Id)
{
    /// <summary>A cursor behind a row sorted by an instant.</summary>
    public static PageCursor At(DateTimeOffset key, Guid id) =>
        new(key.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture), id);

    /// <summary>A cursor behind a row sorted by a calendar day.</summary>
    public static PageCursor At(DateOnly key, Guid id) => new(key.ToString("O", CultureInfo.InvariantCulture), id);

    /// <summary>The text sent to the caller: base64url of <c>key|id</c>.</summary>
    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{Key}|{Id:N}"));

    /// <summary>Reads what <see cref="ToString"/> wrote; false for anything else.</summary>
    public static bool TryParse(string text, out PageCursor cursor)
    {
        cursor = default;
        Span<byte> bytes = stackalloc byte[400];
        if (text.Length > 500 || !Base64Url.IsValid(text)
            || !Base64Url.TryDecodeFromChars(text, bytes, out var written))
        {
            return false;
        }

        var decoded = Encoding.UTF8.GetString(bytes[..written]);
        var bar = decoded.LastIndexOf('|');
        if (bar < 0 || !Guid.TryParseExact(decoded.AsSpan(bar + 1), "N", out var id))
        {
            return false;
        }

        cursor = new PageCursor(decoded[..bar], id);
        return true;
    }

    /// <summary>The sort key as an instant; false when the cursor belongs to a list sorted otherwise.</summary>
    public bool TryGetInstant(out DateTimeOffset key) =>
        DateTimeOffset.TryParseExact(Key, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out key);

    /// <summary>The sort key as a calendar day; false when the cursor belongs to a list sorted otherwise.</summary>
    public bool TryGetDay(out DateOnly key) =>
        DateOnly.TryParseExact(Key, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out key);
}
