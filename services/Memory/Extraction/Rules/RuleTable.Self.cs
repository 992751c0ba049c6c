using System.Text.RegularExpressions;
using AspireCoach.Memory.Extraction.Reading;
using static AspireCoach.Memory.Extraction.FactCategory;

namespace AspireCoach.Memory.Extraction.Rules;

/// <summary>Who the user is, whom they know, and what took or takes place.</summary>
internal static partial class RuleTable
{
    private static Rule[] IdentityRules =>
    [
        new(Identity, "(?:my (?:full |first |real |given )?name is|my names|i am called|i go by|call me|people call me|everyone calls me|my friends call me|friends call me|you can call me|the name is|name is|my nickname is) (?<x>[a-z'\u00c0-\u024f]+(?: [a-z'\u00c0-\u024f]+){0,2})", "Name is {x}") { Days = DayUse.Ignored, Confidence = 0.95, When = x => !IsAnaphor(x.Split(' ')[0]) && x.Split(' ')[0] is not ("a" or "crazy" or "when" or "later" or "back" or "by" or "not" or "master" or "boss" or "king" or "queen" or "sir" or "god" or "lord" or "captain" or "old" or "lazy") },
        new(Identity, "{I} (?:{am}|{am} now|turned|have turned|am turning) (?<x>{years})(?: years? old| years? of age| y o| years young)?(?: now| today| this year)?", "{x} years old") { Confidence = 0.95 },
        new(Identity, "{I} (?<x>(?:turned|turn|will turn|will be|am turning|have turned|am about to turn) (?:1[0-9]|[2-9][0-9])\\b.*)", "{x:s}") { When = x => !x.Contains("minutes", StringComparison.Ordinal) && !x.Contains("km", StringComparison.Ordinal) },
        new(Identity, "{I} {am} an? (?<x>(?:1[0-9]|[2-9][0-9]) (?:years? old|year old).*)", "{x}") { Confidence = 0.95 },
        new(Identity, "my age is (?<x>[0-9]+)", "{x} years old"),
        new(Identity, "(?<x>(?:1[0-9]|[2-9][0-9]) (?:years? old|y o)(?: .*)?)", "{x}"),
        new(Identity, "{I} (?:was|were) born (?<x>(?:in|on|and raised in) .+)", "Born {x}"),
        new(Identity, "my birthday (?:is|falls) (?<x>.+)", "Birthday is {x}") { Days = DayUse.Ignored, When = x => !x.StartsWith("not", StringComparison.Ordinal) },
        new(Identity, "{I} (?:now |have )?(?:live|lived|am living|are living|reside|am based|are based|have lived|have been living|have been based|am located|am staying) (?<x>(?:in|near|at|on|outside|close to|just outside|here in|by) .+)", "Lives {x}") { Confidence = 0.95, When = x => !IsVague(x) && !x.StartsWith("on (my|a diet)", StringComparison.Ordinal) && x is not "in fear" },
        new(Identity, "{I} live (?<x>alone|by myself|on my own)", "Lives {x}"),
        new(Identity, "{I} (?:have )?(?:moved|relocated|moved back|moved house|returned) (?:from .+ )?(?<x>(?:back )?to .+)", "Moved {x}") { Confidence = 0.95, When = x => !IsVague(x) && !x.StartsWith("to the (gym|couch)", StringComparison.Ordinal) && !x.Contains(" bed", StringComparison.Ordinal) },
        new(Identity, "{I} (?:{am}|come|was) (?:originally )?(?<x>from .+)", "{x}") { When = x => !IsVague(x) && x is not "from home" and not "from work" },
        new(Identity, "{I} (?<x>grew up (?:in|on|near) .+)", "{x}"),
        new(Identity, "{I} (?:now )?(?:work|am working|have worked|have been working|started working|started to work|am employed|got hired|freelance|just started working|used to be and am still) (?<x>(?:as|for|at|in|with) .+)", "Works {x}") { Confidence = 0.95, When = x => !IsVague(x) && !IsSchedule(x) && !x.StartsWith("at home", StringComparison.Ordinal) && !x.StartsWith("for me", StringComparison.Ordinal) && !x.StartsWith("at it", StringComparison.Ordinal) && !x.StartsWith("at night", StringComparison.Ordinal) && !x.StartsWith("in the morning", StringComparison.Ordinal) && !x.StartsWith("in the evening", StringComparison.Ordinal) && !x.StartsWith("in shifts", StringComparison.Ordinal) },
        new(Identity, "{I} (?<x>.+ for a living)", "{x:s}") { When = x => !IsAnaphor(x.Split(' ')[0]) },
        new(Identity, "my (?:day |current |new |main )?(?:job|profession|occupation) is (?:being |working as )?(?<x>.+)", "Job is {x}") { When = x => !IsMood(x) },
        new(Identity, "{I} (?:have|got|have got|started|am starting) (?<x>(?:an? )?(?:new |part time |full time |remote |desk |office |night |second )*job (?:as|at|in|with) .+)", "Has {x}") { },
        new(Identity, "{I} have (?<x>an? (?:desk|office|sedentary|physical|stressful|remote|full time|part time|demanding|physically demanding|corporate|9 to 5|manual)(?: [a-z]+)? job.*)", "Has {x}"),
        new(Identity, "{I} (?:{am}|{am} still|{am} now) (?:an? )?(?<x>(?:[a-z0-9]+ ){0,4}?[a-z]+(?: (?:at|in|for|from|with|of) .+)?)", "{x}") { When = IsProfession },
        new(Identity, "{I} {am} (?:an? )(?<x>(?:[a-z0-9]+ ){0,4}?[a-z]+) by (?:trade|profession|training|day)(?: .*)?", "{x}"),
        new(Identity, "{I} {am} an? (?<x>(?:[a-z0-9]+ ){0,3}?[a-z]+(?: (?:at|in|for|from|with|up|over|out|on|down|aboard|near) .+)?)", "{x}") { Confidence = 0.85, When = IsTrade },
        new(Identity, "{I} (?:work(?:ed)?|have worked|earn my living|make my living) as (?<x>an? .+)", "Works as {x}") { When = x => !IsVague(x) },
        new(Identity, "{I} (?:{am} (?<x>studying .+)|(?<x>study .+))", "{x:s}") { When = x => !x.Contains("exam", StringComparison.Ordinal) && !HasFrequency(x) && !x.StartsWith("studying for", StringComparison.Ordinal) && !x.StartsWith("study for", StringComparison.Ordinal) },
        new(Identity, "{I} {am} (?<x>(?:retired|unemployed|self employed|semi retired|on parental leave|on maternity leave|on paternity leave|on sabbatical|between jobs|out of work|a stay at home .+|in (?:high school|college|university|grad school|med school|law school|my (?:first|second|third|final|last|twenties|thirties|forties|fifties|sixties|early|mid|late).*|[0-9a-z]+ grade|the (?:army|navy|military)))(?: .*)?)", "{x}"),
        new(Identity, "{I} (?:now )?(?<x>(?:teach .+|(?:run|own|manage) (?:my own|an?) (?:[a-z]+ ){0,3}?(?:business|bakery|company|shop|store|studio|restaurant|cafe|farm|agency|salon|practice|startup|bar|hotel|team|firm|kindergarten|bookshop|bookstore|school|gym)\\b.*))", "{x:s}"),
        new(Identity, "{I} (?<x>(?:can )?speak (?:(?:fluent|a bit of|some|a little|native|both) )?(?:english|german|french|spanish|italian|portuguese|dutch|polish|russian|ukrainian|arabic|turkish|hindi|urdu|chinese|mandarin|cantonese|japanese|korean|vietnamese|thai|greek|swedish|norwegian|danish|finnish|czech|hungarian|romanian|hebrew|farsi|persian|catalan|welsh|irish|[0-9]+ languages|two languages|three languages|four languages|five languages).*)", "{x:s}"),
        new(Identity, "my (?:native language|mother tongue|first language|native tongue) is (?<x>.+)", "Native language is {x}"),
        new(Identity, "my pronouns are (?<x>.+)", "Pronouns are {x}"),
        new(Identity, "{I} use (?<x>(?:she|he|they)[ a-z]*) pronouns", "Uses {x} pronouns"),
        new(Identity, "{I} {am} (?:an? )?(?<x>man|woman|male|female|non ?binary|trans(?:gender)?(?: man| woman)?|girl|guy|gay|lesbian|bisexual|queer|(?:left|right) handed|ambidextrous|(?:an )?introvert|(?:an )?extrovert|introverted|extroverted)", "{x}"),
        new(Identity, "{I} {am} (?:about |around |almost )?(?<x>(?:[0-9][0-9.,']* ?(?:cm|m|meters|metres|feet|foot|ft|inches)(?: [0-9]+(?: inches)?)?|[0-9]'[0-9]+)(?: tall)?)", "{x} tall") { When = x => x.Contains("tall", StringComparison.Ordinal) || x.Contains("cm", StringComparison.Ordinal) || x.Contains("feet", StringComparison.Ordinal) || x.Contains("ft", StringComparison.Ordinal) || x.Contains('\'', StringComparison.Ordinal) || x.StartsWith("1.", StringComparison.Ordinal) || x.StartsWith("2.", StringComparison.Ordinal) },
        new(Identity, "my height is (?<x>.+)", "Height is {x}"),
        new(Identity, "{I} have (?<x>an? (?:(?:bachelor|master|bachelor's|master's|masters|phd|doctorate|university|college|law|engineering|business|mba|ba|bsc|msc)[a-z' ]*|degree)(?: degree)? in .+)", "Has {x}"),
        new(Identity, "i was (?<x>raised in .+)", "{x}"),
    ];

    private static Rule[] RelationshipRules =>
    [
        new(Relationship, "my (?<k>{kin})'s name is (?<x>.+)", "Has a {k} named {x}") { Days = DayUse.Ignored, Confidence = 0.95, When = IsNameLike },
        new(Relationship, "(?:my|our) (?<k>{kin}) (?:is|was) (?:called|named) (?<x>.+)", "Has a {k} named {x}") { Days = DayUse.Ignored, Confidence = 0.95 },
        new(Relationship, "(?:my|our) (?<k>{kin}) (?:are|were) (?:called|named) (?<x>.+)", "Has {k} named {x}") { Days = DayUse.Ignored, Confidence = 0.95 },
        new(Relationship, "my (?<k>{kin})'s names are (?<x>.+)", "Has {k} named {x}") { Days = DayUse.Ignored },
        new(Relationship, "{I} (?:(?:still |now )?have|have got|got|adopted) (?<x>(?:an?|one|two|three|four|five|six|seven|[0-9]+|twin|several|many|no) (?:[a-z0-9]+ ){0,3}?{kin}\\b.*)", "Has {x}") { Confidence = 0.95, When = IsOwnKin },
        new(Relationship, "{I} (?<x>do not have (?:any |a )?(?:kids|children|siblings|brothers|sisters|pets|a partner|partner|girlfriend|boyfriend|family nearby))", "{x:s}"),
        new(Relationship, "{I} {am} (?<x>(?:(?:happily|newly|recently) )?(?:married|engaged|single|divorced|widowed|separated|in a relationship|in a long distance relationship|a widow|a widower|dating|seeing someone)(?: .*)?)", "{x}") { Confidence = 0.95, When = x => !x.Contains("to my job", StringComparison.Ordinal) && !x.Contains("my work", StringComparison.Ordinal) && !x.Contains("my bed", StringComparison.Ordinal) },
        new(Relationship, "{I} have been (?<x>(?:married|together|engaged|divorced|single|dating|separated)(?: .*)?)", "Has been {x}"),
        new(Relationship, "{I} {am} (?<x>(?:an? |the )?(?:[a-z]+ )?(?:mother|father|mom|dad|parent|grandmother|grandfather|grandma|grandpa|stepmom|stepdad|guardian|only child|caregiver|caretaker|godfather|godmother|aunt|uncle|twin)(?: (?:of|to|for) .+)?)", "{x}"),
        new(Relationship, "{I} (?:live|am living|are living|moved in|share an? (?:flat|apartment|house)|share (?:flat|home)) (?<x>with .+)", "Lives {x}") { When = x => Lexicon.Kin.In(x) },
        new(Relationship, "{I} (?<x>(?:broke up with|split up with|split from|got back together with|am dating|started dating|care for my|take care of my|look after my|am caring for my|am in a relationship with|separated from|got divorced from|have custody of) .+)", "{x:s}"),
        new(Relationship, "{I} (?:and .+ )?(?<x>(?:broke up|split up|got divorced|are divorced|separated).*)", "{x}"),
        new(Relationship, "my (?<k>{kin}) and i (?<x>(?:broke up|split up|got divorced|separated|are divorced).*)", "Their {k} and they {x}"),
        new(Relationship, "(?<x>my (?:wife|husband|partner|girlfriend|boyfriend|fiance|fiancee) (?:left me|moved out|died|passed away|and i .*).*)", "{x}") { When = x => !x.Contains(" and i ", StringComparison.Ordinal) },
        new(Relationship, "(?<x>[a-z\u00c0-\u024f]+) is my (?<k>{kin})", "Has a {k} named {x}") { Days = DayUse.Ignored, When = x => !IsAnaphor(x) && x is not ("food" or "running" or "music" or "coffee" or "sleep") },
    ];

    private static Rule[] EventRules =>
    [
        new(Event, "{I} (?:{am} )?(?:now )?(?<x>(?:got|getting|got officially|am getting|was|were|have been|have gotten|got finally) (?:promoted|fired|laid off|married|engaged|hired|accepted|admitted|made redundant|furloughed|elected|robbed|knighted|deployed|selected|offered .+|promoted to .+|accepted .+|into .+|my (?:driver's license|driving license|degree|black belt|citizenship|diploma|license|certification|phd|dream job))\\b.*)", "{x:s}") { Confidence = 0.95 },
        new(Event, "{I} (?:have )?(?<x>(?:graduated|retired|resigned|quit my (?:[a-z]+ )?job|lost my (?:[a-z]+ )?job|left my job|lost my (?:[a-z]+ )?(?:mother|mom|father|dad|grandmother|grandma|grandfather|grandpa|brother|sister|dog|cat|friend|son|daughter|wife|husband)|hit [0-9]+ .+|(?:benched|deadlifted|squatted) [0-9]+.*|passed my .+|failed my .+|bought an? (?:house|flat|apartment|condo|home|car|dog)|adopted an? .+|became an? (?:dad|mom|father|mother|grandma|grandpa|parent|aunt|uncle|grandparent|citizen)|had a (?:baby|miscarriage|stroke|heart attack)|gave birth|gave notice|proposed|eloped|started (?:an? |my )(?:new )?(?:job|business|company|phd|degree|masters|apprenticeship|internship)|started (?:university|college|school|uni)|dropped out|got my (?:results|degree|diploma|license|licence|driver.*|driving license.*|green card|citizenship|visa|promotion|phd|masters?|certificate|certification|black belt|first .+|own (?:place|apartment|flat|house))|came out|finished (?:university|college|school|my .+)|completed my .+|won .+|set a (?:new )?(?:personal|pb|pr).*|hit a (?:new )?(?:personal|pb|pr).*|earned .+|defended .+|sold my .+|moved in together|closed on .+|published .+|opened .+|launched .+)(?: .*)?)", "{x}") { Confidence = 0.9, When = x => !IsAnaphor(LastWord(x)) && x is not ("got my workout in" or "got my steps in") && !x.StartsWith("got my run", StringComparison.Ordinal) && !x.StartsWith("finished my run", StringComparison.Ordinal) && !x.StartsWith("finished my work", StringComparison.Ordinal) && !x.StartsWith("completed my habit", StringComparison.Ordinal) && !x.StartsWith("completed my workout", StringComparison.Ordinal) && !x.StartsWith("got my shit", StringComparison.Ordinal) && !x.StartsWith("got my ass", StringComparison.Ordinal) },
        new(Event, "{I} (?:have )?(?<x>(?:ran|finished|completed|did|swam|rode|cycled|hiked|climbed|biked|walked|entered|raced|played) (?:(?:in|the|my|a|an) )*(?:[a-z0-9'.]+ ){0,4}?(?:marathon|triathlon|ironman|duathlon|10k|5k|15k|half|10 k|5 k|ultra|ultramarathon|race|tournament|competition|hyrox|camino|century ride|parkrun)\\b.*)", "{x}") { Confidence = 0.95 },
        new(Event, "{I} (?:have )?(?<x>(?:ran|finished|completed|did|swam|rode|cycled|hiked|climbed|lifted|had|made|took|bought|got|went to|attended|gave|held|wrote|played|taught|joined|performed|ate|saw|tried|benched|deadlifted|squatted) my (?:very )?first .+)", "{x}") { Confidence = 0.9 },
        new(Event, "{I} (?:have )?(?<x>(?:signed up|registered|enrolled|signed|entered|applied) (?:for|in|up for|to) .+)", "{x}") { When = x => !IsAnaphor(LastWord(x)) && !x.Contains("this app", StringComparison.Ordinal) },
        new(Event, "{I} (?:have )?(?<x>(?:booked|scheduled|planned|reserved|made) (?:an? |my |our |the )?(?:[a-z]+ ){0,3}?(?:trip|flight|flights|holiday|vacation|appointment|hotel|retreat|cruise|tickets|ticket|safari|wedding|consultation|course|checkup|session).*)", "{x}"),
        new(Event, "{I} (?:{am}|will be) (?<x>(?:travelling|traveling|flying|going|moving|visiting|leaving|starting|running|racing|taking part|competing|participating|getting|having|expecting|seeing|hosting|attending|driving|meeting|giving|presenting|taking|retiring|relocating|graduating|playing|performing|returning|beginning|hiking|walking|cycling|swimming|doing|sitting|defending|adopting|quitting|changing|becoming|joining|off)\\b.*)", "{x}") { NeedsDay = true, When = x => IsHappening(x) },
        new(Event, "{I} (?:will|am going to|are going to|will be) (?<x>(?:travel|fly|go|move|visit|leave|start|run|race|take part|compete|participate|get|have|see|host|attend|meet|give|take|retire|relocate|graduate|play|perform|return|become|marry|join|be)\\b.*)", "Will {x}") { NeedsDay = true, When = x => IsHappening(x) },
        new(Event, "{I} (?:have )?(?<x>moved into (?:an? |our |my )(?:[a-z]+ ){0,3}?(?:house|home|flat|apartment|place|bungalow|cottage|care home|dorm|studio|room)\\b.*)", "{x}") { Confidence = 0.95 },
        new(Event, "{I} (?<x>(?:start|begin|leave|fly|travel|move|retire|graduate|return|sit|defend|finish|marry|emigrate|go off|set off|go on|go to|go in|go into|race|compete) .+)", "{x:s}") { NeedsDay = true, When = x => !HasFrequency(x) && !x.Contains(" every ", StringComparison.Ordinal) && (IsHappening(x) || x.Contains(" new ", StringComparison.Ordinal)) },
        new(Event, "{I} (?:(?:have|have got|got|had) )(?<x>(?:an?|my|the|two|our|some|another|tickets|finals|exams) ?.*)", "Has {x}") { NeedsDay = true, When = x => Lexicon.Happenings.In(x) && !HasFrequency(x) && !IsUnnamedDay(x) },
        new(Event, "(?:my|our|the) (?<x>(?:[a-z0-9'.]+ ){0,5}?(?:is|are|starts|start|takes place|begins|leaves|departs|arrives|ends|was|were|will be|is scheduled|is coming up|is due|is set|falls|got moved|was moved)(?: .*)?)", "{x}") { NeedsDay = true, When = x => Lexicon.Happenings.In(BeforeVerb(x)) && !HasFrequency(x) && !x.StartsWith("birthday", StringComparison.Ordinal) },
        new(Event, "(?:there is|it is) (?<x>(?:an?|my|our|the) .+)", "{x}") { NeedsDay = true, When = x => Lexicon.Happenings.In(x) && !HasFrequency(x) },
        new(Event, "(?<x>(?:my|our) (?:[a-z]+ ){0,2}?(?:baby|son|daughter|niece|nephew|grandson|granddaughter|twins|grandchild|kid|first child|second child) (?:was|were|is|arrives|is due|are due|is coming|will be)(?: (?:born|due))?.*)", "{x}") { NeedsDay = true, When = x => x.Contains("born", StringComparison.Ordinal) || x.Contains("due", StringComparison.Ordinal) || x.Contains("arrive", StringComparison.Ordinal) },
        new(Event, "(?<x>my (?:{kin}) (?:died|passed away|passed|got married|is getting married|had a baby|is moving in|moved in|moved out)\\b.*)", "{x}"),
        new(Event, "(?<x>(?:my|our) (?:(?:company|employer|boss|landlord|office|gym) (?:closed|closes|moved|is closing|shut down|laid me off|fired me|let me go|promoted me|offered me .+)|house burned down|flat flooded|car (?:was stolen|broke down|got stolen)|contract ends|lease ends|vacation starts|vacation ends|maternity leave (?:starts|ends)|parental leave (?:starts|ends)|probation ends|semester (?:starts|ends)|visa (?:expires|ends))\\b.*)", "{x}"),
    ];

    /// <summary>What somebody does for a living, by how the word ends: no list has every trade.</summary>
    private static bool IsTrade(string x)
    {
        var core = s_place.Split(x)[0];
        var tail = core[(core.LastIndexOf(' ') + 1)..];
        return tail.Length > 4 && Array.Exists(Lexicon.TradeEnds, end => tail.EndsWith(end, StringComparison.Ordinal)) && !Lexicon.NoTrades.Contains(tail) && !Lexicon.NoTrades.In(core)
            && !Lexicon.Foods.In(core) && !Lexicon.Kin.Contains(tail) && !Lexicon.Conditions.In(core) && core.Split(' ')[0] is not ("bad" or "terrible" or "bit" or "total" or "complete" or "big" or "huge" or "good" or "great" or "little" or "real" or "natural" or "horrible" or "lousy" or "true" or "such" or "total");
    }

    private static readonly Regex s_place = new(" (?:at|in|for|from|with|up|over|out|on|down|aboard|near) ", RegexOptions.NonBacktracking);

    private static bool IsNameLike(string x) => x.Length <= 60 && !x.Contains(" is ", StringComparison.Ordinal);

    /// <summary>A kin word that ends what is had: "a sister", not "a dog walker" and not "a friend who is vegan".</summary>
    private static bool IsOwnKin(string x)
    {
        var words = x.Split(' ');
        var kin = Array.FindIndex(words, word => Lexicon.Kin.Contains(word));
        kin = kin < 0 && words.Length > 1 && Lexicon.Kin.Contains(string.Join(' ', words[^2..])) ? words.Length - 1 : kin;
        return kin >= 0 && (kin == words.Length - 1 || words[kin + 1] is "named" or "called" or "and" or "," or "age" or "aged" or "of" or "who" or "in" or "at" or "under" or "from" or "since" or "at" or "living" or "ages" or "by" or "i" or "together" or "now" || char.IsAsciiDigit(words[kin + 1][0]) || words[kin + 1].Length > 2)
            && !x.Contains("who is allergic", StringComparison.Ordinal);
    }

    private static bool IsProfession(string x)
    {
        var core = x.Split(" at ")[0].Split(" in ")[0].Split(" for ")[0].Split(" from ")[0].Split(" with ")[0].Split(" of ")[0];
        if (core.StartsWith("not ", StringComparison.Ordinal) || core.StartsWith("no ", StringComparison.Ordinal) || core.StartsWith("so ", StringComparison.Ordinal) || core.Contains(" fan", StringComparison.Ordinal) || core.Contains("world class", StringComparison.Ordinal) || core.Contains("terrible", StringComparison.Ordinal))
        {
            return false;
        }

        var words = core.Split(' ');
        var tail = words[^1];
        return Lexicon.Professions.Contains(tail) || Lexicon.Nations.Contains(core) || (words.Length <= 3 && Lexicon.Nations.Contains(tail) && words[0] is "half" or "originally" or "proudly") || (words.Length >= 2 && Lexicon.Professions.Contains(string.Join(' ', words[^2..])))
            || (words.Length >= 3 && Lexicon.Professions.Contains(string.Join(' ', words[^3..]))) || (words.Length >= 4 && Lexicon.Professions.Contains(string.Join(' ', words[^4..])));
    }

    private static bool IsHappening(string x) =>
        !HasFrequency(x) && (Lexicon.Happenings.In(x) || x.Contains(" to ", StringComparison.Ordinal) || x.Contains("married", StringComparison.Ordinal) || x.Contains("job", StringComparison.Ordinal) || x.Contains("baby", StringComparison.Ordinal) || x.StartsWith("expecting ", StringComparison.Ordinal)
            || x.Contains("university", StringComparison.Ordinal) || x.Contains("school", StringComparison.Ordinal) || x.Contains("college", StringComparison.Ordinal) || x.Contains("mov", StringComparison.Ordinal) || x.Contains("visit", StringComparison.Ordinal) || x.Contains("retir", StringComparison.Ordinal) || x.Contains("graduat", StringComparison.Ordinal) || x.Contains("surgery", StringComparison.Ordinal) || x.Contains("off to ", StringComparison.Ordinal) || x.Contains("away", StringComparison.Ordinal) || x.Contains("hik", StringComparison.Ordinal) || x.Contains("on ", StringComparison.Ordinal) && x.Contains("leave", StringComparison.Ordinal))
        && !x.StartsWith("going to bed", StringComparison.Ordinal) && !x.StartsWith("going to the gym", StringComparison.Ordinal) && !x.StartsWith("going to sleep", StringComparison.Ordinal) && !x.StartsWith("getting to", StringComparison.Ordinal) && !x.StartsWith("having trouble", StringComparison.Ordinal) && !x.StartsWith("go to the gym", StringComparison.Ordinal) && !x.StartsWith("go to bed", StringComparison.Ordinal) && !x.StartsWith("going to try", StringComparison.Ordinal) && !x.StartsWith("going to work", StringComparison.Ordinal) && !x.StartsWith("starting to", StringComparison.Ordinal);

    private static bool IsUnnamedDay(string x) => x.StartsWith("a good ", StringComparison.Ordinal) || x.StartsWith("a bad ", StringComparison.Ordinal) || x.StartsWith("a great ", StringComparison.Ordinal) || x.StartsWith("a long ", StringComparison.Ordinal) || x.StartsWith("a rough ", StringComparison.Ordinal);

    private static string BeforeVerb(string x) => Regex.Split(x, " (?:is|are|starts|start|takes|begins|leaves|departs|arrives|ends|was|were|will|falls|got)\\b", RegexOptions.None, TimeSpan.FromSeconds(1))[0];
}
