using AspireCoach.Models.Language;

namespace AspireCoach.Models.Offline;

/// <summary>
/// Messages that need a person and not a coach. Matching is wide: an answer too many that says where help is costs
/// little.
/// </summary>
internal static class SafetySignal
{
    private static readonly string[] s_selfHarm =
    [
        "kill myself", "killing myself", "end my life", "ending my life", "take my own life", "take my life", "hurt myself", "hurting myself", "harm myself", "harming myself",
        "cut myself on purpose", "cutting myself", "self harm", "self-harm", "want to die", "wanna die", "wish i was dead", "wish i were dead", "better off dead",
        "do not want to live", "don't want to live", "don't want to be alive", "no reason to live", "suicide", "suicidal", "better off without me",
    ];

    private static readonly string[] s_emergency =
    [
        "chest pain", "pain in my chest", "can't breathe", "cannot breathe", "can not breathe", "trouble breathing", "having a stroke", "had a stroke", "heart attack", "overdose", "overdosed",
        "passed out", "fainted", "unconscious", "coughing blood", "vomiting blood", "bleeding heavily", "severe bleeding", "face is drooping", "allergic shock", "anaphylaxis",
    ];

    private static readonly string[] s_eating =
    [
        "make myself vomit", "made myself vomit", "make myself throw up", "made myself throw up", "throw up after eating", "throwing up after", "purge", "purging", "purged", "starve myself", "starving myself", "starved myself",
        "anorexia", "anorexic", "bulimia", "bulimic", "eating disorder", "binge", "binged", "binging", "bingeing", "haven't eaten in", "haven't eaten for", "not eaten for days", "stop eating completely", "laxatives",
        "hate my body", "punish myself for eating",
    ];

    private static readonly string[] s_medical =
    [
        "stop taking my medication", "stop taking my meds", "stop taking my pills", "stop my medication", "double my dose", "what dose", "which dose", "how much ibuprofen", "how much paracetamol", "antidepressant", "antidepressants",
        "diagnose me", "do i have depression", "do i have cancer", "do i have diabetes", "is it a tumor", "is it cancer", "should i see a doctor", "should i take medication", "insulin", "blood pressure medication",
        "panic attack", "panic attacks", "lump in my", "blood in my",
    ];

    /// <summary>What to say before anything else; null where nothing calls for it.</summary>
    /// <param name="text">The user's own words.</param>
    /// <param name="timeZone">The user's IANA time zone, which tells the region.</param>
    public static string? Answer(string text, string? timeZone)
    {
        var words = string.Concat(" ", string.Join(' ', EnglishWords.Read(text).Where(word => word.Kind != WordKind.Mark).Select(word => word.Text)), " ");
        var lines = HelpLines.In(timeZone);
        if (Names(words, s_selfHarm))
        {
            return "I am a habit coach and an offline program: I cannot help you through this, and I do not want you to be alone with it. "
                + $"If you are in danger now, call {lines.Emergency}. {lines.Crisis} "
                + "If you can, tell someone near you how you feel, now.";
        }

        if (Names(words, s_emergency))
        {
            return "I cannot judge symptoms, and this may be an emergency. "
                + $"Call {lines.Emergency} now, or ask someone near you to do it. Your habits can wait.";
        }

        if (Names(words, s_eating))
        {
            return "I am a habit coach and no substitute for treatment: I cannot advise on this, and I will not suggest goals about food or weight here. "
                + $"A doctor or an eating-disorder service can help, and it is right to ask early. {lines.Crisis} If you feel faint or in danger, call {lines.Emergency}.";
        }

        return Names(words, s_medical)
            ? "I cannot diagnose, or advise on treatment or medication: please ask a doctor or a pharmacist before you change anything. "
                + $"{lines.Advice}If it is urgent, call {lines.Emergency}."
            : null;
    }

    private static bool Names(string words, string[] phrases) =>
        Array.Exists(phrases, phrase => words.Contains(" " + phrase.Replace('-', ' ') + " ", StringComparison.Ordinal));
}
