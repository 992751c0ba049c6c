using System.Collections.Frozen;

namespace AspireCoach.Models.Language;

/// <summary>What English words tell of a habit's name: which tell it from others, which turn them into something else.</summary>
internal static class HabitWords
{
    /// <summary>Words that tell no habit from another unless nothing else is left of its name.</summary>
    public static readonly FrozenSet<string> Light = new[]
    {
        "do", "go", "take", "get", "have", "make", "be", "drink", "eat", "keep", "avoid", "stop", "start", "spend", "practice", "use", "try",
        "call", "learn", "clean", "cook", "study", "play", "watch", "check", "plan", "review", "prepare", "work", "write", "listen", "finish",
        "no", "not", "less", "more", "than", "under", "over", "up", "down", "out", "off", "into", "some", "any", "all", "good", "new", "own",
        "km", "kilomet", "kilometer", "kilometre", "mile", "min", "minut", "hour", "pag", "page", "glass", "glasse", "liter", "litre", "litr", "step",
        "rep", "tim", "time", "set", "day", "week", "month", "year", "morn", "morning", "even", "evening", "night", "afternoon", "noon", "midnight",
        "befor", "before", "after", "at", "by", "in", "on", "the", "a", "an", "my", "for", "of", "to", "with", "and", "or", "from", "per",
        "each", "every", "everi", "daily", "daili", "weekli", "early", "late", "least", "most", "once", "onc", "twic", "through", "h", "l", "m", "g", "kg", "ml",
        "today", "tonight", "tomorrow", "yesterday", "last", "next", "one", "two", "three", "four", "five", "six", "ten", "it", "that", "this", "is", "i",
        "mondai", "tuesdai", "wednesdai", "thursdai", "fridai", "saturdai", "sundai", "weekend", "workdai", "weekdai", "long", "short", "quick", "little", "littl",
        "cold", "hot", "warm", "deep", "healthi", "fresh", "big", "small", "slow", "gentl", "full", "half", "extra", "foreign", "digit", "person", "high", "low", "proper", "better",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>
    /// What follows a word that then means something else: "running late" is no run, "water the plants" no drink. An
    /// article between them is passed over.
    /// </summary>
    public static readonly FrozenDictionary<string, FrozenSet<string>> Followers = Table(
        ("run", "late out into away low errands errand meetings meeting dry over down across shop store business company test tests bath script program programme server project team household workshop office nose joke gag risk risks temperature fever numbers water scared wild around"),
        ("walk", "me us you away out on-by through eggshells"),
        ("read", "this that room mind minds lips between lines email emails message messages instructions label glasses manual terms contract body"),
        ("water", "plants plant garden flowers flower lawn bill bills down damage heater pressure proof park cooler leak under"),
        ("sleep", "on"),
        ("write", "off code email emails back down"),
        ("studi", "shows show says found finds suggests"),
        ("stretch", "truth budget imagination goal goals"),
        ("cook", "books"),
        ("journal", "article articles paper papers"),
        ("book", "flight table hotel ticket tickets appointment room"),
        ("yoga", "pants mat mats"),
        ("plai", "with role down"),
        ("practic", "what"),
        ("floss", "dance"),
        ("phone", "died number numbers company broke broken battery"),
        ("step", "by back aside up in"),
        ("news", "agent"),
        ("plank", "of"),
        ("weigh", "options pros up"),
        ("brush", "up"),
        ("train", "station late delay delayed ticket tickets journey home was is got"),
        ("lift", "home to from"),
        ("draw", "conclusion conclusions line blank"),
        ("surf", "web net internet"),
        ("call", "it"));

    /// <summary>What stands before a word that then means something else: "a home run", "in hot water".</summary>
    public static readonly FrozenDictionary<string, FrozenSet<string>> Leaders = Table(
        ("run", "home nose dry test trial bull"),
        ("water", "hot above under deep tap bath running"),
        ("walk", "cake space"),
        ("stretch", "home"),
        ("bed", "before after flower river"),
        ("read", "well widely"),
        ("sugar", "blood"),
        ("fast", "how so too very really that pretty as how's go went"),
        ("step", "next first last big baby small each every final"),
        ("languag", "body bad foul strong"),
        ("train", "the a my by next last missed"),
        ("lift", "a"),
        ("news", "good bad great any the fake"),
        ("rest", "the"),
        ("row", "huge big massive blazing front back"));

    /// <summary>Set phrases, which name nothing that their words name.</summary>
    public static readonly string[][] Idioms =
    [
        .. "in the long run|in the short run|in a row|on the run|a walk in the park|by the book|on the books|off the hook|hit the road|read the room|sleep on it|call it a day|step by step|one step at a time|water under the bridge|get cold feet|draw the line|code of conduct|train of thought|mum the word|tea towel|coffee table"
            .Split('|').Select(phrase => phrase.Split(' ')),
    ];

    public static readonly FrozenSet<string> Complements =
        "before after with without until till in at by during while when per between for from to".Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Words that people say for one another; by stems, read where no habit is named by its own words.</summary>
    private static readonly FrozenDictionary<string, string[]> s_same =
        "run jog|veget veggi veg|medic med pill tablet|medicin med pill tablet|pill tablet med medic medicin|tablet pill med medic medicin|mum mom mam mother|mom mum mam mother|bike cycl ride|cycl bike ride|alcohol booz drink|cigarett smoke cig|smoke cigarett cig|sugar sweet candi|tv telli televis|phone mobil|homework hw|prayer prai|prai prayer|workout exercis gym|exercis workout|gym workout|dishe washing-up|nap siesta|physiotherapi physio|vitamin supplement|supplement vitamin|grandma gran granni nan nana|diari journal|journal diari|gratitud grate thank|breakfast brekki brekkie"
            .Split('|').Select(row => row.Split(' ')).ToFrozenDictionary(row => row[0], row => row[1..], StringComparer.Ordinal);

    public static string[] Others(string stem) => s_same.GetValueOrDefault(stem, []);

    private static FrozenDictionary<string, FrozenSet<string>> Table(params (string Stem, string Words)[] rows) =>
        rows.ToFrozenDictionary(row => row.Stem, row => row.Words.Split(' ').ToFrozenSet(StringComparer.Ordinal), StringComparer.Ordinal);
}
