using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace AspireCoach.ServiceDefaults.Errors;

/// <summary>The charset of a JSON body, which the framework reads with less care than RFC 9110 wants.</summary>
internal static class RequestCharset
{
    private const string Utf8 = "utf-8";

    /// <summary>
    /// Makes <c>charset="utf-8"</c> the same as <c>charset=utf-8</c> (RFC 9110 section 5.6.6), which the framework
    /// takes for an unknown encoding.
    /// </summary>
    public static void Unquote(HttpRequest request)
    {
        if (request.ContentType is { } text
            && text.Contains('"', StringComparison.Ordinal)
            && MediaTypeHeaderValue.TryParse(text, out var type)
            && HeaderUtilities.RemoveQuotes(type.Charset).Equals(Utf8, StringComparison.OrdinalIgnoreCase))
        {
            type.Charset = Utf8;
            request.ContentType = type.ToString();
        }
    }

    /// <summary>
    /// The framework throws a plain <see cref="InvalidOperationException"/> for <c>charset=unheard-of</c>; told apart
    /// from our own mistakes by looking at the request.
    /// </summary>
    public static bool IsUnknown(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.Charset.HasValue)
        {
            return false;
        }

        try
        {
            _ = Encoding.GetEncoding(type.Charset.ToString());
            return false;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            // Not supported are those that .NET knows but refuses: utf-7.
            return true;
        }
    }
}
