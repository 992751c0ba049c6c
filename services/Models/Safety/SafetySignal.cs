using System.Text;
using System.Text.RegularExpressions;
using AspireCoach.Models.Language;

namespace AspireCoach.Models.Safety;

/// <summary>
/// What a message calls for before anything else, whichever model answers: what the coach cannot do, and where to turn
/// in the user's region. Matching is wide, since an answer too many that says where help is costs little; figures of
/// speech and denials ("this run is killing me", "I am not suicidal") are none.
/// </summary>
/// <param name="Text">What to say first.</param>
/// <param name="IsUrgent">True where nothing else matters: no habit is looked up and no advice is given.</param>
public sealed record SafetySignal(string Text, bool IsUrgent)
{
    private const string Block = "already-said";
    private const int WordsBefore = 4;

    /// <summary>Null where nothing calls for it.</summary>
    /// <param name="text">The user's own words.</param>
    /// <param name="timeZone">The user's IANA time zone, which tells the region.</param>
    public static SafetySignal? Read(string text, string? timeZone)
    {
        var words = Normal(text);
        var lines = HelpLines.In(timeZone);
        if (SafetyPatterns.Despair().IsMatch(words) || Says(words, SafetyPatterns.SelfHarm()))
        {
            return new(
                "I am a habit coach and a program: I cannot help you through this, and I do not want you to be alone with it. "
                + $"If you are in danger now, call {lines.Emergency}. {lines.Crisis} If you can, tell someone near you how you feel, now.",
                IsUrgent: true);
        }

        if (Says(words, SafetyPatterns.Others()))
        {
            return new(
                "I am a habit coach and cannot judge how much danger someone is in. "
                + $"If it may be now, call {lines.Emergency} and stay with them. {lines.Crisis} It is there for those who worry about somebody, too.",
                IsUrgent: true);
        }

        if (Says(words, SafetyPatterns.Violence()))
        {
            return new(
                "I am a habit coach and a program: I cannot keep anybody safe. "
                + $"If you or someone else may be in danger now, call {lines.Emergency}. Afterwards too, a doctor, the police or a service for victims of violence can help. {lines.Crisis}",
                IsUrgent: true);
        }

        if (Says(words, SafetyPatterns.Emergency()))
        {
            return new(
                $"I cannot judge symptoms, and this may be an emergency. Call {lines.Emergency} now, or ask someone near you to do it. Your habits can wait.",
                IsUrgent: true);
        }

        if (Says(words, SafetyPatterns.Eating()))
        {
            return new(
                "I am a habit coach and no substitute for treatment: I cannot advise on this, and I will not suggest goals about food or weight here. "
                + $"A doctor or an eating-disorder service can help, and it is right to ask early. {lines.Crisis} If you feel faint or in danger, call {lines.Emergency}.",
                IsUrgent: true);
        }

        return Says(words, SafetyPatterns.Medical())
            ? new(
                "I cannot diagnose, or advise on treatment or medication: please ask a doctor or a pharmacist before you change anything. "
                + $"{lines.Advice}If it is urgent, call {lines.Emergency}.",
                IsUrgent: false)
            : null;
    }

    /// <summary>Tells a model what the user has read by the time it answers.</summary>
    public string Render() => PromptBlock.Render(Block, Text);

    /// <summary>True where a system message says that the user has been told.</summary>
    public static bool IsSaid(string systemText) => PromptBlock.Find<string>(Block, systemText) is not null;

    private static bool Says(string words, Regex pattern)
    {
        foreach (var match in pattern.EnumerateMatches(words))
        {
            if (!IsDenied(words.AsSpan(0, match.Index)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>"I do not want to …", "no …", within the clause; "I cannot stop thinking of …" denies nothing.</summary>
    private static bool IsDenied(ReadOnlySpan<char> before)
    {
        var denied = false;
        before = before.TrimEnd();
        for (var count = 0; count < WordsBefore && !before.IsEmpty; count++)
        {
            var start = before.LastIndexOf(' ') + 1;
            var word = before[start..];
            if (word is "," or "i" or "and" or "but" or "so" or "because" or "or" or "if")
            {
                break;
            }

            if (word is "stop" or "help" or "know" or "sure" or "care" or "only" or "just" or "why" or "whether")
            {
                return false;
            }

            denied |= word is "not" or "dont" or "doesnt" or "didnt" or "never" or "isnt" or "wasnt" or "arent" or "wont" or "wouldnt" or "havent" or "hasnt" or "longer" or "neither"
                || (word is "no" or "without" or "nor" or "any" && count < 2);
            before = before[..start].TrimEnd();
        }

        return denied;
    }

    private static string Normal(string text)
    {
        var words = new StringBuilder(text.Length + 2).Append(' ');
        foreach (var word in EnglishWords.Read(text))
        {
            if (word.Kind != WordKind.Mark)
            {
                words.Append(word.Text.Replace("'", "", StringComparison.Ordinal)).Append(' ');
            }
            else if (word.Text is "." or "," or "!" or "?" or ";" or ":")
            {
                words.Append(", ");
            }
        }

        return words.ToString();
    }
}
