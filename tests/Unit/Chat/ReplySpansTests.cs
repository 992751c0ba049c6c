using System.Diagnostics;
using AspireCoach.Chat;

namespace AspireCoach.Unit.Chat;

/// <summary>What replies add to traces, recorded or not.</summary>
public sealed class ReplySpansTests : IDisposable
{
    private readonly ActivitySource _source = new("AspireCoach.Unit.ReplySpans");
    private readonly Guid _reply = new("01a20065-2188-7cdb-b713-8f86200a1a9f");
    private ActivityListener? _listener;

    [Fact]
    public void Recorded_a_request_says_which_reply_it_is_about_and_the_first_words_are_a_span()
    {
        using var request = Begin(ActivitySamplingResult.AllDataAndRecorded);

        ReplySpans.About(_reply);
        using var first = ReplySpans.Write("show words", firstWords: true);
        using var more = ReplySpans.Write("show words", firstWords: false);

        request.GetTagItem("coach.reply.id").ShouldBe("01a20065-2188-7cdb-b713-8f86200a1a9f");
        first!.GetTagItem("coach.reply.first_words").ShouldBe(true);
        more!.GetTagItem("coach.reply.first_words").ShouldBeNull();
    }

    [Fact]
    public void Not_recorded_there_are_ids_for_logs_and_nothing_more()
    {
        using var request = Begin(ActivitySamplingResult.PropagationData);

        ReplySpans.About(_reply);
        ReplySpans.Fail();

        ReplySpans.Write("show words", firstWords: true).ShouldBeNull();
        request.TagObjects.ShouldBeEmpty();
    }

    public void Dispose()
    {
        _listener?.Dispose();
        _source.Dispose();
    }

    private Activity Begin(ActivitySamplingResult recorded)
    {
        _listener = new ActivityListener
        {
            // By name: this is asked while the source of replies is made, before the field that holds it is set.
            ShouldListenTo = source => source == _source || source.Name == "AspireCoach.Chat",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => recorded,
        };
        ActivitySource.AddActivityListener(_listener);
        return _source.StartActivity("request")!;
    }
}
