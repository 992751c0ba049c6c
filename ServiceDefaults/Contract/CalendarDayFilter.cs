using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace AspireCoach.ServiceDefaults.Contract;

/// <summary>
/// Holds days in an address to the contract's <c>YYYY-MM-DD</c>: binding a <see cref="DateOnly"/> takes "1 Jan" and
/// "5/2025" too, and guesses.
/// </summary>
/// <param name="parameters">The names of the route's and the query's parameters that are days.</param>
public sealed class CalendarDayFilter(params string[] parameters) : IEndpointFilter
{
    /// <inheritdoc/>
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        var request = context.HttpContext.Request;
        foreach (var name in parameters)
        {
            var text = request.RouteValues.TryGetValue(name, out var value) ? value as string : (string?)request.Query[name];
            if (text is not null && !DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            {
                return ValueTask.FromResult<object?>(Problems.Invalid(name, "must be a day as YYYY-MM-DD"));
            }
        }

        return next(context);
    }
}
