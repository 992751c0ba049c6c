using Microsoft.Extensions.DependencyInjection;

namespace AspireCoach.ServiceDefaults.Errors;

/// <summary>What the caller is told in place of an exception.</summary>
/// <param name="Status">The HTTP status, 400 to 599.</param>
/// <param name="Detail">For a person; never an exception's own text.</param>
/// <param name="RetryAfter">When trying again may help; sent in whole seconds.</param>
public sealed record Refusal(int Status, string Detail, TimeSpan? RetryAfter = null)
{
    /// <summary>503: something the answer needs is not there at the moment.</summary>
    public static Refusal Unavailable(string detail, TimeSpan retryAfter) => new(503, detail, retryAfter);
}

/// <summary>Says what an exception means to a caller; null when it does not know it.</summary>
/// <param name="exception">What an endpoint threw.</param>
public delegate Refusal? RefusalRule(Exception exception);

/// <summary>Registers explanations.</summary>
public static class Refusals
{
    /// <summary>
    /// Adds an explanation that is asked, in the order of registration, before an exception becomes a 500. The
    /// store's module registers what an unreachable store looks like.
    /// </summary>
    public static IServiceCollection AddRefusal(this IServiceCollection services, RefusalRule explain) =>
        services.AddSingleton(explain);
}
