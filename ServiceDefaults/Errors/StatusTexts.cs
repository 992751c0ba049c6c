namespace AspireCoach.ServiceDefaults.Errors;

/// <summary>The <c>type</c>, <c>title</c> and fallback <c>detail</c> of each status (RFC 9110 section 15, RFC 9457).</summary>
internal static class StatusTexts
{
    public static (string Type, string Title, string Detail) Of(int status) => status switch
    {
        400 => (Rfc9110("15.5.1"), "Bad Request", "The request could not be understood."),
        401 => (Rfc9110("15.5.2"), "Unauthorized", "Send a valid token: Authorization: Bearer TOKEN."),
        403 => (Rfc9110("15.5.4"), "Forbidden", "The token does not allow this."),
        404 => (Rfc9110("15.5.5"), "Not Found", "There is nothing at this address."),
        405 => (Rfc9110("15.5.6"), "Method Not Allowed", "This address does not take the method; Allow names those it takes."),
        406 => (Rfc9110("15.5.7"), "Not Acceptable", "The answer cannot be given in a form the request accepts."),
        408 => (Rfc9110("15.5.9"), "Request Timeout", "The request took too long to arrive."),
        409 => (Rfc9110("15.5.10"), "Conflict", "The request does not fit the present state."),
        411 => (Rfc9110("15.5.12"), "Length Required", "Say how long the body is: Content-Length."),
        412 => (Rfc9110("15.5.13"), "Precondition Failed", "A condition of the request does not hold."),
        413 => (Rfc9110("15.5.14"), "Content Too Large", "The body is larger than this address takes."),
        414 => (Rfc9110("15.5.15"), "URI Too Long", "The address is too long."),
        415 => (Rfc9110("15.5.16"), "Unsupported Media Type", "The body's Content-Type is not one this address takes."),
        416 => (Rfc9110("15.5.17"), "Range Not Satisfiable", "The range lies outside of the content."),
        422 => (Rfc9110("15.5.21"), "Unprocessable Content", "The request is well formed but cannot be carried out."),
        429 => ("https://www.rfc-editor.org/rfc/rfc6585#section-4", "Too Many Requests", "Too many requests; Retry-After says when to go on."),
        431 => ("https://www.rfc-editor.org/rfc/rfc6585#section-5", "Request Header Fields Too Large", "The headers are too large."),
        500 => (Rfc9110("15.6.1"), "Internal Server Error", "Something went wrong on our side. The traceId leads us to it."),
        501 => (Rfc9110("15.6.2"), "Not Implemented", "This is not supported."),
        502 => (Rfc9110("15.6.3"), "Bad Gateway", "A service behind this one gave no usable answer."),
        503 => (Rfc9110("15.6.4"), "Service Unavailable", "The service cannot answer at the moment; try again."),
        504 => (Rfc9110("15.6.5"), "Gateway Timeout", "A service behind this one took too long."),
        >= 500 => (Rfc9110("15.6"), "Server Error", "Something went wrong on our side. The traceId leads us to it."),
        _ => (Rfc9110("15.5"), "Client Error", "The request was refused."),
    };

    private static string Rfc9110(string section) => $"https://www.rfc-editor.org/rfc/rfc9110#section-{section}";
}
