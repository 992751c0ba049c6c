using AspireCoach.Memory.Extraction.Reading;
using static AspireCoach.Memory.Extraction.FactCategory;

namespace AspireCoach.Memory.Extraction.Rules;

/// <summary>Health and diet.</summary>
internal static partial class RuleTable
{
    private static bool IsAllergen(string x) => !Lexicon.NotAllergies.Contains(x) && !IsVague(x);

    private static bool IsIll(string x) => Lexicon.Conditions.In(x) || x.Split(' ').Any(word => word.Length > 7 && word is not "extension" and not "neurosis" && Array.Exists(Lexicon.IllnessEnds, end => word.EndsWith(end, StringComparison.Ordinal)));

    private static bool IsEaten(string x) => Lexicon.Foods.In(x);

    private static bool IsBodyPart(string x) => Lexicon.Body.In(x);

    private static bool IsMedicine(string x) => Lexicon.Medicine.In(x) || x.Split(' ').Take(5).Any(word => word.Length > 6 && Array.Exists(Lexicon.MedicineEnds, end => word.EndsWith(end, StringComparison.Ordinal)));

    private static Rule[] HealthRules =>
    [
        new(Health, "{I} {am} (?:(?:a bit|mildly|highly|deathly|slightly|badly|kind of|violently|severely|a little) )?allergic to (?<x>.+)", "Allergic to {x}") { Days = DayUse.Ignored, Confidence = 0.95, When = IsAllergen },
        new(Health, "(?:highly |severely )?allergic to (?<x>.+)", "Allergic to {x}") { Days = DayUse.Ignored, When = IsAllergen },
        new(Health, "(?:my |any )?(?:food )?(?:allergies|allergy) (?:is|are|include) (?:to )?(?<x>.+)", "Allergies: {x}") { Days = DayUse.Ignored, When = IsAllergen },
        new(Health, "{I} have (?<x>(?:an? |some )?(?:[a-z]+ ){0,4}(?:allergy|allergies)(?: to .+)?)", "Has {x}") { Days = DayUse.Ignored, Confidence = 0.95, When = x => !x.Contains("no allerg", StringComparison.Ordinal) && !x.StartsWith("any ", StringComparison.Ordinal) },
        new(Health, "(?:with|given|because of|due to|despite|considering) my (?<x>.+)", "Has {x}") { When = x => IsIll(x) && x.Split(' ').Length <= 5 && !Lexicon.Kin.In(x) },
        new(Health, "{I} (?:have )?(?<x>had (?:an?|my|both|the) (?:[a-z]+ ){1,3}?(?:replaced|removed|out|taken out|operated on|fused|pinned|amputated|rebuilt|reconstructed)(?: .*)?)", "{x}") { When = x => IsBodyPart(x) || x.Contains("appendix", StringComparison.Ordinal) || x.Contains("tonsils", StringComparison.Ordinal) || x.Contains("spleen", StringComparison.Ordinal) || x.Contains("gallbladder", StringComparison.Ordinal) || x.Contains("kidney", StringComparison.Ordinal) || x.Contains("womb", StringComparison.Ordinal) },
        new(Health, "{I} (?:have )?developed (?<x>an? (?:[a-z]+ ){0,3}(?:allergy|intolerance)(?: to .+)?)", "Developed {x}"),
        new(Health, "{I} {am} (?<x>(?:[a-z]+ ){0,2}(?:intolerant|sensitive)(?: to .+)?)", "{x}") { Days = DayUse.Ignored, When = x => !x.StartsWith("not ", StringComparison.Ordinal) && x is not "sensitive" },
        new(Health, "{I} (?:have|get|got|suffer from|am suffering from|live with|struggle with|have struggled with|am struggling with|deal with|am dealing with|have had|am recovering from|have been dealing with|have been suffering from|have been struggling with|am living with|have got|was born with|am prone to|tend to get|often get|get a lot of|developed|have developed|battle|am battling) (?<x>.+)", "Has {x}")
            { When = x => IsIll(x) && !x.StartsWith("no ", StringComparison.Ordinal) && !x.StartsWith("any ", StringComparison.Ordinal) && !x.StartsWith("to ", StringComparison.Ordinal) },
        new(Health, "{I} (?:have been|was|got|am|have recently been|were) (?<x>diagnosed (?:with|as) .+)", "Was {x}") { Confidence = 0.95 },
        new(Health, "(?:my )?(?:doctor|doc|gp|the doctor|doctors|my [a-z]+) (?:diagnosed me with|told me i have|said i have|says i have|told me that i have|said that i have|says that i have|confirmed i have) (?<x>.+)", "Has {x}") { When = x => IsIll(x) },
        new(Health, "{I} {am} (?:an? )?(?<x>(?:(?:type|insulin) [a-z0-9]+ )?(?:diabetic|prediabetic|asthmatic|anemic|anaemic|epileptic|dyslexic|autistic|hypertensive|colou?r ?blind|deaf|blind|disabled|pregnant|breastfeeding|overweight|underweight|obese|hypothyroid|celiac|coeliac|menopausal|perimenopausal|bipolar|nearsighted|short sighted|immunocompromised|in a wheelchair|on crutches|neurodivergent|type [12] diabetic|hard of hearing|double jointed|hypermobile|postpartum|iron deficient|in remission|an insomniac|insomniac)(?: .*)?)", "{x}")
            { Confidence = 0.95 },
        new(Health, "{I} {am} (?<x>{N} (?:weeks?|months?) (?:pregnant|postpartum).*)", "{x}") { Confidence = 0.95 },
        new(Health, "{I} (?:have )?(?<x>(?:broke|broken|sprained|twisted|tore|torn|pulled|injured|hurt|strained|dislocated|fractured|ruptured|bruised|rolled|messed up|busted|tweaked|threw out|cracked) (?:my|a|both) .+)", "{x}") { Confidence = 0.95, When = IsBodyPart },
        new(Health, "{I} (?:have|have got|got) (?<x>(?:an? )?(?:(?:badly|severely|chronically) )?(?:broken|torn|sprained|bad|injured|weak|sore|fractured|swollen|stiff|dodgy|twisted|trapped|metal|artificial|fused|new|old|recurring|chronic) .+)", "Has {x}") { When = x => IsBodyPart(x) || IsIll(x) },
        new(Health, "{I} have (?<x>(?:an? |some )?(?:[a-z]+ )?(?:pain|pains|problems|issues|trouble|a plate|screws?) (?:in|with) .+)", "Has {x}") { When = IsBodyPart },
        new(Health, "(?<x>my (?:[a-z]+ ){1,3}(?:hurts|hurt|aches|is injured|is broken|is sprained|has been hurting|is acting up|is bad|is swollen|is hurting|are bad|has been bothering me|is torn|gives me trouble|gives me problems|pops|is recovering|is still recovering|is fractured|is inflamed|is weak|are weak|has been sore|flares up|is shot|are shot|is messed up|are messed up|are injured|are broken|are swollen|are hurting|are acting up|is wrecked|are wrecked|gives out|is busted|is stiff|is dislocated|is numb|goes numb|clicks|never healed|is killing me|are killing me).*)", "{x}") { When = IsBodyPart },
        new(Health, "{I} (?:have )?(?<x>started (?:taking|on) .+)", "{x}") { When = x => Lexicon.Medicine.In(x) && !IsEaten(x) },
        new(Health, "{I} {am} (?<x>recovering from .+)", "{x}"),
        new(Health, "{I} (?:have to take|take|am taking|am on|have been taking|was prescribed|was put on|inject|have been on|use) (?<x>.+)", "Takes {x}") { When = x => IsMedicine(x) && !IsEaten(x) },
        new(Health, "{I} (?:now )?(?<x>weigh (?:about |around |roughly |only |almost |in at )?[0-9][0-9.,]*.*)", "{x:s}") { Confidence = 0.95 },
        new(Health, "{I} {am} (?:now |at |down to |up to |about |around )*(?<x>[0-9][0-9.,]* ?{unit}(?: now| overweight)?)", "Weighs {x}") { Confidence = 0.95 },
        new(Health, "my (?<x>weight (?:went|dropped|fell|rose|has gone|is down|is up|climbed|crept|jumped) .*[0-9].*)", "{x}"),
        new(Health, "(?:my )?(?:doctor|doc|gp|the doctor|doctors|my [a-z]+) (?:said|says|told me|found)(?: that)? (?<x>my (?:[a-z]+ ){1,3}(?:is|are|was) .+)", "{x}"),
        new(Health, "{I} (?<x>(?:get|feel|become) (?:[a-z]+ )?(?:anxious|dizzy|claustrophobic|panicky|nauseous|lightheaded|light headed|faint|carsick|seasick|motion sick|breathless|out of breath|itchy) (?:in|when|whenever|around|on|from|after|if|at|during|before) .+)", "{x:s}"),
        new(Health, "my (?:current |starting )?(?<x>(?:weight|bmi|body fat|blood pressure|resting heart rate|resting pulse|heart rate|cholesterol|hba1c|a1c|blood sugar|vo2 ?max|ldl|ferritin|vitamin d|waist|thyroid)(?: levels?| percentage)? (?:is|are|was) .*[0-9a-z].*)", "{x}") { When = x => x.Any(char.IsAsciiDigit) || x.Contains(" high", StringComparison.Ordinal) || x.Contains(" low", StringComparison.Ordinal) || x.Contains(" elevated", StringComparison.Ordinal) },
        new(Health, "{I} (?:have )?(?<x>(?:lost|gained|put on|dropped) (?:about |around |over |almost |nearly )?{N} ?(?:kg|pounds|lbs|kilograms|stone|kilo|pound)\\b.*)", "{x}"),
        new(Health, "{I} (?:will |have to |need to |am going to )?(?<x>(?:had|have had|am having|am getting|need|have|undergo|get|underwent) (?:an? |my )?(?:[a-z]+ ){0,4}(?:surgery|operation|transplant|replacement|c section|bypass|root canal|chemo|chemotherapy|procedure|endoscopy|colonoscopy|vasectomy|hysterectomy|lasik)\\b.*)", "{x:s}"),
        new(Health, "{I} (?:have )?(?<x>(?:quit|stopped|given up|gave up|kicked|cut out) (?:smoking|vaping|cigarettes|nicotine|weed|tobacco).*)", "{x}") { Confidence = 0.95 },
        new(Health, "{I} {am} (?<x>(?:an? )?(?:ex |former |non |heavy |occasional |social |chain )?smoker.*)", "{x}"),
        new(Health, "{I} (?<x>{often}(?:do not |never |no longer )?(?:smoke|vape|snore|sleepwalk)(?: .*)?)", "{x:s}"),
        new(Health, "{I} (?:{often})(?<x>(?:have|get|had) (?:frequent |regular |bad |terrible |constant |chronic |occasional |severe |a lot of )*(?:trouble|difficulty|difficulties|problems|headaches|nosebleeds|heart palpitations|back pain|cramps|leg cramps|dizzy spells|hives|rashes|panic attacks|night sweats|nightmares|stomach aches|bloating|joint pain|heartburn|dizzy|bloated)(?: .*)?)", "{x:s}") { When = x => !x.Contains("trouble with", StringComparison.Ordinal) },
        new(Health, "{I} (?<x>(?:struggle to (?:fall asleep|sleep|stay asleep)|cannot (?:smell|hear on|see on|hear in)|faint|bruise easily|wear (?:glasses|contacts|contact lenses|a hearing aid|orthotics|a brace|a cgm|an insulin pump|insoles|hearing aids)).*)", "{x:s}"),
        new(Health, "(?<x>[a-z]+(?: [a-z]+){0,2} (?:gives?|makes?|triggers?|causes?|upsets?) (?:me|my) .+)", "{x}") { When = x => IsEaten(x) && !x.Contains(" gag", StringComparison.Ordinal) && !x.Contains(" happy", StringComparison.Ordinal) && !x.Contains(" heave", StringComparison.Ordinal) && !x.Contains(" smile", StringComparison.Ordinal) },
    ];

    private static Rule[] DietRules =>
    [
        new(Diet, "{I} {am} (?:an? )?(?<x>(?:(?:strict|lifelong|mostly|mainly|part time|committed|ethical|proud|almost|fully|completely|practically|100 %) )*{diet}(?: .*)?)", "{x}") { Confidence = 0.95, When = x => !Lexicon.Professions.In(x) },
        new(Diet, "{I} (?:have been|went|became|have become|turned|have gone|have turned|am going|am becoming|went back to being|have stayed|am back to being|am back on) (?:an? )?(?<x>(?:(?:mostly|fully|strictly|completely|strict) )?{diet}(?: .*)?)", "{x}") { Confidence = 0.95 },
        new(Diet, "(?:life long |lifelong |strict )?(?<x>{diet})(?: here| since .*| for .*)", "{x}"),
        new(Diet, "as an? (?<x>(?:strict |lifelong |committed )?{diet})", "{x}"),
        new(Diet, "{I} (?:{am} (?:on|doing|following|trying|eating)|follow|do|keep to|stick to|have started|started|eat|keep|try to eat|try to follow|am sticking to|have been (?:on|doing|following)|have a|switched to|have switched to|(?:have )?(?:switched|gone|went|moved|changed) from [a-z ]+ to|live on|went on) (?<x>.+)", "Follows {x}") { When = x => Lexicon.Diets.In(x) && !x.StartsWith("no ", StringComparison.Ordinal) && !x.StartsWith("not ", StringComparison.Ordinal) },
        new(Diet, "my diet is (?<x>.+)", "Diet is {x}"),
        new(Diet, "{I} (?<x>(?:do not|never|no longer|cannot|rarely|hardly ever|hardly|seldom|can no longer|do not usually|usually do not|try not to|am trying not to|must not|may not|should not|am not allowed to|am not supposed to) (?:eat|drink|have|consume|touch|digest|tolerate|stomach|cook with|do|handle) .+)", "{x:s}") { When = x => (IsEaten(x) || x.Contains(" eat ", StringComparison.Ordinal) || x.Contains(" drink ", StringComparison.Ordinal)) && !x.Contains(" eat out", StringComparison.Ordinal) && !IsAnaphor(LastWord(x)) },
        new(Diet, "{I} (?<x>(?:do not drink|never drink|no longer drink|stopped drinking|quit drinking|gave up drinking|do not eat breakfast|fast))", "{x:s}"),
        new(Diet, "{I} (?:{am} )?(?:now )?(?:have |trying to |am trying to |need to |have to |try to )*(?<x>(?:avoid|avoiding|limit|limiting|cut out|cutting out|cut down on|cutting down on|gave up|given up|quit|stopped (?:eating|drinking|having)|stay away from|staying away from|cutting back on|cut back on|off|skip|eliminated|cutting|watching|watch) .+)", "{x:s}") { When = IsEaten },
        new(Diet, "{I} (?<x>(?:have not (?:eaten|had|drunk|touched)) .+)", "{x:s}") { When = x => IsEaten(x) && (x.Contains(" since ", StringComparison.Ordinal) || x.Contains(" for ", StringComparison.Ordinal) || x.Contains(" in ", StringComparison.Ordinal)) && x.Contains("year", StringComparison.Ordinal) | x.Contains("month", StringComparison.Ordinal) | x.Contains("since", StringComparison.Ordinal) | x.Contains("week", StringComparison.Ordinal) },
        new(Diet, "{I} (?:have )?(?<x>(?:only|mostly|mainly) (?:eat|drink) .+)", "{x:s}"),
        new(Diet, "{I} (?:have )?(?<x>started (?:eating|drinking) .+)", "{x}") { When = IsEaten },
        new(Diet, "{I} (?:now )?(?<x>(?:can )?(?:now )?(?:eat|have|drink) .+ again.*)", "{x:s}") { When = IsEaten },
        new(Diet, "{I} (?<x>(?:eat|drink) (?:a lot of|lots of|too much|too many|loads of|plenty of|mostly|mainly|only|very little|little|about|around|way too much|way too many|so much|meat|fish|dairy|pork|eggs|everything|halal|kosher|vegan|organic).*)", "{x:s}") { When = x => !HasFrequency(x) },
        new(Diet, "{I} (?<x>(?:intermittent fast|fast|do intermittent fasting|practice intermittent fasting|count (?:calories|macros|carbs|points)|eat in an? .+ window|track (?:my )?(?:calories|macros)).*)", "{x:s}"),
        new(Diet, "my diet is (?<x>.+)", "Diet: {x}"),
        new(Diet, "no (?<x>.+) for me", "No {x}") { When = IsEaten },
    ];
}
