using System.Diagnostics;
using System.Text.Json;
using AspireCoach.ServiceDefaults.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace AspireCoach.Unit.ServiceDefaults;

public sealed class LogLineTests
{
    [Fact]
    public void A_line_for_machines_is_one_JSON_object_with_the_ids_of_its_trace()
    {
        using var activity = new Activity("work").SetIdFormat(ActivityIdFormat.W3C).Start();

        var text = Write(new JsonLogLines(TimeProvider.System), new InvalidOperationException("first\nsecond"));

        text.TrimEnd('\n').ShouldNotContain('\n');
        var line = JsonDocument.Parse(text).RootElement;
        line.GetProperty("traceId").GetString().ShouldBe(activity.TraceId.ToString());
        line.GetProperty("spanId").GetString().ShouldBe(activity.SpanId.ToString());
        line.GetProperty("level").GetString().ShouldBe("Warning");
        line.GetProperty("message").GetString().ShouldBe("Job 7\nfailed");
        line.GetProperty("fields").GetProperty("Job").GetString().ShouldBe("7");
        line.GetProperty("fields").EnumerateObject().Count().ShouldBe(1);
        line.GetProperty("exception").GetString().ShouldNotBeNull().ShouldContain("second");
    }

    [Fact]
    public void A_line_for_people_is_short_and_has_the_ids_too()
    {
        using var activity = new Activity("work").SetIdFormat(ActivityIdFormat.W3C).Start();

        Write(new TextLogLines(TimeProvider.System), null)
            .ShouldEndWith($" WARN  JobWorker: Job 7\nfailed [{activity.TraceId}/{activity.SpanId}]\n");
    }

    private static string Write(ConsoleFormatter formatter, Exception? exception)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        KeyValuePair<string, object?>[] state = [new("Job", 7), new("{OriginalFormat}", "Job {Job}\nfailed")];
        formatter.Write(
            new LogEntry<IReadOnlyList<KeyValuePair<string, object?>>>(LogLevel.Warning, "AspireCoach.Data.Jobs.JobWorker", new EventId(1), state, exception, (_, _) => "Job 7\nfailed"),
            null,
            writer);
        return writer.ToString();
    }
}
