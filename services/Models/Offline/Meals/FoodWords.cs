using System.Collections.Frozen;
using AspireCoach.Models.Language;

namespace AspireCoach.Models.Offline.Meals;

/// <summary>The words by which people say what they do not eat, and those that have nothing to do with it.</summary>
internal static class FoodWords
{
    private static readonly FrozenSet<string> s_negations = Set("not don't doesn't didn't never can't cannot cant dont doesnt won't mustn't shouldn't no longer isn't aren't haven't hasn't");
    private static readonly FrozenSet<string> s_refusals = Set("no without avoid avoids avoiding avoided hate hates detest detests loathe dislike dislikes stopped quit eliminated");
    private static readonly FrozenSet<string> s_eats = Set(
        "eat eats eating eaten have having had tolerate tolerates digest stomach handle touch drink drinks consume consumes like likes enjoy stand bear want use take do allowed supposed able fond fan care near anything any");
    private static readonly FrozenSet<string> s_ends = Set("but only just except unless however though although because since");
    private static readonly FrozenSet<string> s_asks = Set("what which how when why who suggest recommend please so tell give find help would could should shall time energy money");
    private static readonly FrozenSet<string> s_anew = Set("i i'm i've i'd my we our you he she they what which how when where why who can could should would shall suggest recommend please so tell give find help need love loves enjoy enjoys prefer prefers want wants eat eats");
    private static readonly FrozenSet<string> s_nameStarts = Set("have has had have got is are am i'm i i've my an a the his her their our with severe mild bad serious strong food developed from because of due to known diagnosed been new not no");
    private static readonly FrozenSet<string> s_causes = Set("make makes made making give gives gave giving cause causes trigger triggers triggered upset upsets bother bothers irritate irritates");
    private static readonly FrozenSet<string> s_ills = Set(
        "sick ill nauseous nausea bloated bloating cramps cramp hives rash rashes itchy itch itching diarrhoea diarrhea vomit vomiting headache headaches migraine migraines heartburn reflux pain pains ache aches swell swelling gas gassy unwell breakout breakouts acne stomach tummy gut "
        + "belly poorly queasy faint dizzy wheeze wheezy throat sneeze eczema asthma ibs indigestion constipation constipated flare");

    /// <summary>Of the body, of sleep and of moods: no fact on these says anything of food.</summary>
    private static readonly FrozenSet<string> s_body = Set(
        "knee knees kneecap ankle ankles back shoulder shoulders wrist wrists hip hips elbow elbows neck foot feet toe toes leg legs arm arms hand hands finger fingers thumb hamstring calf calves achilles groin rib ribs collarbone heel heels shin shins muscle ligament tendon jaw spine disc nose tooth teeth "
        + "eye eyes ear ears skull skin hair asthma pollen insomnia apnea apnoea snore snores tinnitus vertigo depression anxiety anxious adhd autism autistic ocd ptsd bipolar burnout panic dyslexia dyslexic scoliosis arthritis sciatica plantar weigh weighs weight kg pounds lbs stone tall height bmi "
        + "smoke smokes smoker smoking vape vaping broke broken sprained tore torn injured injury surgery operation glasses contacts blind deaf headaches migraines sleep sleeps sleeping nightmares seasick carsick claustrophobic pacemaker wheelchair crutches concussion covid burnt fracture fractured");

    public static bool IsAllergy(Word word) =>
        Begins(word, "allerg") || Begins(word, "anaphyla") || Begins(word, "intoleran") || Begins(word, "sensitiv");

    public static bool IsCoeliac(Word word) => word.Text is "coeliac" or "celiac";

    /// <summary>True for the words that only eating goes with.</summary>
    public static bool IsMeal(Word word) => word.Text is "eat" or "eats" or "eating" or "drink" or "drinks";

    public static bool IsNegation(Word word) => s_negations.Contains(word.Text);

    public static bool IsEaten(Word word) => s_eats.Contains(word.Text);

    /// <summary>"No", "without", "hates", "off dairy", "gave up", "cut out".</summary>
    public static bool IsRefusal(IReadOnlyList<Word> words, int at) =>
        (s_refusals.Contains(words[at].Text) && !(words[at].Is("no") && at + 1 < words.Count && words[at + 1].Is("longer")))
        || (words[at].Text is "gave" or "given" or "give" or "giving" && at + 1 < words.Count && words[at + 1].Is("up"))
        || (words[at].Text is "cut" or "cutting" && at + 1 < words.Count && words[at + 1].Is("out"))
        || (words[at].Is("away") && at + 1 < words.Count && words[at + 1].Is("from"))
        || (words[at].Is("off") && (at == 0 || words[at - 1].Text is "am" or "is" or "i'm" or "stay" or "stays" or "been"));

    public static bool EndsClause(Word word) => s_ends.Contains(word.Text);

    /// <summary>True for a word with which a list of allergens has ended: "allergic to nuts, suggest …".</summary>
    public static bool BeginsAnew(Word word) => s_anew.Contains(word.Text);

    public static bool Asks(Word word) => s_asks.Contains(word.Text);

    /// <summary>True for a word before the name of what is not tolerated: "has <i>a</i> severe nut allergy".</summary>
    public static bool BeginsName(Word word) => s_nameStarts.Contains(word.Text) || BeginsAnew(word) || EndsClause(word);

    /// <summary>"Is not …", "no longer …", "never …" right before the word.</summary>
    public static bool IsNot(IReadOnlyList<Word> words, int at) =>
        words.Skip(Math.Max(0, at - 3)).Take(Math.Min(3, at)).Any(word => word.Text is "not" or "no" or "isn't" or "wasn't" or "aren't" or "never" or "longer" or "don't" or "doesn't" or "stopped" or "quit");

    /// <summary>"Makes me sick", "upsets my stomach", "does not agree with me".</summary>
    public static bool Causes(IReadOnlyList<Word> words, int at) => words[at].Text switch
    {
        "agree" or "agrees" => at + 1 < words.Count && words[at + 1].Is("with") && IsNot(words, at),
        "disagree" or "disagrees" => true,
        var word => s_causes.Contains(word) && !IsNot(words, at) && words.Skip(at + 1).Take(6).Any(next => s_ills.Contains(next.Text)),
    };

    /// <summary>True where a fact on health has to do with the body alone.</summary>
    public static bool IsOfTheBody(IReadOnlyList<Word> words) => !words.Any(IsAllergy) && words.Any(word => s_body.Contains(word.Text));

    /// <summary>True where a fact on diet says what is eaten, when or how much, and leaves nothing out.</summary>
    public static bool IsOfHabit(IReadOnlyList<Word> words) =>
        words.Count > 0 && words[0].Text is "eat" or "eats" or "drink" or "drinks" or "started" or "can" or "counts" or "count" or "tracks" or "track" or "fasts" or "fast" or "intermittent"
        && !words.Any(word => word.Text is "only" or "little" or "less" or "free" or "low" || IsNegation(word) || s_refusals.Contains(word.Text));

    public static string Diet(string word) => word switch
    {
        "coeliac" or "celiac" => "coeliac",
        "keto" or "ketogenic" => "on a ketogenic diet",
        "halal" or "muslim" => "eating halal",
        _ => word,
    };

    private static bool Begins(Word word, string start) => word.Text.StartsWith(start, StringComparison.Ordinal);

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
