using AspireCoach.ServiceDefaults.Metrics;

namespace AspireCoach.Unit.ServiceDefaults;

/// <summary>
/// Expected names are those of the OpenTelemetry specification's compatibility page and of the dashboards that are
/// written against it.
/// </summary>
public sealed class PrometheusNameTests
{
    [Theory]
    [InlineData("http.server.request.duration", "s", "Histogram", "http_server_request_duration_seconds")]
    [InlineData("http.server.active_requests", "{request}", "Gauge", "http_server_active_requests")]
    [InlineData("dotnet.gc.collections", "{collection}", "Counter", "dotnet_gc_collections_total")]
    [InlineData("dotnet.gc.heap.total_allocated", "By", "Counter", "dotnet_gc_heap_total_allocated_bytes_total")]
    [InlineData("dotnet.gc.pause.time", "s", "Counter", "dotnet_gc_pause_time_seconds_total")]
    [InlineData("dotnet.process.memory.working_set", "By", "Gauge", "dotnet_process_memory_working_set_bytes")]
    [InlineData("gen_ai.client.token.usage", "{token}", "Histogram", "gen_ai_client_token_usage")]
    [InlineData("coach.cache.hits", "1", "Gauge", "coach_cache_hits_ratio")]
    [InlineData("coach.cache.hits", "1", "Counter", "coach_cache_hits_total")]
    [InlineData("coach.cache.hits", "1", "Histogram", "coach_cache_hits")]
    [InlineData("coach.jobs.total", "{job}", "Counter", "coach_jobs_total")]
    [InlineData("coach.wait.seconds", "s", "Histogram", "coach_wait_seconds")]
    [InlineData("coach.wait.seconds.total", "s", "Counter", "coach_wait_seconds_total")]
    [InlineData("coach.cpu", "%", "Gauge", "coach_cpu_percent")]
    [InlineData("coach.traffic", "By/s", "Gauge", "coach_traffic_bytes_per_second")]
    [InlineData("coach.arrivals", "{job}/s", "Gauge", "coach_arrivals_per_second")]
    [InlineData("coach.share", "", "Gauge", "coach_share")]
    [InlineData("coach.share", null, "Gauge", "coach_share")]
    [InlineData("coach.odd", "a-b c", "Gauge", "coach_odd_a_b_c")]
    [InlineData("seconds", "s", "Gauge", "seconds")]
    [InlineData("a..b--c", "", "Gauge", "a_b_c")]
    [InlineData("9lives", "", "Gauge", "_9lives")]
    public void A_name_and_its_unit_become_a_family(string name, string? unit, string kind, string expected) =>
        PrometheusName.Family(name, unit, Enum.Parse<FamilyKind>(kind)).ShouldBe(expected);

    [Theory]
    [InlineData("http.request.method", "http_request_method")]
    [InlineData("__name__", "_name_")]
    [InlineData("1st", "_1st")]
    [InlineData("a:b", "a_b")]
    [InlineData("größe", "gr_e")]
    public void An_attribute_becomes_a_label(string key, string expected) => PrometheusName.Label(key).ShouldBe(expected);
}
