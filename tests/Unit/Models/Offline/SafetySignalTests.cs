using AspireCoach.Models;
using AspireCoach.Models.Safety;

namespace AspireCoach.Unit.Models.Offline;

public sealed class SafetySignalTests
{
    [Theory]
    [InlineData("I want to die", "Europe/Berlin", "112")]
    [InlineData("I keep thinking about suicide", "America/New_York", "988")]
    [InlineData("I want to kill myself", "America/Toronto", "911")]
    [InlineData("I am cutting myself", "Europe/London", "116 123")]
    [InlineData("i don’t want to live anymore", "Australia/Sydney", "000")]
    [InlineData("I have chest pain since my run", "Asia/Tokyo", "your local emergency services")]
    [InlineData("Why did I purge yesterday?", "Europe/Paris", "112")]
    [InlineData("I am starving myself", "US/Pacific", "988")]
    [InlineData("Should I stop taking my medication?", "Europe/London", "111")]
    public async Task What_needs_a_person_is_said_before_anything_else(string message, string timeZone, string number)
    {
        var script = new Script().Tool("get_habits", "{}").Tool("get_habit_log", "{}");

        var answer = await script.AskAsync(message, Script.Context(QuestionIntent.Reason, "2026-11-19", "2026-11-19", timeZone: timeZone));

        answer.ShouldContain(number);
        answer.ShouldContain("cannot");
        script.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("This run is killing me")]
    [InlineData("I was dying to read")]
    [InlineData("A stroke of luck")]
    [InlineData("I cut sugar")]
    public async Task Figures_of_speech_are_no_signals(string message) =>
        (await new Script().AskAsync(message, Script.Context(QuestionIntent.Chat, null, null))).ShouldNotContain("emergency");
}
