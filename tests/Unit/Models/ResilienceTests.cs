using AspireCoach.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;

namespace AspireCoach.Unit.Models;

public sealed class ResilienceTests
{
    private static readonly string[] Huge = [.. Enumerable.Repeat(Replies.Delta($$"""{"content":"{{new string('x', 100_000)}}"}"""), 100)];

    /// <summary>The fault, how often it is tried with two retries, whether sending again may help.</summary>
    public static TheoryData<string, int, bool> Faults => new()
    {
        { "400", 1, false },
        { "401", 1, false },
        { "404", 1, false },
        { "408", 3, true },
        { "429", 3, true },
        { "500", 3, true },
        { "503", 3, true },
        { "302", 1, false },
        { "reset", 3, true },
        { "html", 1, true },
        { "no json", 1, true },
        { "half json", 1, true },
        { "no choices", 1, true },
        { "an error with 200", 3, true },
        { "huge", 1, true },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_is_retried_only_where_that_may_help_and_told_without_the_providers_words(string fault, int attempts, bool mayRetry)
    {
        await using var server = await ChatServer.StartAsync(Fault(fault, streaming: false));
        using var coach = Coach.Hurried(Coach.Only(server, ("Chat:ApiKey", "key-1")));

        var error = await Should.ThrowAsync<ModelUnavailableException>(() => coach.AskAsync("my secret diary"));

        server.Requests.Count.ShouldBe(attempts);
        error.MayRetry.ShouldBe(mayRetry);
        error.Message.ShouldBe("No language model is available at the moment.");
        Secrets(coach);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_before_the_first_token_of_a_stream_is_treated_the_same(string fault, int attempts, bool mayRetry)
    {
        await using var server = await ChatServer.StartAsync(Fault(fault, streaming: true));
        using var coach = Coach.Hurried(Coach.Only(server, ("Chat:ApiKey", "key-1")));

        var error = await Should.ThrowAsync<ModelUnavailableException>(coach.StreamToEndAsync);

        if (fault == "huge")
        {
            error.Message.ShouldBe("The language model broke off in the middle of its answer.");
        }

        server.Requests.Count.ShouldBe(fault == "no choices" ? 1 : attempts);
        error.MayRetry.ShouldBe(mayRetry);
        Secrets(coach);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A_passing_fault_is_not_seen(int status)
    {
        await using var server = await ChatServer.StartAsync(Replies.Refuse(status), Replies.Reset, Replies.Events(Replies.Stream));
        using var coach = Coach.Hurried(Coach.Only(server));
        (await coach.StreamToEndAsync()).Text.ShouldBe("Well done.");
        server.Requests.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("7")]
    [InlineData("Fri, 20 Nov 2026 12:00:07 GMT")]
    public async Task Retry_after_is_honoured_as_seconds_and_as_a_date(string header)
    {
        await using var server = await ChatServer.StartAsync(Replies.Refuse(429, ("Retry-After", header)), Replies.Json(Replies.Whole));
        using var coach = Coach.With(new ManualTime(), Coach.Only(server));

        var answer = coach.AskAsync();
        await coach.Time.ScheduledAsync(TimeSpan.FromSeconds(7));
        coach.Time.Advance(TimeSpan.FromSeconds(6.9));
        server.Requests.Count.ShouldBe(1);
        coach.Time.Advance(TimeSpan.FromSeconds(0.1));

        (await answer).Text.ShouldBe("Well done.");
        server.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_retry_after_beyond_the_time_out_is_handed_on_and_not_waited_for()
    {
        await using var server = await ChatServer.StartAsync(Replies.Refuse(503, ("Retry-After", "61")));
        using var coach = Coach.With(new ManualTime(), Coach.Only(server));

        var error = await Should.ThrowAsync<ModelUnavailableException>(() => coach.AskAsync());

        error.RetryAfter.ShouldBe(TimeSpan.FromSeconds(61));
        server.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("-5")]
    [InlineData("99999999999999999999")]
    [InlineData("Thu, 01 Jan 1970 00:00:00 GMT")]
    public async Task A_retry_after_that_says_nothing_falls_back_to_the_backoff(string header)
    {
        await using var server = await ChatServer.StartAsync(Replies.Refuse(429, ("Retry-After", header)), Replies.Json(Replies.Whole));
        using var coach = Coach.Hurried(Coach.Only(server));
        (await coach.AskAsync()).Text.ShouldBe("Well done.");
    }

    [Fact]
    public async Task A_server_that_hangs_before_its_headers_is_left_at_the_time_out()
    {
        await using var server = await ChatServer.StartAsync(Replies.Hang);
        using var coach = Coach.With(new ManualTime(), Coach.Only(server, ("Chat:TimeoutSeconds", "5")));

        var answer = coach.AskAsync();
        await server.ReceivedAsync();
        coach.Time.Advance(TimeSpan.FromSeconds(5));

        (await Should.ThrowAsync<ModelUnavailableException>(() => answer)).MayRetry.ShouldBeTrue();
        await server.Left.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_stream_whose_first_token_does_not_come_is_left_for_the_next_endpoint()
    {
        await using var slow = await ChatServer.StartAsync(Replies.EventsThenHang(Replies.Stream[0]));
        await using var next = await ChatServer.StartAsync(Replies.Events(Replies.Stream));
        using var coach = Coach.With(new ManualTime(), [.. Coach.Only(slow, ("Chat:FirstTokenTimeoutSeconds", "3")), .. Fallback(next)]);

        var answer = coach.StreamToEndAsync();
        await slow.ReceivedAsync();
        coach.Time.Advance(TimeSpan.FromSeconds(3));

        (await answer).Text.ShouldBe("Well done.");
        await slow.Left.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_stream_that_hangs_in_its_middle_fails_at_the_time_out_between_tokens_and_nothing_is_sent_again()
    {
        await using var server = await ChatServer.StartAsync(Replies.EventsThenHang(Replies.Stream[..2]));
        await using var next = await ChatServer.StartAsync(Replies.Events(Replies.Stream));
        using var coach = Coach.With(new ManualTime(), [.. Coach.Only(server, ("Chat:TokenTimeoutSeconds", "4")), .. Fallback(next)]);
        await using var updates = coach.Stream().GetAsyncEnumerator(TestContext.Current.CancellationToken);

        (await updates.MoveNextAsync()).ShouldBeTrue();
        updates.Current.Text.ShouldBe("Well ");
        // The reader may take its time.
        coach.Time.Advance(TimeSpan.FromSeconds(30));
        var more = updates.MoveNextAsync().AsTask();
        await coach.Time.ScheduledAsync(TimeSpan.FromSeconds(4));
        coach.Time.Advance(TimeSpan.FromSeconds(4));

        var error = await Should.ThrowAsync<ModelUnavailableException>(() => more);
        error.Message.ShouldBe("The language model broke off in the middle of its answer.");
        error.MayRetry.ShouldBeTrue();
        (server.Requests.Count, next.Requests.Count).ShouldBe((1, 0));
    }

    [Fact]
    public async Task A_stream_that_goes_on_for_too_long_fails_at_the_total_time_out()
    {
        await using var server = await ChatServer.StartAsync(Replies.EventsThenHang(Replies.Stream[..2]));
        using var coach = Coach.With(new ManualTime(), Coach.Only(server, ("Chat:TimeoutSeconds", "10")));
        await using var updates = coach.Stream().GetAsyncEnumerator(TestContext.Current.CancellationToken);

        await updates.MoveNextAsync();
        var more = updates.MoveNextAsync().AsTask();
        await coach.Time.ScheduledAsync(TimeSpan.FromSeconds(20));
        coach.Time.Advance(TimeSpan.FromSeconds(10));

        await Should.ThrowAsync<ModelUnavailableException>(() => more);
    }

    [Fact]
    public async Task A_stream_that_breaks_in_its_middle_fails_and_nothing_is_sent_again()
    {
        await using var server = await ChatServer.StartAsync(Replies.EventsThenBreak(Replies.Stream[..2]), Replies.Events(Replies.Stream));
        using var coach = Coach.Hurried([.. Coach.Only(server), ("FallBackToOffline", "true")]);
        List<string> texts = [];

        await Should.ThrowAsync<ModelUnavailableException>(async () =>
        {
            await foreach (var update in coach.Stream())
            {
                texts.Add(update.Text);
            }
        });

        texts.ShouldBe(["Well "]);
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_stream_that_breaks_before_anything_was_handed_on_is_sent_again()
    {
        var fragment = Replies.Delta("""{"tool_calls":[{"index":0,"id":"a","function":{"name":"one","arguments":"{"}}]}""");
        await using var server = await ChatServer.StartAsync(
            Replies.EventsThenBreak(Replies.Stream[0], fragment), Replies.Events(fragment), Replies.Events(Replies.Stream));
        using var coach = Coach.Hurried(Coach.Only(server));

        var response = await coach.StreamToEndAsync();

        response.Text.ShouldBe("Well done.");
        response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().ShouldBeEmpty();
        server.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task The_next_endpoint_takes_over_and_last_the_offline_coach_and_each_says_who_it_is()
    {
        await using var first = await ChatServer.StartAsync(Replies.Refuse(401));
        await using var second = await ChatServer.StartAsync(Replies.Json(Replies.Whole), Replies.Reset);
        using var coach = Coach.Hurried([.. Coach.Only(first), .. Fallback(second), ("FallBackToOffline", "true"), ("Chat:MaxRetries", "0")]);

        (await coach.AskAsync()).ModelId.ShouldBe("small-1");
        var offline = await coach.AskAsync();

        offline.ModelId.ShouldBe("offline-coach");
        offline.Text.ShouldBe("By the rules.");
        coach.Log.ShouldContain(line => line.Contains("The model small at") && line.Contains("failed: 401", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_endpoint_that_keeps_failing_is_left_alone_and_then_tried_again()
    {
        Func<HttpContext, Task>[] script = [.. Enumerable.Repeat(Replies.Refuse(500), 5), Replies.Json(Replies.Whole)];
        await using var server = await ChatServer.StartAsync(script);
        using var coach = Coach.With(new ManualTime(), Coach.Only(server, ("Chat:MaxRetries", "0")));
        for (var i = 0; i < 5; i++)
        {
            await Should.ThrowAsync<ModelUnavailableException>(() => coach.AskAsync());
        }

        var error = await Should.ThrowAsync<ModelUnavailableException>(() => coach.AskAsync());
        error.RetryAfter.ShouldBe(TimeSpan.FromSeconds(15));
        // The same endpoint and model under another use is the same circuit.
        await Should.ThrowAsync<ModelUnavailableException>(() => coach.Models.Rewrite.GetResponseAsync("x", cancellationToken: TestContext.Current.CancellationToken));
        server.Requests.Count.ShouldBe(5);

        coach.Time.Advance(TimeSpan.FromSeconds(15));
        (await coach.AskAsync()).Text.ShouldBe("Well done.");
        server.Requests.Count.ShouldBe(6);
    }

    [Fact]
    public async Task Requests_that_are_refused_for_their_own_sake_do_not_open_the_circuit()
    {
        Func<HttpContext, Task>[] script = [.. Enumerable.Repeat(Replies.Refuse(400), 10), Replies.Json(Replies.Whole)];
        await using var server = await ChatServer.StartAsync(script);
        using var coach = Coach.With(new ManualTime(), Coach.Only(server));
        for (var i = 0; i < 10; i++)
        {
            await Should.ThrowAsync<ModelUnavailableException>(() => coach.AskAsync());
        }

        (await coach.AskAsync()).Text.ShouldBe("Well done.");
    }

    [Fact]
    public async Task Streams_that_break_in_their_middle_open_the_circuit()
    {
        await using var server = await ChatServer.StartAsync(Replies.EventsThenBreak(Replies.Stream[..2]));
        using var coach = Coach.With(new ManualTime(), Coach.Only(server));
        for (var i = 0; i < 5; i++)
        {
            await Should.ThrowAsync<ModelUnavailableException>(coach.StreamToEndAsync);
        }

        var before = server.Requests.Count;
        await Should.ThrowAsync<ModelUnavailableException>(coach.StreamToEndAsync);
        server.Requests.Count.ShouldBe(before);
    }

    [Fact]
    public async Task A_caller_that_gives_up_is_obeyed_at_once_and_no_other_model_is_asked()
    {
        await using var server = await ChatServer.StartAsync(Replies.EventsThenHang(Replies.Stream[..2]));
        using var coach = Coach.With(new ManualTime(), [.. Coach.Only(server), ("FallBackToOffline", "true")]);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await using var updates = coach.Stream(cancel: cancel.Token).GetAsyncEnumerator(cancel.Token);

        await updates.MoveNextAsync();
        var more = updates.MoveNextAsync().AsTask();
        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => more);
        await server.Left.Task.WaitAsync(TestContext.Current.CancellationToken);
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_reader_that_leaves_early_closes_the_connection()
    {
        await using var server = await ChatServer.StartAsync(Replies.EventsThenHang(Replies.Stream[..2]));
        using var coach = Coach.With(new ManualTime(), Coach.Only(server));

        await foreach (var update in coach.Stream())
        {
            update.Text.ShouldBe("Well ");
            break;
        }

        await server.Left.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    private static (string, string)[] Fallback(ChatServer server) => [("Chat:Fallbacks:0:Endpoint", server.Endpoint), ("Chat:Fallbacks:0:Model", "second")];

    private static void Secrets(Coach coach)
    {
        coach.Log.ShouldNotBeEmpty();
        coach.Log.ShouldAllBe(line => !line.Contains("key-1") && !line.Contains("diary"));
        coach.Log.ShouldAllBe(line => line.Length < 1000);
    }

    private static Func<HttpContext, Task> Fault(string fault, bool streaming) => fault switch
    {
        "302" => Replies.Json("{}", 302, ("Location", "/v1/chat/completions")),
        "reset" => Replies.Reset,
        "html" => Replies.Body("<html>Sign in</html>", "text/html; charset=utf-8"),
        "no json" => streaming ? Replies.Events("Well done.") : Replies.Json("Well done."),
        "half json" => streaming ? Replies.Events("""{"choices":[{"del""") : Replies.Json("""{"choices":[{"mess"""),
        "no choices" => Replies.Json("""{"choices":[]}"""),
        "an error with 200" => streaming ? Replies.Events("""{"error":{"message":"my diary"}}""") : Replies.Json("""{"error":{"message":"my diary","code":502}}"""),
        "huge" => streaming ? Replies.Events(Huge) : Replies.Json($$$"""{"choices":[{"message":{"content":"{{{new string('x', 9_000_000)}}}"}}]}"""),
        var status => Replies.Refuse(int.Parse(status, System.Globalization.CultureInfo.InvariantCulture)),
    };
}
