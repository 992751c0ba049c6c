using System.Text;

namespace AspireCoach.Unit.ServiceDefaults;

/// <summary>The refusals of the public contract, alike in every environment.</summary>
public sealed class ProblemTests
{
    private const string Valid = """{"name":"Run","day":"2026-03-01","mood":3}""";

    public static TheoryData<string> Environments => ["Production", "Development"];

    [Theory, MemberData(nameof(Environments))]
    public async Task A_good_request_is_answered_and_unknown_fields_are_ignored(string environment)
    {
        await using var service = await TestService.StartAsync(environment);

        var answer = await service.PostAsync("/v1/things", """{"name":"Run","day":"2026-03-01","colour":"red"}""");

        answer.Status.ShouldBe(200, answer.Body);
        answer.Json.GetProperty("name").GetString().ShouldBe("Run");
        answer.Header("Server").ShouldBeNull();
    }

    [Theory, MemberData(nameof(Environments))]
    public async Task Malformed_JSON_is_400(string environment)
    {
        await using var service = await TestService.StartAsync(environment);
        foreach (var body in (string[])["{", "{\"name\":", "nonsense", Valid + " {}", "{'name':'a'}", new string('[', 100)])
        {
            (await service.PostAsync("/v1/things", body)).ShouldBeProblem(400).GetProperty("detail").GetString()
                .ShouldNotBeNull().ShouldContain("JSON");
        }
    }

    [Theory, MemberData(nameof(Environments))]
    public async Task A_wrong_type_is_400_and_names_the_field(string environment)
    {
        await using var service = await TestService.StartAsync(environment);

        (await service.PostAsync("/v1/things", """{"name":7,"day":"2026-03-01"}""")).Errors("name").ShouldHaveSingleItem();
        (await service.PostAsync("/v1/things", """{"name":null,"day":"2026-03-01"}""")).Errors("name").ShouldHaveSingleItem();
        (await service.PostAsync("/v1/things", """{"name":"a","day":"2026-02-30"}""")).Errors("day").ShouldHaveSingleItem();
        (await service.PostAsync("/v1/things", """{"name":"a","day":"2026-03-01","mood":"3"}""")).Errors("mood").ShouldHaveSingleItem();
        (await service.PostAsync("/v1/things", """{"name":"a","day":"2026-03-01","mood":99999999999}""")).Errors("mood").ShouldHaveSingleItem();
        (await service.PostAsync("/v1/things", """{"name":"a","day":"2026-03-01","parts":[{"label":1}]}""")).Errors("parts[0].label").ShouldHaveSingleItem();
        (await service.PostAsync("/v1/things", "[]")).ShouldBeProblem(400);
        (await service.PostAsync("/v1/things", "null")).ShouldBeProblem(400);
    }

    [Theory, MemberData(nameof(Environments))]
    public async Task A_missing_field_is_400_and_named(string environment)
    {
        await using var service = await TestService.StartAsync(environment);

        (await service.PostAsync("/v1/things", """{"name":"Run"}""")).Errors("day").ShouldBe(["is required"]);
    }

    [Theory, MemberData(nameof(Environments))]
    public async Task What_validation_refuses_has_the_fields_in_camelCase(string environment)
    {
        await using var service = await TestService.StartAsync(environment);

        (await service.PostAsync("/v1/things", """{"name":"a","day":"2026-03-01","mood":6}""")).Errors("mood").ShouldHaveSingleItem();
        (await service.PostAsync("/v1/things", """{"name":"a\u0000","day":"2026-03-01"}""")).Errors("name").ShouldHaveSingleItem();
        (await service.PostAsync("/v1/things", """{"name":"a","day":"2026-03-01","parts":[{"label":""}]}""")).Errors("parts[0].label").ShouldHaveSingleItem();
        (await service.GetAsync("/v1/things?limit=201")).Errors("limit").ShouldHaveSingleItem();
    }

    [Theory, MemberData(nameof(Environments))]
    public async Task A_query_that_cannot_be_read_is_400_and_named(string environment)
    {
        await using var service = await TestService.StartAsync(environment);

        (await service.GetAsync("/v1/things?limit=many")).Errors("limit").ShouldHaveSingleItem();
        (await service.GetAsync("/v1/required")).Errors("size").ShouldBe(["is required"]);
    }

    [Theory, MemberData(nameof(Environments))]
    public async Task No_body_is_400(string environment)
    {
        await using var service = await TestService.StartAsync(environment);

        (await service.PostAsync("/v1/things", "")).ShouldBeProblem(400);
        var raw = await service.SendRawAsync("POST /v1/things HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
        raw.ShouldStartWith("HTTP/1.1 400");
        raw.ShouldContain("application/problem+json");
    }

    [Theory, MemberData(nameof(Environments))]
    public async Task Text_that_is_no_UTF8_is_400(string environment)
    {
        await using var service = await TestService.StartAsync(environment);
        (await service.PostAsync("/v1/things", """{"name":"\ud800","day":"2026-03-01"}""")).ShouldBeProblem(400);

        byte[] body = [.. "{\"name\":\""u8, 0xC3, 0x28, .. "\",\"day\":\"2026-03-01\"}"u8];
        byte[] head = Encoding.ASCII.GetBytes($"POST /v1/things HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n");
        (await service.SendRawAsync([.. head, .. body])).ShouldStartWith("HTTP/1.1 400");
    }

    [Theory, MemberData(nameof(Environments))]
    public async Task Too_large_a_body_is_413(string environment)
    {
        await using var service = await TestService.StartAsync(environment);
        var large = $$"""{"name":"{{new string('a', 1_100_000)}}","day":"2026-03-01"}""";

        (await service.PostAsync("/v1/things", large)).ShouldBeProblem(413);

        var chunk = new string('a', 0x10000);
        var chunked = new StringBuilder("POST /v1/things HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
            .Append("9\r\n{\"name\":\"\r\n");
        for (var i = 0; i < 17; i++)
        {
            chunked.Append("10000\r\n").Append(chunk).Append("\r\n");
        }

        (await service.SendRawAsync(Encoding.ASCII.GetBytes(chunked.ToString()))).ShouldStartWith("HTTP/1.1 413");
    }

    [Theory, MemberData(nameof(Environments))]
    public async Task Another_media_type_is_415(string environment)
    {
        await using var service = await TestService.StartAsync(environment);

        (await service.PostAsync("/v1/things", Valid, "text/plain")).ShouldBeProblem(415);
        (await service.PostAsync("/v1/things", Valid, "application/json; charset=klingon")).ShouldBeProblem(415);
        (await service.PostAsync("/v1/things", Valid, "application/json; charset=utf-8")).Status.ShouldBe(200);
    }

    [Theory, MemberData(nameof(Environments))]
    public async Task An_unknown_address_is_404_and_another_method_405(string environment)
    {
        await using var service = await TestService.StartAsync(environment);

        (await service.GetAsync("/nowhere")).ShouldBeProblem(404);
        (await service.GetAsync("/v1/things/7")).ShouldBeProblem(404).GetProperty("detail").GetString().ShouldBe("There is no such thing.");
        var other = await service.SendAsync(HttpMethod.Delete, "/v1/things");
        other.ShouldBeProblem(405);
        other.Message.Content.Headers.Allow.ShouldBe(["GET", "POST"], ignoreOrder: true);
    }

    [Theory, MemberData(nameof(Environments))]
    public async Task An_exception_is_500_without_its_text_and_is_logged_once(string environment)
    {
        await using var service = await TestService.StartAsync(environment);

        (await service.GetAsync("/v1/fails")).ShouldBeProblem(500);

        service.Logs.Lines.Count(l => l.Level >= Microsoft.Extensions.Logging.LogLevel.Error).ShouldBe(1);
    }

    [Theory, MemberData(nameof(Environments))]
    public async Task A_store_that_is_down_is_503_with_Retry_After(string environment)
    {
        await using var service = await TestService.StartAsync(environment);

        var answer = await service.GetAsync("/v1/down");

        answer.ShouldBeProblem(503).GetProperty("detail").GetString().ShouldBe("The store is down.");
        answer.Header("Retry-After").ShouldBe("3");
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_seen_to_be_broken()
    {
        await using var service = await TestService.StartAsync();

        await Should.ThrowAsync<HttpRequestException>(() => service.GetAsync("/v1/half"));
    }

    [Theory]
    [InlineData("/v1/unchanged", 304)]
    [InlineData("/alive", 200)]
    [InlineData("/nowhere", 404)]
    [InlineData("/v1/fails", 500)]
    public async Task Every_answer_carries_traceresponse_of_the_callers_trace(string path, int status)
    {
        await using var service = await TestService.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

        var answer = await Answer.ReadAsync(await service.Http.SendAsync(request, TestContext.Current.CancellationToken));

        answer.Status.ShouldBe(status);
        var parts = answer.Header("traceresponse").ShouldNotBeNull().Split('-');
        parts.Length.ShouldBe(4);
        parts[0].ShouldBe("00");
        parts[1].ShouldBe("4bf92f3577b34da6a3ce929d0e0e4736");
        parts[2].ShouldMatch("^[0-9a-f]{16}$");
        parts[2].ShouldNotBe("00f067aa0ba902b7");
        parts[3].ShouldMatch("^0[0-3]$");
    }
}
