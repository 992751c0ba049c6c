using System.Collections.Frozen;
using System.Text.RegularExpressions;
using AspireCoach.Memory.Extraction.Reading;
using static AspireCoach.Memory.Extraction.FactCategory;

namespace AspireCoach.Memory.Extraction.Rules;

/// <summary>What the user wants, likes, does and cannot do.</summary>
internal static partial class RuleTable
{
    private static readonly FrozenSet<string> s_anaphors = Wordings.Set(
        "it this that these those you your him her them they he she what how the way one when why where who whatever such everything anything something nothing all most more both so here there being_ myself_ not is are was to of");

    private static readonly Lazy<Regex> s_frequency = new(() => new Regex(Terms.Expand("(?:^| )(?:{freq})(?: |$)"), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture));

    private static readonly Lazy<Regex> s_time = new(() => new Regex(Terms.Expand("(?:^| )(?:{time})(?: |$)"), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture));

    private static readonly Lazy<Regex> s_schedule = new(() => new Regex(Terms.Expand("(?:{freq}|{time}|(?:night|late|early|day|rotating|long|evening|morning|[0-9]+ hours?|twelve hours?) shifts?|shifts|nights|from home|remotely|part time|full time|weekends|long hours|overnight|[0-9]+ hours|9 to 5|nine to five|late|early)"), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture));

    private static Rule[] Changes =>
    [
        new(Health, "{I} {am} (?<x>not allergic to .+)", "{x}") { Days = DayUse.Ignored, Confidence = NeedsKnown },
        new(Health, "{I} do not have (?<x>(?:an? |any )?.*(?:allergy|allergies).*)", "Does not have {x}") { Days = DayUse.Ignored, Confidence = NeedsKnown },
        new(Health, "{I} {am} no longer (?<x>(?:allergic to|pregnant|diabetic|on |taking ).*)", "No longer {x}") { Confidence = 0.9 },
        new(Health, "{I} no longer (?<x>have|take) (?<y>.+)", "No longer {x}s {y}") { When = _ => true },
        new(Health, "my (?<x>.+) (?:has|have|is|are) (?:fully |completely |all )?(?:healed|recovered|better|fine|gone|cured)", "{x} healed") { Confidence = NeedsKnown, When = x => IsBodyPart(x) || IsIll(x) },
        new(Diet, "{I} {am} (?<x>(?:not|no longer) (?:an? )?{diet}(?: .*)?)", "{x}") { Confidence = 0.9 },
        new(Diet, "{I} (?:have )?(?:stopped being|gave up being|quit being|am done being|stopped|quit) (?<x>(?:an? )?(?:{diet}|keto|intermittent fasting|the .* diet))", "No longer {x}"),
        new(Goal, "{I} (?:(?:have )?(?:given up on|gave up on|dropped|abandoned|cancelled|canceled|scrapped|postponed)|no longer want to|do not want to|am not going to|am no longer trying to|am no longer training for|am not training for) (?<x>.+)", "Gave up: {x}") { Confidence = NeedsKnown },
        new(Identity, "{I} (?:no longer|do not) (?<x>(?:work|live) .+)", "No longer {x:s}") { When = x => x.Contains(" in ", StringComparison.Ordinal) || x.Contains(" at ", StringComparison.Ordinal) || x.Contains(" as ", StringComparison.Ordinal) || x.Contains(" for ", StringComparison.Ordinal) },
        new(Diet, "{I} (?<x>no longer (?:eat|drink|have|touch|do) .+)", "{x:s}") { When = IsEaten },
        new(Routine, "{I} no longer (?<x>.+)", "No longer {x:s}") { Confidence = NeedsKnown },
        new(Routine, "{I} (?:have )?stopped (?<x>.+)", "Stopped {x}") { Confidence = NeedsKnown, When = x => !IsEaten(x) && !x.Contains("smoking", StringComparison.Ordinal) && !x.Contains("drinking", StringComparison.Ordinal) },
        new(Preference, "{I} no longer (?<x>(?:like|love|enjoy|hate|dislike) .+)", "No longer {x:s}"),
    ];

    /// <summary>Of use only where it changes something that is known.</summary>
    public const double NeedsKnown = 0.6;

    private static Rule[] GoalRules =>
    [
        new(Goal, "(?:my|our|the|a)? ?(?:(?:main|new|next|big|biggest|current|short term|long term|primary|ultimate|first|second|real|running|fitness|weight|health|personal|career|only|top|training|one|other|overall|revised|updated|savings|number one|new year's|new years) )*(?:goal|goals|aim|target|objective|resolution|dream|ambition|mission|plan|priority|focus)(?: for (?:this|next|the|my) [a-z]+| this (?:year|month|week|winter|summer|spring|fall|autumn)| here| right now| now)? (?:is|are|is now|has changed to|now is|changed to|would be) (?:now )?(?:to )?(?<x>.+)", "Goal: {x}") { Days = DayUse.Deadline, Confidence = 0.95, When = x => !IsMood(x) && !x.StartsWith("not ", StringComparison.Ordinal) && !IsAnaphor(x.Split(' ')[0]) },
        new(Goal, "my heart is set on (?<x>.+)", "Goal: {x}") { Days = DayUse.Deadline, Confidence = 0.95 },
        new(Goal, "what i (?:want|would like|hope|really want)(?: to do| to achieve)? is (?:to )?(?<x>.+)", "Wants to {x}") { Days = DayUse.Deadline, When = IsAim },
        new(Goal, "{I} (?:want to|would like to|would love to|hope to|plan to|plan on|intend on|aim at|intend to|aim to|aim for|{am} (?:aiming|hoping|planning|looking|determined|keen|eager|committed|striving|training|working|trying|preparing|saving up|going) (?:to|for|on)|{am} trying to|decided to|have decided to|dream of|{am} dreaming of|need to|set out to|mean to|have to|must|resolved to|wish to|{am} set on|want|set myself the goal of|set myself a goal to|set a goal to|set a goal of|have a goal to|have a goal of|have set a goal to|will try to|will) (?:finally |eventually |hopefully |try to |try and |be able to |get myself to |learn how to |really )*(?<x>.+)", "Wants to {x}") { Days = DayUse.Deadline, When = IsAim },
        new(Goal, "{I} {am} (?<x>(?:training|preparing|saving|saving up|studying|prepping|practicing|practising|working|working hard|gearing up|building up) (?:for|towards|toward|up to) .+)", "{x}") { Days = DayUse.Deadline, Confidence = 0.95, When = x => !IsAnaphor(LastWord(x)) && !x.StartsWith("working for", StringComparison.Ordinal) },
        new(Goal, "{I} have been (?<x>(?:training|preparing|saving|saving up|studying|prepping) (?:for|towards) .+)", "{x}") { Days = DayUse.Deadline },
        new(Goal, "{I} {am} (?<x>working on (?:my|being|getting|improving|losing|building|becoming|reducing|eating|sleeping) ?.+)", "{x}") { Days = DayUse.Deadline, When = x => !x.Contains("report", StringComparison.Ordinal) && !x.Contains("my laptop", StringComparison.Ordinal) },
        new(Goal, "{I} {am} (?<x>trying (?:for a baby|to conceive|to get pregnant).*)", "{x}"),
        new(Goal, "(?:trying|hoping|planning|aiming|want|wanting|looking) to (?<x>.+)", "Wants to {x}") { Days = DayUse.Deadline, When = IsAim },
        new(Goal, "(?<x>training for .+)", "{x}") { Days = DayUse.Deadline },
        new(Goal, "{I} (?:want|need|would like) (?<x>(?:more|less|better|to get|a better|healthier|bigger|stronger|fewer|abs|a six pack|six pack|a promotion|a new job|muscle) ?.*)", "Wants {x}") { Days = DayUse.Deadline, When = x => x.Length > 5 && !x.StartsWith("more info", StringComparison.Ordinal) && !x.StartsWith("more details", StringComparison.Ordinal) && !x.StartsWith("better answer", StringComparison.Ordinal) && !x.StartsWith("more ideas", StringComparison.Ordinal) && !x.StartsWith("more help", StringComparison.Ordinal) && !x.StartsWith("more tips", StringComparison.Ordinal) && !x.StartsWith("to get", StringComparison.Ordinal) },
    ];

    private static Rule[] PreferenceRules =>
    [
        new(Preference, "{I} (?:much |far |would |tend to |generally |usually |kind of |often |rather |secretly )*(?<x>{love} .+)", "{x:s}") { Days = DayUse.Ignored, When = IsLiking },
        new(Preference, "(?<x>(?:love|hate|prefer|cannot stand|do not like) .+)", "{x:s}") { Days = DayUse.Ignored, When = IsLiking, Confidence = 0.8 },
        new(Preference, "{I} would (?:much |far )?(?<x>(?:rather|prefer) .+)", "Would {x}") { Days = DayUse.Ignored, When = x => IsLiking(x.StartsWith("rather ", StringComparison.Ordinal) ? "like " + x[7..] : x) },
        new(Preference, "{I} {am} (?:not )?(?<x>(?:an? )?(?:(?:big|huge|total|real|such a) )*(?:fan|lover) of .+|(?:into|fond of|obsessed with|keen on|crazy about|passionate about|addicted to|partial to|big on|allergic to small talk|scared of|afraid of|terrified of|bored of|tired of|sick of) .+)", "{all:is}") { Days = DayUse.Ignored, When = x => !IsAnaphor(LastWord(x)) && !x.Contains("your", StringComparison.Ordinal) },
        new(Preference, "(?:my|our) (?:(?:all time|absolute|least|number one|second) )*favorites? (?<x>.+ (?:is|are) .+)", "Favorite {x}") { Days = DayUse.Ignored, When = x => !IsAnaphor(LastWord(x)) },
        new(Preference, "(?<x>.+) (?:is|are) my (?<y>(?:all time |absolute |least )*favorite.*)", "{x} is their {y}") { Days = DayUse.Ignored, When = x => !IsAnaphor(x.Split(' ')[0]) },
        new(Preference, "{I} {am} (?:not )?(?<x>(?:an? |more of an? |definitely an? |not an? )?(?:morning|night|evening|early|dog|cat|tea|coffee|people|outdoor|outdoors|outdoorsy|indoor|gym|summer|winter|beach|mountain|city|home|wine|beer|sweet) (?:person|owl|bird|riser|lark|guy|girl|type|human|lover))", "{all:is}") { Days = DayUse.Ignored },
        new(Preference, "{I} {am} (?:an? )?(?<x>early riser|night owl|early bird|homebody|foodie|bookworm|chocoholic|coffee addict|picky eater|light sleeper|heavy sleeper|gym rat)", "{x}") { Days = DayUse.Ignored },
        new(Preference, "{I} have (?<x>a (?:huge |big |massive )?(?:sweet tooth|soft spot for .+|weakness for .+|thing for .+|preference for .+|passion for .+|fear of .+|aversion to .+))", "Has {x}") { Days = DayUse.Ignored },
        new(Preference, "(?<x>.+) (?<y>makes? me (?:gag|happy|heave|smile|shudder|retch|feel alive|cringe|puke|laugh|grumpy|calm|cheerful|sad|miserable).*)", "{x} {y}") { Days = DayUse.Ignored, When = x => !IsAnaphor(x.Split(' ')[0]) && x.Split(' ').Length <= 5 && !x.StartsWith("i ", StringComparison.Ordinal) && !x.StartsWith("my ", StringComparison.Ordinal) },
        new(Preference, "{I} find (?<x>.+ (?:boring|relaxing|calming|stressful|fun|motivating|annoying|exhausting|enjoyable|tedious|dull|disgusting|too hard|easier|soothing|intimidating|overwhelming|therapeutic|helpful))", "Finds {x}") { Days = DayUse.Ignored, When = x => !IsAnaphor(x.Split(' ')[0]) },
        new(Preference, "(?<x>.+) (?<y>(?:work|works|suit|suits) (?:best|better|well|great|much better) for me.*|(?:is|are) not (?:my thing|for me|my cup of tea|my jam)|(?:bores?|stresses?|relaxes?|calms?|motivates?|annoys?|disgusts?|scares?|terrifies|energizes?|drains?|exhausts?) me.*|(?:puts?|turns?) me off.*|cheers? me up.*|gets? me going.*|gives? me the (?:creeps|ick|willies).*|drives? me (?:mad|nuts|crazy|insane|up the wall).*|(?:is|are) my (?:thing|jam|passion|guilty pleasure|happy place|comfort food|cup of tea))", "{x} {y}") { Days = DayUse.Ignored, When = x => !IsAnaphor(x.Split(' ')[0]) && x.Split(' ').Length <= 8 && !x.StartsWith("i ", StringComparison.Ordinal) },
        new(Preference, "{I} (?<x>(?:do (?:my )?best|work best|train best|feel best|sleep best|focus best|concentrate best|perform best|learn best|have the most energy|am most productive|am more productive|am most energetic) .+)", "{x:s}") { Days = DayUse.Ignored },
        new(Preference, "{I} (?<x>(?:do not mind|do not care for|could live on|am happiest|never get tired of) .+)", "{x:s}") { Days = DayUse.Ignored, When = x => !IsAnaphor(LastWord(x)) },
    ];

    private static Rule[] RoutineRules =>
    [
        new(Routine, "{I} (?<x>{often}(?:work|am working|have worked) .+)", "{x:s}") { Days = DayUse.Ignored, When = IsSchedule },
        new(Routine, "{I} (?<x>{often}(?:wake up|get up|wake|rise|go to bed|go to sleep|fall asleep|start work|finish work|leave work|start working|finish working|get home|leave home|leave the house|leave for work|eat breakfast|have breakfast|have lunch|eat lunch|have dinner|eat dinner|work out|exercise|train|go running|run|meditate|go for a run|go for a walk|turn in|sleep|clock out|clock in|shower|study|come home|commute|eat|journal|stretch|read|swim|nap|lift) .*)", "{x:s}") { Days = DayUse.Ignored, When = x => s_time.Value.IsMatch(x) && !x.Contains("today", StringComparison.Ordinal) && !x.Contains("tomorrow", StringComparison.Ordinal) },
        new(Routine, "{I} (?<x>{often}(?:commute|cycle to work|bike to work|walk to work|take the (?:bus|train|tram|subway|stairs|metro)|drive to work|run to work|ride my bike to work|sleep (?:about |around |only |roughly |maybe )?[0-9a-z]+ hours|get (?:about |around |only )?[0-9a-z]+ hours of sleep).*)", "{x:s}") { Days = DayUse.Ignored },
        new(Routine, "{I} (?<x>{often}[a-z]+(?: .*)?)", "{x:s}") { Days = DayUse.Ignored, When = IsHabit },
        new(Routine, "{I} have been (?<x>[a-z]+ing .+)", "Has been {x}") { When = x => (HasFrequency(x) || x.Contains(" since ", StringComparison.Ordinal) || x.Contains(" for ", StringComparison.Ordinal)) && !IsIdle(x.Split(' ')[0]) },
        new(Routine, "{I} (?:have )?(?<x>(?:started|begun|began|picked up|took up|got into|gotten into|got back into|restarted|gone back to|went back to|taken up) (?:an? |my |the )?(?:[a-z]+ing|yoga|pilates|crossfit|going to|to [a-z]+|tennis|golf|badminton|football|soccer|basketball|karate|judo|boxing|ballet|guitar|piano|weights|strength|couch|therapy|spanish|french|german|gym)\\b.*)", "{x}") { When = x => !x.Contains("started to feel", StringComparison.Ordinal) && !x.StartsWith("started feeling", StringComparison.Ordinal) && !x.Contains("started thinking", StringComparison.Ordinal) && !x.Contains("started getting", StringComparison.Ordinal) && !x.StartsWith("started wondering", StringComparison.Ordinal) && !x.StartsWith("started crying", StringComparison.Ordinal) && !x.StartsWith("started raining", StringComparison.Ordinal) && !x.Contains("to think", StringComparison.Ordinal) },
        new(Routine, "{I} (?:have )?(?<x>joined (?:an? |the |my )?(?:[a-z]+ ){0,3}?(?:gym|club|team|class|choir|group|band|crossfit|league|studio|yoga).*)", "{x}"),
        new(Routine, "(?:(?:my|our) )?(?<x>(?:(?:usual|daily|morning|evening|bedtime|weekly|current|typical|night|workout|training|sleep) )*(?:routine|ritual|schedule|bedtime|alarm|shift|shifts|working hours|work hours|work day|workday|commute|lunch break|rest day|rest days|cheat day|long run|day off|days off|class|lessons|workouts|practice|training|day starts|mornings start|wake up time)(?: for (?:me|us))? (?:is|are|starts|start|begins|begin|includes|consists of|goes off|ends|takes|involves|at|from) .+)", "{x}") { Days = DayUse.Ignored, When = x => !IsMood(x) && !x.Contains("is a mess", StringComparison.Ordinal) },
        new(Routine, "(?<x>(?:breakfast|lunch|dinner|supper|bedtime|practice|training) (?:is|are) (?:always |usually )?(?:at|around|after|before|by) .+)", "{x}") { Days = DayUse.Ignored, When = x => !x.Contains("today", StringComparison.Ordinal) && !x.Contains("tomorrow", StringComparison.Ordinal) && !x.Contains("tonight", StringComparison.Ordinal) },
        new(Routine, "(?:my|our|the) (?<x>.+ (?:is|are|meets?|practices?) (?:every|on|each|once|twice|always) .+)", "{x}") { Days = DayUse.Ignored, When = HasFrequency },
        new(Routine, "(?<x>(?:mondays|tuesdays|wednesdays|thursdays|fridays|saturdays|sundays|weekends|weekdays|mornings|evenings) (?:and [a-z]+ )?are (?:for|my|our|reserved|leg|rest|when|gym|yoga|swim|run|family) ?.*)", "{x}") { Days = DayUse.Ignored, When = x => !IsMood(x) },
    ];

    private static Rule[] ConstraintRules =>
    [
        new(Constraint, "{I} (?<x>can only .+|only (?:have|get) .+|{often}have only .+)", "{x:s}") { Days = DayUse.Bounds, When = x => !x.Contains("question", StringComparison.Ordinal) && !x.Contains("good things", StringComparison.Ordinal) && !x.Contains("can only imagine", StringComparison.Ordinal) },
        new(Constraint, "{I} (?<x>(?:do not (?:have|own)|no longer have|have no|never have|have very little|have little|hardly have|barely have|have limited|do not have much|have not got) (?:any |an? |much |enough |the |really |my |access to |own )*(?<y>.+))", "{x:s}") { Days = DayUse.Bounds, When = x => Lexicon.Things.In(x) && !x.Contains("time to talk", StringComparison.Ordinal) && !x.Contains("today", StringComparison.Ordinal) },
        new(Constraint, "{I} (?:{am} not able to|{am} unable to|cannot) (?<x>.+)", "Cannot {x}") { Days = DayUse.Bounds, When = IsInability },
        new(Constraint, "{I} {am} (?<x>not allowed to .+|not supposed to .+|(?:only )?(?:free|available) (?:on|after|before|from|between|in|at|for|until|during|every) .+|not (?:free|available) .+|limited to .+|stuck (?:at|in) .+|restricted to .+|on a (?:tight |strict |small |student |limited )*budget.*|away (?:from|on|until|every) .+|not home .+|busy (?:every|on|until|from|with) .+|on call .+|bound to .+|tied to .+)", "{x}") { Days = DayUse.Bounds, When = x => !x.Contains("today", StringComparison.Ordinal) && !x.Contains("right now", StringComparison.Ordinal) && !x.Contains("tonight", StringComparison.Ordinal) },
        new(Constraint, "(?:my |the )?(?:[a-z]+ )?(?<d>doctor|doc|gp|physio|physiotherapist|therapist|cardiologist|dietitian|dietician|nutritionist|allergist|surgeon|psychiatrist|dentist|specialist|doctors|orthopedist|midwife|gynecologist) (?:told me|said|says|advised me|warned me|advised|ordered me|recommended|wants me|has told me|asked me|forbade me|advises|advises me|instructed me|has advised me)(?: that)? (?<x>(?:not to|to avoid|to stop|i cannot|i should not|i must not|i have to|i need to|against|no|to cut|to limit|to reduce|to take it easy|to rest|i should avoid|i should stop|i am not allowed to|from) .+)", "{d} said {x}") { Days = DayUse.Bounds },
        new(Constraint, "my (?:[a-z]+ ){0,2}(?<x>budget (?:is|for .+ is|was cut to) .+)", "{x}") { Days = DayUse.Bounds, When = x => x.Any(char.IsAsciiDigit) || x.Contains("tight", StringComparison.Ordinal) || x.Contains("limited", StringComparison.Ordinal) || x.Contains("small", StringComparison.Ordinal) || x.Contains("low", StringComparison.Ordinal) },
        new(Constraint, "{I} have (?<x>(?:a |an )?(?:(?:tight|limited|small|strict|low|weekly|monthly|total|modest) )*budget .*|(?:a )?(?:tight|limited|small|packed|busy|full|unpredictable|irregular|hectic) (?:budget|schedule|time|space|kitchen|equipment|apartment|flat|access|mobility|calendar).*)", "Has {x}") { Days = DayUse.Bounds },
        new(Constraint, "{I} have (?:about |around |at most |maybe |up to |roughly |max |a maximum of |no more than |less than |just )*(?<x>{N} (?:minutes?|hours?|h|min)(?: (?:of time|of free time|free|max|at most|tops))? (?:a|per|each|every|for|in the|on|before|to|during|between|after) .+)", "Has {x}") { Days = DayUse.Bounds },
        new(Constraint, "{I} (?:have to|need to|must) (?<x>(?:be (?:at|in|back|home|up|out|on|there|done|finished)|leave|pick|drop|start|get up|get|look after|take care|work|wake|finish|care|stay|wear|share|use|avoid|keep|sit|stand|catch|walk|drive|commute|travel|go|feed|bring) .+)", "Has to {x}") { Days = DayUse.Bounds, When = x => (x.StartsWith("avoid ", StringComparison.Ordinal) || s_time.Value.IsMatch(x) || HasFrequency(x) || x.StartsWith("look after", StringComparison.Ordinal) || x.StartsWith("share", StringComparison.Ordinal) || x.StartsWith("wear", StringComparison.Ordinal) || x.StartsWith("care", StringComparison.Ordinal)) && !x.Contains("today", StringComparison.Ordinal) && !x.Contains("tomorrow", StringComparison.Ordinal) },
        new(Constraint, "(?<x>(?:my|our|the|mornings|evenings|weekends|weekdays|mondays|tuesdays|wednesdays|thursdays|fridays|saturdays|sundays) .*(?:do not work for me|does not work for me|are the only time i have|are (?:tight|busy|hectic|packed|crazy|chaotic|difficult|hard|impossible|full|hopeless|taken|out of the question|a no go|a nightmare|booked up|spoken for|mad|mental|manic|awkward)|is the only time i have|closes at .+|opens at .+|is too small.*|are thin.*|is far away.*|does not have .+|is closed .+|are out|only has .+|are off limits))", "{x}") { Days = DayUse.Bounds },
        new(Constraint, "{I} (?<x>share (?:an?|the|my|our) (?:[a-z]+ )?(?:kitchen|bathroom|room|bedroom|car|office|computer|fridge).*)", "{x:s}") { Days = DayUse.Bounds },
        new(Constraint, "(?:there is|there are) (?<x>no .+ (?:near me|nearby|near my .+|(?:in|at|on|to|near|for) (?:my|our) .+|where i (?:live|work|stay)|where we live|around here|in my (?:town|village|area|building|city)|close by|at home))", "{x}") { Days = DayUse.Bounds },
        new(Constraint, "(?<x>no (?:gym|equipment|car|time|kitchen|oven|weights|running before .+|workouts? (?:before|after|on) .+|access) .+)", "{x}") { Days = DayUse.Bounds, Confidence = 0.8 },
    ];

    public static bool HasFrequency(string x) => s_frequency.Value.IsMatch(x);

    private static bool IsSchedule(string x) => s_schedule.Value.IsMatch(x) && !x.Contains("today", StringComparison.Ordinal) && !x.Contains("tonight", StringComparison.Ordinal) && !x.Contains("work out", StringComparison.Ordinal) && !x.Contains("towards", StringComparison.Ordinal) && !x.Contains("yesterday", StringComparison.Ordinal);

    private static bool IsInability(string x) => Lexicon.Abilities.Opens(x) && !IsAnaphor(LastWord(x)) && !x.EndsWith("today", StringComparison.Ordinal) && !x.EndsWith("tonight", StringComparison.Ordinal) && !x.EndsWith("tomorrow", StringComparison.Ordinal) && !x.StartsWith("wake up in time", StringComparison.Ordinal) && x is not ("get up" or "sleep" or "write" or "practice" or "travel") && !IsEaten(x);

    private static bool IsAim(string x) =>
        (Lexicon.Aims.Opens(x) || IsAimed(x.Split(' ')[0]) || x.EndsWith("ing", StringComparison.Ordinal)) && !StartsWithAny(Lexicon.TrivialAims, x) && !IsAnaphor(LastWord(x)) && x.Contains(' ', StringComparison.Ordinal)
        && !x.Contains("today", StringComparison.Ordinal) && !x.Contains("tonight", StringComparison.Ordinal) && !x.Contains("tomorrow", StringComparison.Ordinal) && !x.Contains("right now", StringComparison.Ordinal) && !x.Contains("you", StringComparison.Ordinal);

    /// <summary>"Quitting", "running", "losing": the verb of an aim with -ing.</summary>
    private static bool IsAimed(string word) =>
        word.Length > 5 && word.EndsWith("ing", StringComparison.Ordinal) && word[..^3] is var stem && (Lexicon.Aims.Contains(stem) || Lexicon.Aims.Contains(stem + "e") || (stem[^1] == stem[^2] && Lexicon.Aims.Contains(stem[..^1])));

    private static bool StartsWithAny(Words phrases, string x) => phrases.Opens(x);

    private static bool IsLiking(string x)
    {
        var words = x.Split(' ');
        var verb = Array.FindIndex(words, word => word is "abide" or "love" or "like" or "enjoy" or "adore" or "prefer" or "hate" or "dislike" or "detest" or "loathe" or "despise" or "stand" or "bear" or "tolerate" or "for" or "loved" or "hated" or "liked");
        var what = verb + 1 < words.Length ? words[verb + 1] : "";
        if (verb < 0 || what.Length == 0 || (what is "to" && verb + 2 >= words.Length))
        {
            return false;
        }

        return !(IsAnaphor(what) && what is not "to" and not "being") && what is not ("like" or "and" or "or" or "but" or "if" or "as" or "a" or "hearing" or "about" or "at" or "in" or "for" or "because" or "your" or "help" or "some" or "to_")
            && !(what is "my" && !x.Contains("job", StringComparison.Ordinal) && !x.Contains(" in ", StringComparison.Ordinal) && !x.Contains("with", StringComparison.Ordinal) && !IsEaten(x) && !x.Contains("commute", StringComparison.Ordinal) && !x.Contains("morning", StringComparison.Ordinal) && !x.Contains("evening", StringComparison.Ordinal))
            && !(what is "the" && (words.Length <= verb + 2 || words[verb + 2] is "plan" or "idea" or "suggestion" or "suggestions" or "advice" or "app" or "answer" or "way" or "sound" or "new" or "recipe" or "first" or "last" or "second" or "one" or "reminder" or "reminders" or "tip" or "tips" or "fact"))
            && !(words.Length > verb + 2 && words[verb + 1] is "to" && words[verb + 2] is "know" or "hear" or "see" or "think" or "say" or "thank" or "ask" or "break" or "admit" or "be" or "interrupt" or "complain" or "sound" or "tell" or "bother");
    }

    private static bool IsHabit(string x)
    {
        var verb = x.Split(' ').FirstOrDefault(word => word is not ("usually" or "normally" or "typically" or "always" or "generally" or "often" or "mostly" or "regularly" or "sometimes" or "rarely" or "occasionally" or "only" or "mainly" or "frequently" or "tend" or "to" or "now" or "never" or "hardly" or "ever")) ?? "";
        var isUsual = x.Split(' ')[0] is "usually" or "normally" or "typically" or "always" or "generally" or "regularly" or "tend" or "rarely" or "often";
        return (HasFrequency(x) || (isUsual && x.Contains(' ', StringComparison.Ordinal) && x.Split(' ').Length >= 3)) && !IsIdle(verb) && !IsPastVerb(verb)
            && !x.Contains("today", StringComparison.Ordinal) && !x.Contains("yesterday", StringComparison.Ordinal) && !x.Contains("tomorrow", StringComparison.Ordinal) && !x.Contains("last night", StringComparison.Ordinal) && !x.Contains("this morning", StringComparison.Ordinal) && !x.Contains("tonight", StringComparison.Ordinal);
    }

    private static bool IsPastVerb(string verb) => AspireCoach.Models.Language.Tenses.IsPast(verb) && verb is not "have" || verb is "got" or "quit" or "moved" or "was" or "met" or "bought" or "gave" or "told" or "said" or "thought" or "found" or "began" or "won" or "fell" or "brought" or "caught" or "taught" or "stood" or "sat" or "spent" or "broke" or "spoke" or "became" or "knew" or "paid" or "sold" or "sent" or "built" or "hurt" or "tore";

    private static readonly FrozenSet<string> s_idle = Wordings.Set(
        "am are think know feel feels guess hope mean wonder forget need want fail miss seem lose struggle would could should might may will must can cannot do did was were had remember believe find understand see hear notice realize realise agree wish suppose say said tell told ask asked love like hate prefer enjoy dislike thought felt get gotten end procrastinate mess give being feeling thinking wondering getting having trying hoping struggling failing looking wanting meaning used if lol just sure sorry");

    private static bool IsIdle(string verb) => s_idle.Contains(verb) && verb is not ("do" or "get" or "give");

    private static bool IsAnaphor(string word) => s_anaphors.Contains(word);

    private static bool IsVague(string x) => IsAnaphor(x.Split(' ')[^1]) || x.Split(' ') is [_, var second, ..] && IsAnaphor(second) && second is not "the" and not "to";

    private static bool IsMood(string x) => x is "good" or "great" or "bad" or "ok" or "fine" or "on track" or "going well" or "too hard" or "hard" or "easy" or "unrealistic" or "crazy" or "boring" or "stressful" or "exhausting" or "awful" or "killing them" or "killing me" or "too much" || x.StartsWith("going ", StringComparison.Ordinal) || x.StartsWith("too ", StringComparison.Ordinal) || x.StartsWith("so ", StringComparison.Ordinal) || x.StartsWith("still ", StringComparison.Ordinal);

    private static string LastWord(string x) => x.Split(' ')[^1];
}
