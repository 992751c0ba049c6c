using System.Collections.Frozen;
using AspireCoach.Models.Language;

namespace AspireCoach.Memory.Extraction.Reading;

/// <summary>Contractions, chat spellings and misspellings as the words they stand for.</summary>
internal static class Spelling
{
    private const int ShortestMended = 7;

    private static readonly FrozenDictionary<string, string[]> s_words = Pairs(
        "i'm=i am;im=i am;i've=i have;ive=i have;i'd=i would;i'll=i will;iam=i am;ima=i am going to;imma=i am going to;"
        + "don't=do not;dont=do not;doesn't=does not;doesnt=does not;didn't=did not;didnt=did not;can't=cannot;cant=cannot;won't=will not;wont=will not;"
        + "isn't=is not;isnt=is not;aren't=are not;arent=are not;ain't=am not;aint=am not;wasn't=was not;wasnt=was not;weren't=were not;werent=were not;"
        + "haven't=have not;havent=have not;hasn't=has not;hasnt=has not;hadn't=had not;couldn't=could not;couldnt=could not;wouldn't=would not;wouldnt=would not;"
        + "shouldn't=should not;shouldnt=should not;mustn't=must not;we're=we are;we've=we have;we'll=we will;we'd=we would;you're=you are;youre=you are;"
        + "you've=you have;you'll=you will;they're=they are;theyre=they are;they've=they have;it'll=it will;that'll=that will;let's=let us;lets=let us;"
        + "thats=that is;whats=what is;theres=there is;shes=she is;hes=he is;wanna=want to;gonna=going to;gotta=have to;hafta=have to;tryna=trying to;"
        + "u=you;ur=your;r=are;ya=you;bc=because;cuz=because;coz=because;cos=because;becuz=because;becos=because;tho=though;rn=right now;atm=at the moment;ppl=people;"
        + "luv=love;everyday=every day;alot=a lot;favourite=favorite;fave=favorite;fav=favorite;favourites=favorites;w=with;abt=about;tmrw=tomorrow;tmr=tomorrow;tomorow=tomorrow;"
        + "yrs=years;yr=year;wks=weeks;hrs=hours;mins=minutes;yo=years old;kgs=kg;kilos=kg;lb=lbs;mum=mom;mommy=mom;mummy=mom;daddy=dad;hubby=husband;bf=boyfriend;gf=girlfriend;"
        + "bday=birthday;vegeterian=vegetarian;vegitarian=vegetarian;veggie=vegetarian;celiac=coeliac;diabetis=diabetes;athsma=asthma;asma=asthma;migranes=migraines;"
        + "definately=definitely;n=and;cause=because;nope=no;yep=yes;yup=yes;yeah=yes;kinda=kind of;sorta=sort of;wfh=work from home");

    /// <summary>Words that rules turn on and people mistype.</summary>
    private static readonly string[] s_mended =
    [
        "allergic", "allergy", "allergies", "vegetarian", "pescatarian", "intolerant", "intolerance", "diagnosed", "favorite", "birthday", "girlfriend", "boyfriend", "husband",
        "marathon", "yesterday", "tomorrow", "morning", "evening", "currently", "usually", "started", "training", "working", "running", "diabetes", "migraines", "medication",
        "married", "divorced", "daughter", "brother", "sister's", "because", "breakfast", "exercise", "anymore", "weekends", "wednesday", "appointment", "vegetables", "without", "prefer",
    ];

    private static readonly FrozenSet<string> s_mendedSet = s_mended.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> s_takesIs =
        "it that he she there what who here where how everything name mom mother dad father wife husband partner sister brother son daughter goal dream favorite birthday boss heart alarm dog cat girlfriend boyfriend age today tomorrow budget"
            .Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <param name="word">The word.</param>
    /// <param name="next">The word after it, "" at the end.</param>
    public static string[] Of(Word word, string next)
    {
        if (word.Possessive)
        {
            var isVerb = word.Text is "it" or "name" or "that" or "he" or "she" or "there" or "what" or "who" or "here" or "where" or "how" or "everything"
                || (s_takesIs.Contains(word.Text) && next is "a" or "an" or "the" or "on" or "in" or "at" or "called" or "named" or "to" or "not" or "set" or "now");
            return word.Text is "let" ? ["let", "us"] : isVerb ? [word.Text, "is"] : [word.Text + "'s"];
        }

        if (word.Text is "cause" && next is not ("i" or "im" or "i'm" or "my" or "of"))
        {
            return [word.Text];
        }

        if (s_words.TryGetValue(word.Text, out var known))
        {
            return known;
        }

        if (word.Text is "id" && next is "like" or "love" or "prefer" or "rather")
        {
            return ["i", "would"];
        }

        if (word.Text is "ill" && next is "be" or "never" or "start" or "try")
        {
            return ["i", "will"];
        }

        return [word.Kind == WordKind.Letters ? Mended(word.Text) : word.Text];
    }

    private static string Mended(string word)
    {
        if (word.Length is < ShortestMended or > 14 || s_mendedSet.Contains(word))
        {
            return word;
        }

        foreach (var known in s_mended)
        {
            // A word and its own other forms are not misspelt: they differ at the end.
            if (Math.Abs(known.Length - word.Length) <= 1 && known[0] == word[0] && known[^1] == word[^1] && EditDistance.Between(word, known) == 1 && !IsOtherWord(word))
            {
                return known;
            }
        }

        return word;
    }

    private static bool IsOtherWord(string word) => word is "sisters" or "straining" or "draining" or "raining" or "evening" or "warning" or "mourning" or "starred" or "starter" or "harried" or "turning" or "cunning" or "morning";

    private static FrozenDictionary<string, string[]> Pairs(string table) =>
        table.Split(';').Select(pair => pair.Split('=')).ToFrozenDictionary(pair => pair[0], pair => pair[1].Split(' '), StringComparer.Ordinal);
}
