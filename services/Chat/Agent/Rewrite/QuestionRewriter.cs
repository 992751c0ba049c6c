using AspireCoach.Models;
using AspireCoach.Models.Language;
using NodaTime;
using NodaTime.Extensions;

namespace AspireCoach.Chat.Agent.Rewrite;

/// <summary>
/// Makes a message self-contained by rules alone: the days it means in the user's time zone, the habits it means, what
/// it wants, and a query that says all three. Pure: the same input gives the same result on every host.
/// </summary>
public static class QuestionRewriter
{
    private const int HistoryRead = 10;
    private const int CharactersRead = 8000;

    /// <exception cref="ArgumentException">The time zone is not an IANA name.</exception>
    public static QuestionContext Rewrite(RewriteInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var zone = TimeZones.Named(input.TimeZone);
        var now = InZone(input.At, zone);
        var reading = Reading.Of(Cut(input.Message), now, input.Habits);
        if (reading.NeedsTopic)
        {
            reading.Carry(TopicBefore(input, zone));
        }

        return new QuestionContext(
            now.Date.ToDateOnly(),
            input.TimeZone,
            input.Message.Length > CharactersRead ? input.Message : QueryPhrase.Of(reading),
            reading.From?.ToDateOnly(),
            reading.To?.ToDateOnly(),
            reading.Habits,
            reading.Intent);
    }

    private static Topic TopicBefore(RewriteInput input, DateTimeZone zone)
    {
        var topic = Topic.None;
        foreach (var earlier in input.History.Skip(Math.Max(0, input.History.Count - HistoryRead)))
        {
            var before = Reading.Of(Cut(earlier.Text), InZone(earlier.At, zone), input.Habits);
            if (earlier.IsUser)
            {
                before.Carry(topic);
            }

            topic = earlier.IsUser ? before.Then(topic) : before.AfterCoach(topic);
        }

        return topic;
    }

    private static ZonedDateTime InZone(DateTimeOffset at, DateTimeZone zone) => at.ToInstant().InZone(zone);

    private static string Cut(string text) => text.Length <= CharactersRead ? text : text[..CharactersRead];
}
