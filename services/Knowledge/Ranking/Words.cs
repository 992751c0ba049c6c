using System.Collections.Frozen;

namespace AspireCoach.Knowledge.Ranking;

/// <summary>What a word is to the index: its term, and whether it says what a text is about.</summary>
internal static class Words
{
    /// <summary>The term of a word: a hash of its stem. Two of a user's some 10,000 stems share one with a chance of about 1 in 100.</summary>
    public static uint Term(string word)
    {
        if (s_terms.TryGetValue(word, out var known))
        {
            return known;
        }

        Span<char> stem = stackalloc char[word.Length];
        word.CopyTo(stem);
        return Hash(IsPlain(word) ? stem[..PorterStem.Of(stem)] : stem);
    }

    /// <summary>True for words that nearly every text has.</summary>
    public static bool IsCommon(string word) => s_common.Contains(word);

    /// <summary>FNV-1a: the same in every process, for terms are stored.</summary>
    public static uint Hash(ReadOnlySpan<char> text)
    {
        var hash = 2166136261u;
        foreach (var character in text)
        {
            hash = (hash ^ character) * 16777619u;
        }

        return hash;
    }

    private static bool IsPlain(string word)
    {
        foreach (var character in word)
        {
            if (!char.IsAsciiLetterLower(character))
            {
                return false;
            }
        }

        return true;
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> s_common = Set(
        "a an the this that these those some any all both each every either neither no not nor only own same so such than too very just also even still yet "
        + "i me my mine myself we us our ours ourselves you your yours yourself he him his himself she her hers herself it its itself they them their theirs themselves "
        + "who whom whose which what when where why how there here "
        + "am is are was were be been being do does did doing done have has had having can could will would shall should may might must ought "
        + "and but or if because as until while of at by for with about against between into through during before after above below to from up down in out on off over under again further then once "
        + "i'm i've i'll i'd you're you've you'll you'd he's she's it's we're we've we'll we'd they're they've they'll they'd that's there's here's what's who's where's how's let's "
        + "isn't aren't wasn't weren't don't doesn't didn't haven't hasn't hadn't can't cannot couldn't won't wouldn't shouldn't mustn't ain't "
        + "im ive ill id dont didnt doesnt cant wont isnt wasnt thats whats lets gonna wanna gotta kinda "
        + "oh hey hi hello wow yeah yep yes ok okay well really quite actually maybe please thanks thank etc got get gets getting go goes going went gone "
        + "one ones thing things lot lots many much more most other others else another something anything nothing everything someone anyone everyone "
        + "s t d ll m re ve");

    private static readonly FrozenDictionary<string, uint> s_terms = Forms(
        "write wrote written", "eat ate eaten", "drink drank drunk", "take took taken", "ride rode ridden", "sing sang sung", "draw drew drawn",
        "speak spoke spoken", "wake woke woken", "think thought", "teach taught", "buy bought", "bring brought", "keep kept", "feel felt", "lose lost",
        "drive drove driven", "break broke broken", "rise rose risen", "begin began begun", "spend spent", "run ran", "swim swam swum", "sleep slept",
        "meet met", "leave left", "find found", "give gave given", "see saw seen", "know knew known", "grow grew grown", "throw threw thrown",
        "fly flew flown", "fall fell fallen", "choose chose chosen", "win won", "build built", "make made", "tell told", "say said", "hear heard",
        "send sent", "hold held", "catch caught", "fight fought", "sell sold", "wear wore worn", "become became", "come came", "understand understood",
        "stand stood", "sit sat", "lead led", "pay paid", "lie lay lain", "hide hid hidden", "bite bit bitten", "shoot shot", "stick stuck", "steal stole stolen",
        "forget forgot forgotten", "forgive forgave forgiven", "freeze froze frozen", "shake shook shaken", "tear tore torn", "bend bent", "dig dug", "feed fed",
        "lend lent", "light lit", "mean meant", "hang hung", "deal dealt", "dream dreamt", "learn learnt", "burn burnt", "sew sewn", "blow blew blown",
        "child children kid kids", "tooth teeth", "foot feet", "man men", "woman women", "person people", "mouse mice", "wife wives", "life lives", "wolf wolves", "leaf leaves", "knife knives",
        "mother mom mum mommy moms mums", "father dad daddy dads", "grandmother grandma granny nana", "grandfather grandpa grandad granddad", "photo photograph photos pic pics photography picture pictures",
        "0 zero", "1 first", "2 two second twice", "3 three third", "4 four fourth", "5 five fifth", "6 six sixth", "7 seven seventh", "8 eight eighth", "9 nine ninth", "10 ten tenth",
        "11 eleven", "12 twelve", "13 thirteen", "14 fourteen", "15 fifteen", "16 sixteen", "17 seventeen", "18 eighteen", "19 nineteen", "20 twenty", "30 thirty", "40 forty", "50 fifty", "100 hundred", "1000 thousand",
        "color colour colors colours colored coloured", "favorite favourite favorites favourites", "practice practise practices practiced practicing practised practising", "center centre centers centres",
        "neighbor neighbour neighbors neighbours", "neighborhood neighbourhood", "theater theatre", "traveling travelling", "jewelry jewellery", "gray grey", "honor honour", "humor humour", "flavor flavour flavors flavours", "cozy cosy",
        "january jan", "february feb", "august aug", "september sept", "october oct", "november nov", "december dec",
        "television tv", "bicycle bike bikes bicycles biking cycling", "vacation holiday vacations holidays", "apartment flat apartments");

    private static FrozenDictionary<string, uint> Forms(params string[] groups)
    {
        var forms = new Dictionary<string, uint>(StringComparer.Ordinal);
        foreach (var group in groups)
        {
            var words = group.Split(' ');
            Span<char> stem = words[0].ToCharArray();
            var term = Hash(char.IsAsciiLetter(stem[0]) ? stem[..PorterStem.Of(stem)] : stem);
            foreach (var word in words)
            {
                forms.TryAdd(word, term);
            }
        }

        return forms.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
