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
    [InlineData("I can't stop thinking about killing myself")]
    [InlineData("dont want to be here anymore")]
    [InlineData("There is no reason to live.")]
    [InlineData("Everyone would be better off without me")]
    [InlineData("I just can't go on anymore")]
    [InlineData("I'm thinking of ending it")]
    [InlineData("What's the point of living?")]
    [InlineData("nobody would miss me")]
    [InlineData("I don't feel like living")]
    [InlineData("I took 20 paracetamol")]
    [InlineData("My heart races and my left arm is numb")]
    [InlineData("I wish I was dead")]
    [InlineData("I have no one, and I want to die")]
    [InlineData("No. I am suicidal")]
    [InlineData("Yesterday I tried to end my life")]
    [InlineData("I feel like hurting myself tonight")]
    [InlineData("I've been self-harming again")]
    [InlineData("my friend wants to die")]
    [InlineData("He said he would kill himself")]
    [InlineData("I think I'm having a heart attack")]
    [InlineData("My chest hurts and I can't breathe")]
    [InlineData("I took too many pills")]
    [InlineData("I passed out on the treadmill")]
    [InlineData("I made myself throw up after dinner")]
    [InlineData("I binged again and then purged")]
    [InlineData("I haven't eaten for three days")]
    [InlineData("I want to eat only 500 calories a day")]
    [InlineData("I think I have an eating disorder")]
    [InlineData("I wanna end it")]
    [InlineData("I want to end things")]
    [InlineData("I bought a rope to hang myself")]
    [InlineData("i want 2 die")]
    [InlineData("Everyone would be happier if I was gone")]
    [InlineData("Goodbye forever, I won't see tomorrow")]
    [InlineData("Ich will nicht mehr leben")]
    [InlineData("Ich bringe mich um")]
    [InlineData("Je veux mourir")]
    [InlineData("Quiero morir")]
    [InlineData("My husband hits me")]
    [InlineData("I was raped")]
    [InlineData("I'm going to shoot up my school")]
    [InlineData("I want to kill my boss")]
    [InlineData("How can I lose 10 kg in a week?")]
    [InlineData("I want to fast for 14 days")]
    public void Danger_is_urgent_in_many_words(string message) => SafetySignal.Read(message, null).ShouldNotBeNull(message).IsUrgent.ShouldBeTrue();

    [Theory]
    [InlineData("How much ibuprofen can I take before my run?")]
    [InlineData("What is the right dose of melatonin?")]
    [InlineData("Do I have diabetes?")]
    [InlineData("I'm pregnant, can I still run?")]
    [InlineData("I had a panic attack at work")]
    [InlineData("Can I stop my antidepressants?")]
    [InlineData("I get short of breath on stairs")]
    public void What_is_medical_is_a_limit_and_not_urgent(string message) => SafetySignal.Read(message, null).ShouldNotBeNull(message).IsUrgent.ShouldBeFalse();

    [Theory]
    [InlineData("This run is killing me")]
    [InlineData("This workout nearly killed me")]
    [InlineData("I was dying to read")]
    [InlineData("I'm dying to try yoga")]
    [InlineData("That cake is to die for")]
    [InlineData("I'd want to die of embarrassment")]
    [InlineData("A stroke of luck")]
    [InlineData("I practised my swim stroke")]
    [InlineData("I cut sugar")]
    [InlineData("I cut myself some slack")]
    [InlineData("I've been killing myself at the gym")]
    [InlineData("I hurt myself running on Tuesday")]
    [InlineData("I am not suicidal")]
    [InlineData("I want to end things with my boyfriend")]
    [InlineData("I want to end it early today")]
    [InlineData("My brother beat me at tennis")]
    [InlineData("I want to kill my goals this year")]
    [InlineData("I fast for 16 hours")]
    [InlineData("I want to lose 5 kg in a year")]
    [InlineData("I don't want to kill myself")]
    [InlineData("I never wanted to die")]
    [InlineData("We did suicide sprints at practice")]
    [InlineData("I watched Suicide Squad last night")]
    [InlineData("That would be career suicide")]
    [InlineData("I don't want to live in Berlin anymore")]
    [InlineData("I am done with life lessons")]
    [InlineData("I'm tired of living in this city")]
    [InlineData("I can't go on running with this knee")]
    [InlineData("I run to raise money for suicide prevention")]
    [InlineData("I don't want to wake up early")]
    [InlineData("I binge-watched a series instead of running")]
    [InlineData("I binged on Netflix")]
    [InlineData("I purged my wardrobe")]
    [InlineData("I'm starving, what should I eat?")]
    [InlineData("I haven't eaten since breakfast")]
    [InlineData("No chest pain today, just tired")]
    [InlineData("You gave me a heart attack with that reminder")]
    [InlineData("I passed out on the couch at ten")]
    [InlineData("I overdosed on chocolate")]
    [InlineData("I had a 400 calories breakfast")]
    [InlineData("My phone died")]
    [InlineData("Deadlifts went well, I killed it")]
    [InlineData("My knee hurts after the run")]
    [InlineData("Why did I fail yesterday?")]
    public void Figures_of_speech_and_denials_are_no_signals(string message) => SafetySignal.Read(message, null).ShouldBeNull(message);

    [Fact]
    public async Task What_was_said_already_is_not_said_again()
    {
        var urgent = SafetySignal.Read("I want to die", "Europe/Berlin")!;
        (await new Script().AskAsync("I want to die", Script.Context(QuestionIntent.Chat, null, null), RecalledMemory.None, urgent.Render())).ShouldBeEmpty();

        const string message = "How did I do last week since I stopped my medication?";
        var script = new Script().Tool("get_habits", "{\"habits\":[]}").Tool("get_habit_log", "{\"habits\":[]}");
        var answer = await script.AskAsync(message, Script.Context(QuestionIntent.Progress, "2026-11-09", "2026-11-15"), RecalledMemory.None, SafetySignal.Read(message, null)!.Render());
        answer.ShouldNotBeEmpty();
        answer.ShouldNotContain("diagnose");
    }
}
