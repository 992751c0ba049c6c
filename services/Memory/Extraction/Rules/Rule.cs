using System.Text.RegularExpressions;
using AspireCoach.Memory.Extraction.Reading;

namespace AspireCoach.Memory.Extraction.Rules;

/// <summary>
/// A form of sentence that states a fact. The pattern reads the whole of a clause's <see cref="Clause.Norm"/>; braces
/// name what <see cref="Terms"/> holds. Matching takes linear time whatever the clause says.
/// </summary>
/// <param name="Category">Of the facts it finds.</param>
/// <param name="Pattern">A regular expression without look-around.</param>
/// <param name="Text">The fact: <c>{x}</c> is the group as the user said it, <c>{x:s}</c> with its verb in the third person.</param>
internal sealed record Rule(string Category, string Pattern, string Text)
{
    private Regex? _regex;

    public double Confidence { get; init; } = 0.9;

    public DayUse Days { get; init; } = DayUse.Happens;

    /// <summary>What the group <c>x</c> must be besides; in the rules' own form.</summary>
    public Func<string, bool>? When { get; init; }

    /// <summary>True where the fact is only one if the clause says when.</summary>
    public bool NeedsDay { get; init; }

    private Regex Regex => _regex ??= new Regex($"^(?:{Terms.Expand(Pattern)})$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);

    public Match? Match(Clause clause)
    {
        var match = Regex.Match(clause.Norm);
        return match.Success && (When is null || When(match.Groups["x"].Value)) ? match : null;
    }
}

/// <summary>What patterns have in common.</summary>
internal static class Terms
{
    private static readonly (string Name, string Pattern)[] s_terms =
    [
        ("{I}", "(?:i|we)"),
        ("{am}", "(?:am|are)"),
        ("{N}", "(?:[0-9][0-9.,:/]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|ninety|half an?|an?|a couple of|a few|several)"),
        ("{often}", "(?:(?:usually|normally|typically|always|generally|often|mostly|regularly|sometimes|rarely|occasionally|only|mainly|frequently|tend to|now|never|hardly ever) )*"),
        ("{freq}", "(?:every(?: (?:single|other|second|third|two|three|few|[0-9]+))? (?:day|days|morning|mornings|evening|evenings|night|nights|week|weeks|weekday|weekend|workday|month|months|year|lunch|afternoon|monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|wed|thu|fri|sat|sun|meal|hour|hours)"
            + "|each (?:day|morning|evening|night|week|weekday|weekend|month|monday|tuesday|wednesday|thursday|friday|saturday|sunday)|daily|nightly|weekly|monthly"
            + "|(?:once|twice|thrice|[0-9]+(?: ?[-x] ?[0-9]*)?(?: to [0-9]+| or [0-9]+)? ?(?:x|times|days|nights|hours|minutes|km|miles|cups|glasses|liters|litres|steps|mornings|evenings|h|min|calories|kcal|coffees|beers|cigarettes|sessions|workouts)?|(?:one|two|three|four|five|six|seven|eight|nine|ten)(?: or (?:two|three|four|five|six))? (?:times|days|nights|hours|cups|glasses|sessions|coffees|beers|mornings|evenings|workouts|liters|litres)) (?:a|per|each|every|in the|during the|of the) (?:day|night|week|month|year|morning|evening|weekend)"
            + "|(?:on |in the |over the )?(?:weekdays|weekends|workdays|mornings|evenings|afternoons|mondays|tuesdays|wednesdays|thursdays|fridays|saturdays|sundays|weeknights)|most (?:days|mornings|evenings|nights|weekends|weeks|weekdays)|at weekends|on (?:workdays|school days|rest days)|(?:a|per) (?:day|night|week)|in the (?:morning|evening|afternoon)|at night|(?:before|after|at|during) (?:work|breakfast|lunch|dinner|bed|school|my shift|bedtime|sunrise|sunset|class|lunchtime|my commute))"),
        ("{years}", "(?:1[0-9]|[2-9][0-9]|1[01][0-9]|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?: (?:one|two|three|four|five|six|seven|eight|nine))?|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)"),
        ("{time}", "(?:(?:at|around|by|about|before|after|until|till|from|between|past)(?: about| around)? (?:[0-9][0-9:.]*|five|six|seven|eight|nine|ten|eleven|twelve|noon|midnight|half past [a-z0-9]+|dawn|sunrise)(?: ?(?:am|pm|o'clock))?)"),
        ("{diet}", "(?:vegetarian|vegan|pescatarian|flexitarian|omnivore|carnivore|teetotal|teetotaler|teetotaller|gluten free|dairy free|lactose free|keto|paleo|plant based|kosher|halal|low carb|sugar free|raw vegan|sober|meat free|lacto vegetarian|ovo vegetarian|lacto ovo vegetarian|alcohol free|caffeine free|low fodmap|fruitarian|meat eater|omnivorous)"),
        ("{kin}", "(?:(?:older|younger|elder|little|big|twin|half|step|baby|oldest|youngest|eldest|middle|late|new|best|close|good|elderly|teenage|adult|small|old|ex|wee|first|second|grown up) )*(?:" + Lexicon.Kin.Alternatives + ")"),
        ("{unit}", "(?:kg|kilograms|kilogram|kilo|pounds|pound|lbs|stone|stones|st)"),
        ("{love}", "(?:love|like|enjoy|adore|prefer|hate|dislike|detest|loathe|despise|cannot stand|cannot bear|cannot tolerate|cannot abide|do not like|do not enjoy|do not love|do not care for|never liked|have always loved|have always hated|have always liked|have never liked|always loved|always hated|always liked)"),
        ("{event}", "(?:(?:[a-z0-9'.]+ ){0,4}?)"),
    ];

    public static string Expand(string pattern)
    {
        foreach (var (name, term) in s_terms)
        {
            pattern = pattern.Replace(name, term, StringComparison.Ordinal);
        }

        return pattern;
    }
}
