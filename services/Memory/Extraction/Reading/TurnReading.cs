using System.Collections.Frozen;

namespace AspireCoach.Memory.Extraction.Reading;

/// <summary>
/// A user's message taken apart: its clauses and how each is meant. Linear in its length; what is quoted or pasted is
/// in no clause.
/// </summary>
internal sealed class TurnReading
{
    private const int CharactersRead = 8_000;

    /// <summary>Words that change no fact, left out of what rules see.</summary>
    private static readonly FrozenSet<string> s_light = Wordings.Set(
        "really actually literally basically honestly just also totally absolutely definitely truly simply quite very extremely super damn personally currently already finally recently still please strongly seriously somewhat now sadly luckily unfortunately newly officially bloody freaking flipping friggin fucking fecking effing obviously lately fortunately clearly certainly incredibly terribly");

    private static readonly string[][] s_trailing = Wordings.Phrases(
        "btw;though;too;now;anyway;right;ok;okay;thanks;thank you;by the way;as well;you know;to be honest;tbh;at the moment;these days;right now;so;and;but;because;please;already;actually;really;honestly;fyi;nowadays;currently;for the record;at present;sorry;unfortunately;sadly;either;still;just so you know;here;if that helps;as you know;or something;i guess;obviously;of course;so far;yet;,;then;or;if;unless;assuming;anymore;any more;any longer;ever since;ever;everyone;guys;coach;mate;pal;bro;dude;folks;buddy;hun;dear;innit;eh;lah;yaar;man;after all;by the by;deal with it;the;a;with;to be fair;not gonna lie;ngl;for now");

    /// <summary>Verbs that open a statement without "I": no order starts with them.</summary>
    private static readonly FrozenSet<string> s_dropped = Wordings.Set(
        "am cannot do moved started got quit stopped gave went became turned finished completed ran broke tore sprained twisted pulled hurt injured lost gained weigh live love hate prefer trying training working planning hoping aiming saving studying living signed booked registered graduated retired passed bought adopted been used suffer usually always never");

    private static readonly string[][] s_wouldLike = Wordings.Phrases("i would like to;i would love to;i would like my;i would prefer;i would rather;we would like to;we would love to;i would like more");

    private TurnReading(IReadOnlyList<Clause> clauses, bool retracts)
    {
        Clauses = clauses;
        TakesBackEarlier = retracts;
    }

    public IReadOnlyList<Clause> Clauses { get; }

    /// <summary>True where the message opens by taking back the one before: "just kidding".</summary>
    public bool TakesBackEarlier { get; }

    public static TurnReading Of(string text)
    {
        var own = OwnWords.Of(text.Length <= CharactersRead ? text : text[..CharactersRead]);
        var sentences = Sentence.Read(own);
        var norms = sentences.ConvertAll(sentence => string.Join(' ', sentence.Tokens.Where(token => !token.IsMark).Select(token => token.Norm)));
        var isInjected = norms.Exists(norm => Wordings.Contains(norm, Wordings.Injections));
        var lastRetraction = norms.FindLastIndex(norm => Wordings.Contains(norm, Wordings.Retractions));
        var retractsEarlier = norms.Count > 0 && norms[0].Length < 60 && Wordings.Contains(norms[0], Wordings.Retractions);
        List<Clause> clauses = [];
        var isFiction = false;
        for (var i = 0; i < sentences.Count; i++)
        {
            // "I run every day... to the fridge": the laugh is about what the fragment completes.
            var laughsAfter = i + 1 < sentences.Count && ((norms[i + 1].Length < 12 && Wordings.Contains(norms[i + 1], Wordings.Jokes))
                || (sentences[i + 1].Laughs && !(" " + norms[i + 1] + " ").Contains(" i ", StringComparison.Ordinal)));
            var segments = Segments.Of(WithoutLead(sentences[i].Tokens)).Select(segment => Stripped(segment)).Where(part => part.Segment.Tokens.Count > 0).ToList();
            var isJoke = sentences[i].Laughs || i <= lastRetraction || laughsAfter || IsJoke(norms[i], segments.Count);
            var standings = Standings(sentences[i], segments.ConvertAll(part => part.Segment), ref isFiction);
            for (var k = 0; k < segments.Count; k++)
            {
                var standing = isInjected ? Standing.Instruction : isJoke && standings[k] == Standing.Asserted ? Standing.Joke : standings[k];
                if (Tidied(segments[k].Segment.Tokens) is { Count: > 0 } tokens)
                {
                    clauses.Add(new Clause(tokens, standing, i, segments[k].Corrects));
                }
            }
        }

        return new TurnReading(clauses, retractsEarlier);
    }

    private static List<Standing> Standings(Sentence sentence, List<Segment> segments, ref bool isFiction)
    {
        List<Standing> standings = [];
        var (asked, condition, instructed, reported) = (false, false, false, false);
        foreach (var segment in segments)
        {
            var norm = segment.Norm;
            reported = reported && segment.Joint is not ("but" or "so" or "because" or "although" or "though" or "however");
            asked |= IsQuestion(segment, sentence.Asks);
            condition |= segment.IsCondition;
            instructed |= Wordings.Contains(norm, Wordings.Instructions);
            reported |= IsReported(segment);
            isFiction |= Array.Exists(Wordings.Fiction, phrase => Wordings.IndexOf(norm, phrase) is var at && (at == 0 || (at > 0 && phrase.Length > 2)));
            standings.Add(isFiction || condition || IsHypothetical(norm) ? Standing.Hypothetical
                : instructed ? Standing.Instruction
                : asked ? Standing.Question
                : reported ? Standing.Reported
                : Standing.Asserted);
        }

        for (var i = 0; i < segments.Count; i++)
        {
            // "You know I'm vegetarian?" asks as a whole; "I'm vegetarian, what can I cook?" says and then asks.
            if (sentence.Asks && !asked)
            {
                standings[i] = Standing.Question;
            }
            else if (condition && standings[i] == Standing.Asserted && (" " + segments[i].Norm + " ") is var text && (text.Contains(" will ", StringComparison.Ordinal) || text.Contains(" going to ", StringComparison.Ordinal)))
            {
                standings[i] = Standing.Hypothetical;
            }
        }

        return standings;
    }

    private static bool IsQuestion(Segment segment, bool asks)
    {
        var first = segment.Tokens[0].Norm;
        var second = segment.Tokens.Count > 1 ? segment.Tokens[1].Norm : "";
        return first switch
        {
            "what" when second is "i" or "my" => asks,
            "what" or "how" or "why" or "who" or "whom" or "whose" or "which" or "any" => true,
            "where" or "when" => asks || (Wordings.Interrogatives.Contains(second) && second is not ("i" or "any")),
            "am" => second is "i",
            _ => Wordings.Interrogatives.Contains(first) && (Wordings.Pronouns.Contains(second) || asks) && !(first is "have" or "do" && second is "a" or "an" or "the" or "my" or "not"),
        };
    }

    private static bool IsHypothetical(string norm)
    {
        foreach (var phrase in s_wouldLike)
        {
            if (norm.StartsWith(phrase[0], StringComparison.Ordinal))
            {
                norm = norm[phrase[0].Length..];
                break;
            }
        }

        return norm.Split(' ').Any(Wordings.Hypothetical.Contains) || Wordings.Contains(norm, Wordings.HypotheticalPhrases);
    }

    private static bool IsReported(Segment segment)
    {
        // "This year I want …": the time it opens with is not who speaks.
        var self = segment.Tokens.ToList().FindIndex(token => token.Norm is "i" or "we");
        var opens = self is > 0 and <= 9 && Wordings.Adverbials.Contains(segment.Tokens[0].Norm) && !segment.Tokens.Take(self).Any(token => Wordings.Says.Contains(token.Norm));
        if (opens)
        {
            segment = new Segment([.. segment.Tokens.Skip(self)], segment.Joint);
        }

        var norm = segment.Norm;
        if (Array.Exists(Wordings.OwnReports, phrase => norm.StartsWith(phrase[0] + " ", StringComparison.Ordinal)))
        {
            return true;
        }

        if (segment.Tokens[0].Norm is "i" or "we" || Array.Exists(Wordings.Doctors, phrase => norm.StartsWith(phrase[0] + " ", StringComparison.Ordinal)))
        {
            return false;
        }

        var say = -1;
        for (var i = 1; i < segment.Tokens.Count; i++)
        {
            var word = segment.Tokens[i].Norm;
            if (say < 0 && i <= 6 && Wordings.Says.Contains(word))
            {
                say = i;
            }
            else if (say >= 0 && word is "i" or "my" or "me" or "we" or "that")
            {
                return true;
            }
        }

        return say >= 0;
    }

    /// <summary>A long story that ends in "lol" is meant all the same; a line that does may not be.</summary>
    private static bool IsJoke(string norm, int segments)
    {
        var told = (segments > 3 || (segments > 2 && norm.Length > 70)) && norm.LastIndexOf(' ') is var last and > 0 && norm[(last + 1)..] is "lol" or "haha" or "hehe" or "lmao" ? norm[..last] : norm;
        return Wordings.Contains(told, Wordings.Jokes);
    }

    private static IReadOnlyList<Token> WithoutLead(IReadOnlyList<Token> tokens) => Stripped(new Segment(tokens, "")).Segment.Tokens;

    /// <summary>Without what leads in: "by the way", "well", "remember that".</summary>
    private static (Segment Segment, bool Corrects) Stripped(Segment segment)
    {
        var tokens = segment.Tokens.ToList();
        var corrects = false;
        for (var found = true; found && tokens.Count > 0;)
        {
            found = false;
            if (tokens[0].IsMark)
            {
                tokens.RemoveAt(0);
                found = true;
                continue;
            }

            foreach (var phrase in Wordings.LeadIns)
            {
                if (StartsWith(tokens, phrase) && !IsMeant(phrase[0], tokens))
                {
                    corrects |= Array.Exists(Wordings.Corrections, correction => correction[0] == phrase[0]);
                    tokens.RemoveRange(0, phrase.Length - 1);
                    found = true;
                    break;
                }
            }
        }

        return (new Segment(tokens, segment.Joint), corrects);
    }

    /// <summary>"No longer" and "as a nurse" are no lead-ins.</summary>
    private static bool IsMeant(string phrase, List<Token> tokens) =>
        tokens.Count > 1 && ((phrase is "no" && tokens[1].Norm is not (",") && !Wordings.Subjects.Contains(tokens[1].Norm)) || (phrase is "as" && tokens[1].Norm is "a" or "an"));

    /// <summary>Subject first, the time it opens with behind, nothing that trails.</summary>
    private static List<Token> Tidied(IReadOnlyList<Token> tokens)
    {
        var tidied = tokens.Where(token => !s_light.Contains(token.Norm) && token.Norm is not ";").ToList();
        for (var found = true; found && tidied.Count > 0;)
        {
            found = false;
            foreach (var phrase in s_trailing)
            {
                if (tidied.Count >= phrase.Length - 1 && tidied.Skip(tidied.Count - phrase.Length + 1).Select(token => token.Norm).SequenceEqual(phrase.Skip(1)))
                {
                    tidied.RemoveRange(tidied.Count - phrase.Length + 1, phrase.Length - 1);
                    found = true;
                    break;
                }
            }
        }

        if (tidied.Count > 1 && s_dropped.Contains(tidied[0].Norm) && tidied[1].Norm is not ("you" or "it" or "that" or "this" or "i" or "my" or "your" or "me" or "us" or "by" or ",")
            && (tidied[0].Norm is not "do" || (tidied[1].Norm is "not" && tidied.Count > 2 && tidied[2].Norm is "have" or "eat" or "like" or "drink" or "own" or "enjoy")))
        {
            tidied.Insert(0, new Token("i", tidied[0].Start, tidied[0].Start, false));
        }

        if (tidied.Count > 4 && tidied[0].Norm is "me" && tidied[1].Norm is "and" && tidied[2].Norm is "my" or "the" or "our" && tidied[4].Norm is not ("and" or ","))
        {
            tidied.RemoveRange(1, 3); // "Me and the missus have …" speaks of both.
            tidied[0] = tidied[0] with { Norm = "we" };
        }

        var subject = tidied.FindIndex(token => token.Norm is "i" or "my" or "we" or "there");
        if (subject is > 0 and <= 9 && Wordings.Adverbials.Contains(tidied[0].Norm) && (subject != 1 || tidied[0].Norm is not ("to" or "for" or "on" or "in" or "about" or "with" or "at" or "after" or "before" or "until")))
        {
            var front = tidied.GetRange(0, subject).Where(token => token.Norm is not ",").ToList();
            tidied.RemoveRange(0, subject);
            tidied.AddRange(front);
        }

        return tidied;
    }

    private static bool StartsWith(List<Token> tokens, string[] phrase)
    {
        if (tokens.Count < phrase.Length - 1)
        {
            return false;
        }

        for (var i = 1; i < phrase.Length; i++)
        {
            if (tokens[i - 1].Norm != phrase[i])
            {
                return false;
            }
        }

        return true;
    }
}
