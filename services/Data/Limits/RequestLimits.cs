using Microsoft.AspNetCore.Builder;

namespace AspireCoach.Data.Limits;

/// <summary>Puts the limits into a process's pipeline.</summary>
public static class RequestLimits
{
    /// <summary>Limits requests by address and user; put it where bearer tokens have not been looked at yet.</summary>
    public static void UseRequestLimits(this IApplicationBuilder app) => app.UseMiddleware<RateLimitMiddleware>();
}
