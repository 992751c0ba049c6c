using System.Text.RegularExpressions;

namespace AspireCoach.Models.Safety;

/// <summary>
/// The wording that needs a person, over a text's words in lower case without apostrophes, "," for every mark that ends
/// a clause. What follows decides between a figure of speech and what it is taken from.
/// </summary>
internal static partial class SafetyPatterns
{
    private const string Intent = "(?:want|wanna|wanted|wants|going|gonna|urge|urges|tempted|thought|thoughts|think|thinking|feel like|felt like|plan|plans|planning|need|deserve|desire|started|keep|kept|will|ill|might|could|scared i|afraid i)(?: (?:of|to|about|i|will|might|just|ill))*";

    /// <summary>Negations within these are what they say.</summary>
    [GeneratedRegex(
        "(?<= )(?:" +
        "(?:dont|do not|didnt|no longer|not) (?:really )?(?:want|wanna|wish|care) (?:to )?(?:live|be alive|exist|go on living|be here|wake up)(?: (?:anymore|any more|any longer|again|ever|like this))?(?! (?:in|with|near|at|on|by|there|alone|far|without|early|late|so|before|for|to|where|next|when|until|this))"
        + "|(?:no|not any|without|isnt any|see no|no more) (?:reason|point|sense) (?:to|in|of|for) (?:live|living|life|go on|going on|being alive|staying alive)"
        + "|(?:life|living) (?:isnt|is not|not|no longer|isnt really) worth (?:living|it)|(?:tired|sick|done) (?:of|with) (?:living|being alive|life|existing)(?! (?:in|at|with|lessons|hacks|alone|admin))"
        + "|cant (?:go on|keep going|carry on) (?:living|with life|anymore|any more|any longer)(?! (?:with (?:the|this|my)|at|in|running|training))|(?:dont|do not) feel like (?:living|being alive|existing)|(?:what|whats) (?:is )?the point (?:of|in) (?:living|being alive|life|going on)|(?:no one|nobody) would (?:even )?(?:miss me|care if i (?:died|was gone|were gone|disappeared))|(?:dont|do not|cant) see (?:a|any) way out|never been born|(?:not|never) wake up again"
        + ")(?= )", RegexOptions.CultureInvariant)]
    public static partial Regex Despair();

    [GeneratedRegex(
        "(?<= )(?:" +
        "(?:kill|killing|killed) my ?self(?! (?:at|in|with|over|trying|working|training|studying|laughing|to (?:get|finish|make|reach|do|keep|lift|run)))"
        + "|" + Intent + " (?:hurt|hurting|harm|harming|injure|injuring|cut|cutting|burn|burning|stab|stabbing|punish|drown|hang|shoot|poison) my ?self(?! (?:some|off|a slice|short))"
        + "|(?:harm|harming|harmed) my ?self|hurt myself on purpose|cut myself on purpose|cutting myself(?! (?:some|off|a|short|out|slack|back))|(?:been|keep|am|im|started) hurting myself(?! (?:at|in|when|while|running|with|during|by|doing|lifting))"
        + "|(?:end|ending|ended|take|taking|took) my (?:own )?life|end it all|ending it all|end everything|(?:thinking|thought|think) (?:of|about) ending it|want it all to end|been cutting again|want to disappear(?! (?:into|from|for|on|in|to))|unalive(?: my ?self)?|kms|slit(?:ting)? my wrists?|jump(?:ing)? off (?:a|the) (?:bridge|building|roof|balcony)|jump(?:ing)? in front of (?:a|the) (?:train|car|bus|truck)"
        + "|(?:want|wanna|wanted|wish|ready|prefer|hoping|hope) (?:to |i could |i would |i )?(?:just )?die(?! (?:of|from|for|laughing|on this|on that|hard))|wish (?:that )?i (?:was|were) (?:dead|not here|not alive|never born)|wish i (?:wasnt|werent) (?:alive|here|born)|(?:id be|i would be|im|i am|better) (?:better )?off dead|want(?:ed)? to be dead|better off without me"
        + "|(?:want to|wanna|want|going to|gonna|ready to) end (?:it|things)(?! (?:with|early|on|here|there|at|by|between|after|before|up|in|for|this|next))|(?:bought|have|got|tied) (?:a|the) rope to hang|(?:want|wanna|going|ready) 2 die"
        + "|(?:everyone|everybody|they|family|the world|people) (?:would|will|d|ll) be (?:happier|better(?: off)?|relieved) (?:if i (?:was|were) (?:gone|dead|not here|not around)|without me)|goodbye forever|(?:wont|not) see tomorrow"
        + "|will (?:nur noch |nur |einfach )?sterben|will nicht mehr leben|(?:bringe|bring) mich um|mich umbringen|mir das leben nehmen|veux mourir|me suicider|en finir avec la vie|quiero morir(?:me)?|matarme|suicidarme|voglio morire"
        + "|(?<!career )(?<!political )(?<!social )(?<!commercial )(?<!financial )(?<!economic )suicide(?! (?:squad|squads|prevention|awareness|drills?|sprints?|runs?|hill|hills|workouts?|squeeze|door|doors|intervals?))|suicidal|self harm(?:ing|ed)?|selfharm(?:ing|ed)?"
        + ")(?= )", RegexOptions.CultureInvariant)]
    public static partial Regex SelfHarm();

    /// <summary>Somebody else is in danger.</summary>
    [GeneratedRegex(
        "(?<= )(?:(?:kill|killing|hurt|hurting|harm|harming|cut|cutting) (?:himself|herself|themselves|themself)(?! (?:at|in|with|over|trying|working|training|running|playing|some|off))|(?:end|ending|take|taking) (?:his|her|their) (?:own )?life|(?:he|she|they|friend|brother|sister|son|daughter|mother|father|mum|mom|dad|partner|wife|husband|who) (?:wants?|wanted) to die(?! (?:of|for|from)))(?= )",
        RegexOptions.CultureInvariant)]
    public static partial Regex Others();

    /// <summary>Somebody is hurt by another, or means to hurt one.</summary>
    [GeneratedRegex(
        "(?<= )(?:" +
        "(?:husband|wife|partner|boyfriend|girlfriend|ex|dad|father|stepdad|stepfather|mum|mom|mother|brother|uncle|boss) (?:hits|beats|hit|beat|slaps|slapped|punches|punched|kicks|kicked|strangled|strangles|chokes|choked|rapes|raped|threatens|threatened) me(?! (?:at|in|by|to|with|on|again at|up for|off))|(?:i was|he|she|they|been|got) (?:raped|sexually assaulted|molested)(?: me)?"
        + "|(?:want|wanna|going|gonna|plan|planning) (?:to )?(?:kill|murder|shoot|stab) (?:my|him|her|them|someone|somebody|people|everyone)(?! (?:time|self|workout|goals?|run|pr|pb|a photo|photos|video|hoops))|shoot up (?:my|the|a) (?:school|office|work|place)"
        + ")(?= )", RegexOptions.CultureInvariant)]
    public static partial Regex Violence();

    [GeneratedRegex(
        "(?<= )(?:" +
        "chest (?:pains?|hurts|hurt|is hurting|tightness|is tight|feels tight|pressure)|(?:pains?|pressure|tightness) in (?:my|the|his|her) chest|(?:cant|cannot|can not|could not|couldnt|hard to|unable to|struggle to|struggling to) breathe(?! (?:through my nose|easy))|(?:trouble|difficulty) breathing"
        + "|(?:having|have|had|has) a (?:stroke|heart attack|seizure)|(?<!me a )(?<!him a )(?<!her a )(?<!us a )(?<!near )heart attack(?! (?:on a plate|grill|movie))|seizures?"
        + "|overdos(?:e|ed|ing)(?! (?:on|of) (?:coffee|caffeine|sugar|chocolate|carbs|netflix|cake|sweets|candy|pizza|cheese|tv|social|news|candies|cookies))|(?:took|taken|swallowed|swallow|swallowing|take) (?:too many|all (?:of )?(?:my|the|his|her)|a (?:whole )?(?:bottle|pack|handful) of|\\d\\d+) (?:pills|tablets|sleeping pills|painkillers|meds|medication|paracetamol|ibuprofen|aspirin|tylenol)|swallowed (?:bleach|poison|a battery|detergent)|poisoned"
        + "|passed out(?! (?:on|in) (?:the|my) (?:couch|sofa|bed|floor|chair))(?! (?:asleep|exhausted|flyers|leaflets|early))|(?:fainted|fainting)|unconscious|(?:coughing|coughed|vomiting|vomited|throwing|threw|spitting) (?:up )?blood|bleeding (?:heavily|badly|a lot|and it|and wont|wont stop)|(?:severe|heavy) bleeding|wont stop bleeding"
        + "|face (?:is )?droop(?:ing|s)|slurred speech|left arm (?:is |went |feels |goes )?(?:numb|tingling|tingles)|(?:one|left|right) side (?:of my body |of my face )?(?:is |went |feels )?(?:numb|paralysed|paralyzed)|allergic shock|anaphyla(?:xis|ctic)|throat is (?:closing|swelling)|(?:tongue|throat|lips) (?:is |are )?swelling"
        + ")(?= )", RegexOptions.CultureInvariant)]
    public static partial Regex Emergency();

    [GeneratedRegex(
        "(?<= )(?:" +
        "(?:make|made|making|force|forced|forcing) my ?self (?:to )?(?:vomit|throw up|puke|be sick|sick)|(?:throw|threw|throwing|thrown) up (?:on purpose|after (?:eating|meals?|dinner|lunch|every meal|i ate|food))"
        + "|purg(?:e|ing|ed)(?! (?:my|the|our|all|old|a) )|starv(?:e|ing|ed) my ?self|starve (?:until|till|to (?:be|get|lose))|anorexi[ac]|anorexia nervosa|bulimi[ac]|eating disorders?|orthorexia"
        + "|(?<!to )(?:binge|binged|binging|bingeing)(?: eat(?:ing)?)?(?! (?:watch|watched|watching|read|reading|listen|listening|netflix|the|a|an|all|season|on (?:netflix|tv|youtube|series|episodes|shows?|the|a|my|season)|\\d+ (?:episodes|seasons)))|binge eat(?:ing|er)?|binge (?:again|every|at)"
        + "|(?:havent|have not|not|hadnt) eaten (?:anything )?(?:in|for) (?:\\w+ )?(?:days|a week|weeks|a day|a few days)|stop(?:ped)? eating (?:completely|altogether|entirely|at all)|laxatives?|hate my body|punish(?:ing)? my ?self (?:for|after) eating|(?:earn|deserve) to eat|afraid of (?:eating|food|gaining weight)|lose (?:[5-9]|\\d\\d) ?(?:kg|kilos?|pounds|lbs) in (?:a|one|1|two|2|three|3) (?:week|days?|weekend)|fast(?:ing)? for (?:[4-9]|\\d\\d) days"
        + "|(?:eat|eating|ate|live|living|survive) (?:only |on |just |under |less than |about |like )*[1-8]?\\d\\d (?:calories|kcal)(?: (?:a|per|each|every) day)?(?! (?:breakfast|lunch|dinner|snack|meal|dessert|bowl))"
        + ")(?= )", RegexOptions.CultureInvariant)]
    public static partial Regex Eating();

    [GeneratedRegex(
        "(?<= )(?:" +
        "(?:what|which|right|safe|correct|recommended|maximum|max|my|the|higher|lower|double|increase|reduce|lower) (?:the |my |safe |max |maximum )?(?:dose|dosage|doses)|how (?:much|many) (?:mg |milligrams |tablets |pills )?(?:of )?(?:ibuprofen|paracetamol|acetaminophen|tylenol|aspirin|melatonin|naproxen|antibiotics?|insulin|xanax|adderall|ozempic|metformin|painkillers?|sleeping pills|tablets|pills|medication)"
        + "|(?:stop|quit|skip|stopped|skipping|double|halve|change|start|combine|mix|restart|come off|coming off|get off|wean off|should i take|can i take|safe to take) (?:taking )?(?:my |the |more |any )?(?:medication|medications|meds|pills|tablets|antidepressants?|insulin|statins?|beta blockers?|blood thinners?|lithium|ssris?|antibiotics?|ibuprofen|paracetamol|aspirin|painkillers?|sleeping pills|melatonin)"
        + "|diagnos(?:e|is|ed) (?:me|my|this|what)|what (?:is|are) (?:wrong with me|these symptoms|my symptoms)|my symptoms|symptoms of|do i have (?:depression|cancer|diabetes|adhd|anxiety|covid|an infection|asthma|arthritis|autism|a disorder|a fever|anemia|anaemia|bipolar)|(?:is|could|might) (?:it|this|that) (?:be )?(?:a tumou?r|cancer|cancerous|broken|infected|serious|a fracture|contagious)"
        + "|insulin|antidepressants?|(?:what|which) (?:medication|medicine|drug|pills|antibiotics?) (?:should|can|do|could|helps?)|blood pressure (?:medication|pills)|high blood pressure|prescri(?:be|ption) (?:me|for me)|drug interactions?|side effects?|pregnant(?! pause)|pregnancy|breastfeeding|miscarriage|panic attacks?|(?:lump|blood) in my|palpitations|(?:heart|pulse) (?:is )?racing at rest|short(?:ness)? of breath|should i (?:see|call|go to) (?:a|the|my) (?:doctor|gp|er|hospital)|should i take medication"
        + ")(?= )", RegexOptions.CultureInvariant)]
    public static partial Regex Medical();
}
