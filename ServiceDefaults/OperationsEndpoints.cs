using AspireCoach.ServiceDefaults.Health;
using AspireCoach.ServiceDefaults.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace AspireCoach.ServiceDefaults;

/// <summary><c>/alive</c>, <c>/health</c> and <c>/metrics</c>.</summary>
internal static class OperationsEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").WithTags("Operations").AllowAnonymous().DisableHttpMetrics();
        group.MapGet(OperationsPaths.Alive, Alive).WithSummary("Is the process up?");
        group.MapGet(OperationsPaths.Health, HealthAsync).WithSummary("Is it ready to serve?")
            .Produces<HealthAnswer>()
            .Produces<HealthAnswer>(StatusCodes.Status503ServiceUnavailable);
        group.MapGet(OperationsPaths.Metrics, MetricsAsync).WithSummary("Prometheus text exposition.")
            .Produces<string>(StatusCodes.Status200OK, "text/plain");
    }

    private static Ok<HealthAnswer> Alive() => TypedResults.Ok(HealthAnswer.Alive);

    private static async Task<JsonHttpResult<HealthAnswer>> HealthAsync(Readiness readiness, HttpResponse response, CancellationToken cancel)
    {
        var answer = await readiness.GetAsync(cancel);
        response.Headers.CacheControl = "no-store";
        return TypedResults.Json(answer, statusCode: answer.Serves ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> MetricsAsync(MetricsScrape scrape, CancellationToken cancel) =>
        await scrape.GetAsync(cancel) is { } text
            ? TypedResults.Bytes(text, ExpositionWriter.ContentType)
            : TypedResults.Problem(statusCode: StatusCodes.Status503ServiceUnavailable, detail: "The metrics could not be collected.");
}
