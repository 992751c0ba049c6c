using System.Collections.Frozen;

namespace AspireCoach.Knowledge.Ranking;

/// <summary>Everyday English words that stand for each other: people ask in other words than they told.</summary>
internal static class RelatedWords
{
    /// <summary>The relatives of a term; an example is what is meant where its kind is asked for: a violin for an instrument.</summary>
    public static IReadOnlyList<(uint Term, bool IsExample)> Of(uint term) => s_related.TryGetValue(term, out var related) ? related : [];

    /// <summary>Each line: words that mean about the same, any of which may be asked or told.</summary>
    private static readonly string[] s_same =
    [
        // people
        "parent mother father", "sibling brother sister", "spouse husband wife partner fiance", "boyfriend girlfriend partner dating", "kid child son daughter toddler baby", "grandparent grandmother grandfather",
        "friend buddy pal mate", "colleague coworker teammate", "boss manager supervisor", "family relative", "neighbor neighborhood", "roommate flatmate", "pup puppy dog doggy", "kitten kitty cat", "teacher professor instructor mentor",
        "doctor physician", "therapist counselor psychologist", "counselor counseling", "fan supporter", "leader captain", "guest visitor", "veteran military army soldier", "people folk community",
        // life
        "wedding marry marriage married engaged", "divorce separated split", "birth born birthday", "die death pass passed passing lost loss funeral", "adopt adoption adopted", "pregnant pregnancy expecting", "raise grew upbringing",
        "relationship dating single married", "childhood young little youth", "anniversary celebrate celebration", "identity gender transgender", "heritage background roots ancestry",
        // work, study, money
        "job work career employment occupation profession position", "business company startup firm enterprise", "promotion promoted promote", "quit resign leave left", "fired laid layoff unemployed", "hire hired interview recruit",
        "apply application applied", "salary wage income pay", "buy purchase bought shopping", "sell sale sold", "shop store boutique", "money financial finance fund", "donate donation donated charity", "fundraiser fundraising charity raise", "sponsor sponsorship endorsement deal",
        "study learn education class course school", "class course lesson workshop", "college university campus", "degree diploma graduate graduation", "exam test finals", "student pupil", "research study investigate", "training train coaching", "scholarship grant",
        "volunteer volunteering helping", "project assignment task", "skill ability talent", "success achievement accomplish accomplishment milestone achieve", "award prize trophy medal", "goal aim target ambition objective aspiration dream", "plan intend intention planning",
        "challenge difficulty struggle obstacle setback hurdle tough hard", "problem issue trouble", "mistake error", "idea thought concept", "decision decide choose", "opportunity chance", "begin start started launch", "finish end complete done", "continue keep ongoing", "stop quit cease", "contract deal agreement",
        // feelings
        "happy glad joy joyful delighted thrilled pleased", "excited excitement thrilled stoked eager pumped", "sad unhappy upset down heartbroken", "angry mad furious annoyed", "afraid scared fear fearful frightened terrified nervous", "anxious anxiety worried worry nervous stress",
        "stress stressed stressful pressure overwhelmed", "destress relax unwind calm relaxing de-stress", "relax calm peaceful peace relaxing soothing", "proud pride", "grateful thankful gratitude appreciate", "lonely alone", "surprised surprise shocked amazed", "love adore enjoy like",
        "hate dislike", "hope wish", "motivate motivation motivated inspire inspiration inspired", "inspire inspiration encouraged", "encourage encouragement support", "support help assist supportive", "confident confidence", "passion passionate", "tired exhausted drained", "disappointed disappointment letdown",
        "feel feeling emotion emotional", "reaction react response", "opinion view think", "favorite love best prefer", "important meaningful significant matters", "memory memories remember reminder nostalgic", "symbol symbolize represent remind", "symbolize represent mean meaning signify stand",
        // health
        "sick ill illness unwell", "illness disease condition", "hurt injured injury injure pain", "hospital clinic emergency", "medicine medication pill drug", "diet nutrition eating", "healthy health wellness fitness", "exercise workout gym fitness training", "workout exercise gym", "weight pounds kilos", "allergy allergic",
        "sleep rest asleep bed", "therapy therapist counseling", "surgery operation", "accident crash", "pain headache migraine ache", "meditate meditation mindfulness", "run running jog jogging marathon race", "walk walking stroll hike", "hike hiking trail", "swim swimming pool", "bike ride cycling", "yoga pose",
        // home, things
        "home house place apartment", "apartment flat condo", "move moved relocate relocated moving", "garden gardening yard plant", "furniture couch chair table", "kitchen cook cooking", "car vehicle automobile ride", "fix repair repaired restore restoration", "restore restoration rebuild", "clean tidy cleaning",
        "phone cellphone smartphone", "computer laptop pc", "gift present", "item thing stuff object", "collect collection", "build make create craft", "make create made", "damage damaged broke destroyed", "flood flooded flooding", "receive got get given gift", "necklace pendant jewelry", "clothes clothing outfit dress apparel wear", "shoes sneakers boots footwear",
        // leisure
        "hobby pastime interest leisure", "movie film cinema", "show series television", "book novel story reading", "read reading book", "author writer", "write writing written", "poem poetry", "music song tune musical", "song track tune", "concert gig show performance perform", "band group", "album record", "sing singing singer",
        "play played game", "game gaming videogame", "tournament competition contest championship", "compete competition competitive", "art artwork painting", "paint painting painted", "draw drawing sketch", "photo picture snapshot camera", "dance dancing dancer", "festival fair event", "party celebration gathering bash", "event gathering",
        "festival concert", "museum gallery exhibit exhibition", "sculpture statue", "pottery ceramic clay bowl", "team squad", "win won victory", "lose lost defeat", "score points", "fan follower", "blog website online", "video youtube vlog", "camping camp campfire tent", "fishing fish",
        // travel, places
        "trip travel journey vacation visit tour", "vacation trip getaway", "visit visited went", "road drive driving", "flight fly plane airport", "beach ocean sea coast shore", "mountain peak hill summit", "forest woods", "park outdoors", "nature outdoors outdoor wildlife", "city town downtown", "country abroad nation", "restaurant cafe diner eatery bistro", "hotel lodge cabin resort",
        "church faith religious religion spiritual", "faith god prayer belief", "camp camping", "lake river pond", "sunset sunrise", "shelter rescue homeless",
        // food
        "food meal dish cuisine", "meal dinner lunch breakfast supper", "recipe cook cooking dish", "bake baking baked cake", "dessert sweet cake", "cake pastry cupcake", "snack treat", "drink beverage", "soda coke cola", "candy sweets chocolate", "vegetarian vegan", "restaurant dining eat", "ingredient flavor",
        // talk
        "advice suggest suggestion recommend recommendation tip advise", "recommend suggest recommendation", "talk speak chat conversation discuss discussion", "discuss talk", "speech talk presentation", "invite invitation invited", "offer offered", "agree agreed", "share shared sharing", "tell told mention", "meet met meeting encounter", "join joined joining member", "attend attended went", "participate participating attend join part",
        "change transition transform transformation", "improve improvement better", "grow growth", "teach taught teaching", "show showed", "organize organized host hosted", "host hosting hosted throw", "prepare preparing preparation ready", "try tried trying", "discover discovered found find", "explore exploring exploration", "experience experienced", "spend spent", "describe description", "purpose reason",
        "kind type sort", "usual regularly often", "recent recently lately", "current currently", "new latest", "old older age", "big large huge", "small little tiny", "beautiful pretty gorgeous stunning", "fun enjoyable entertaining", "hard difficult tough challenging", "scary frightening", "special unique", "local nearby neighborhood", "free spare", "together bonding bond", "name called named", "bring brought", "unwind relax", "volunteer charity",
        "injury recover recovery heal healing", "political politics election campaign office", "policy law government", "environment environmental sustainability eco green", "breed kind", "tattoo ink", "language speak fluent",
        // more of people and feelings
        "aunt uncle auntie", "cousin nephew niece", "twin twins", "teen teenager adolescent", "adult grownup", "ex former", "mate friend", "crush love", "hug cuddle snuggle", "kiss embrace", "argue argument quarrel fight dispute", "apologize sorry apology",
        "trust rely", "betray cheat", "forgive forgiveness", "jealous envy envious", "embarrassed ashamed shame", "guilty guilt", "bored boring boredom", "curious curiosity interested interest", "calm calming soothe", "grief grieve mourn loss", "cry tears weep", "laugh laughter funny humor joke",
        "smile grin", "comfort comforting console", "brave courage courageous", "strong strength", "weak weakness", "patient patience", "kind kindness compassion caring", "generous generosity", "honest honesty truth", "creative creativity imagination", "independent independence", "determined determination perseverance persistent persist",
        "accept acceptance accepted", "belong belonging included inclusive", "respect admire admiration", "value values believe", "dream wish hope", "regret wish", "doubt unsure uncertain", "confuse confused confusion", "impress impressed impressive", "praise compliment", "criticize criticism", "frighten terrify scare afraid",
        // more of health and body
        "physio physiotherapist physiotherapy", "dentist tooth dental", "nurse hospital", "vet veterinarian", "checkup appointment examination", "diagnose diagnosed diagnosis", "symptom fever cough", "cold flu cough", "bone fracture broken break broke", "wrist hand arm", "ankle foot leg", "eye vision glasses sight", "ear hearing", "heart cardiac", "stomach belly gut", "skin rash",
        "cancer tumor", "blood pressure", "vitamin supplement", "vaccine shot", "wheelchair crutches", "pregnant expecting due", "birth deliver newborn baby", "tired fatigue sleepy", "nap sleep", "burnout exhausted overwhelmed stress", "addiction addicted relapse withdrawal", "relapse slip again", "sober clean", "quit stop", "cigarette smoke smoker", "wine beer drunk",
        "overweight obese weight", "muscle strength lift lifting", "cardio running", "stretch stretching", "stamina endurance", "sport athlete athletic", "coach trainer", "finish completed", "distance kilometer mile", "pace speed", "sprint race run", "medal trophy", "marathon race running",
        // more of home and things
        "bedroom bed", "sofa couch", "lamp light", "mirror glass", "window view", "door entrance", "roof attic", "basement cellar", "garage shed", "balcony terrace patio", "fence yard", "lawn yard garden", "rent lease landlord", "mortgage loan debt", "bill bills payment expense cost", "price cost expensive", "cheap affordable discount", "save savings saved", "inherit inheritance heirloom", "heirloom grandmother",
        "laundry washing", "dishes dishwasher", "trash garbage", "tool hammer drill", "renovate renovation remodel repair", "decorate decoration decor", "pack packing suitcase", "box package parcel", "bag backpack purse", "key lock", "ring jewelry", "bracelet jewelry", "watch clock", "hat cap", "coat jacket", "glass cup mug", "bottle flask",
        "stolen theft robbed burglary", "lost missing", "broke broken break damaged", "crash accident collision", "engine motor", "mechanic garage", "driver driving license", "motorcycle motorbike", "bus train transit", "boat ship sailing sail", "plane flight", "ticket booking reservation", "book booked reserve", "luggage suitcase", "passport visa",
        // more of work and school
        "office workplace work", "coworker colleague", "meeting conference", "deadline due", "presentation speech talk", "email message text", "call phone", "customer client", "contract sign signed", "project build", "software app programming code developer", "programming coding code software", "engineer engineering", "design designer", "science scientist", "math mathematics",
        "literature books", "history historical", "essay paper thesis", "homework assignment", "lecture lesson", "grade mark score", "semester term", "kindergarten preschool", "principal headmaster", "intern internship", "entrepreneur business startup", "investor invest investment", "stock market", "tax taxes", "retire retired retirement", "freelance freelancer", "career path future", "resume cv",
        "mentor mentorship mentoring guide", "workshop seminar training", "certificate certification qualified license", "conference convention summit", "publish published publisher", "novel manuscript book", "magazine article newspaper", "editor editing edit", "script screenplay", "actor actress acting", "director film", "theater play stage", "audience crowd fans", "stage perform performance", "tour touring concert", "studio recording record", "producer production",
        "instrument music", "lyrics song", "choir singing", "orchestra symphony classical", "guitarist guitar", "pianist piano", "drummer drums", "dj music",
        // more of food and leisure
        "barbecue bbq grill grilled", "picnic lunch", "spicy hot", "sour bitter", "sweet sugar", "sauce dip", "soup stew", "bread toast", "noodles pasta spaghetti", "beef steak", "pork bacon ham", "seafood fish shrimp salmon", "vegetable veggie veggies greens", "fruit berry berries", "nuts almond peanut", "dairy milk cheese", "tea coffee", "juice smoothie", "cook chef", "taste delicious yummy tasty", "hungry hunger", "fast fasting",
        "boardgame board chess", "puzzle jigsaw", "cards poker", "console playstation xbox nintendo", "streaming stream twitch", "gamer gaming", "quiz trivia", "magic trick", "knit knitting crochet sew sewing", "craft handmade diy", "wood woodworking carpentry", "lego model", "stamp coin collection", "telescope stars astronomy", "star planet space", "bird birdwatching", "kayak canoe paddle rafting", "surf surfing wave", "ski skiing snowboard snow", "skate skating", "climb climbing bouldering", "gymnastics dance", "martial karate judo taekwondo kickboxing boxing", "soccer football", "basketball hoop", "golf golfing", "ride riding horse", "race racing",
        "relaxation spa massage", "sightseeing tour landmark", "souvenir gift", "waterfall river", "island beach", "desert sand", "cave canyon", "farm barn", "zoo aquarium", "castle palace", "bridge tower", "monument memorial", "temple church", "street road", "market store", "mall shopping", "village town", "abroad overseas foreign country", "hometown home grew", "immigrant emigrate moved",
        "puppy dog adopt", "leash walk", "collar tag", "groom grooming", "cage tank aquarium", "vet pet", "turtle reptile", "paw fur", "feed feeding food", "train obedience trick",
        "storm hurricane tornado", "flood rain", "snow winter ice", "heat hot", "climate environment", "recycle recycling waste", "pollution plastic", "solar energy power", "tree forest plant", "flower bloom blossom garden", "seed grow", "harvest farm",
        "charity nonprofit foundation organization", "organization group association", "community neighborhood", "homeless shelter", "poor poverty", "food drive donation", "protest march rally parade", "vote election", "candidate campaign office", "rights equality justice", "law lawyer legal court", "police officer", "firefighter fire", "soldier army military", "war battle conflict", "flag patriotic country",
        "christmas holiday xmas", "gift christmas", "halloween costume", "thanksgiving turkey", "easter egg", "ceremony ritual", "bride groom wedding", "honeymoon wedding", "reunion gathering family", "toast cheers",
        // more of talk and time
        "explain explanation", "mention say", "announce announcement news", "news update", "secret hidden", "promise promised", "ask request", "answer reply", "compare difference different", "similar same alike common", "shared common mutual", "increase rise grow", "decrease reduce less cut", "avoid prevent", "protect protection safe safety", "danger dangerous risk risky", "allow let permission", "force must", "need require required necessary", "want wish desire", "consider thinking", "realize realization understand learned", "notice realize", "focus concentrate concentration attention", "balance manage managing", "manage management handle", "schedule calendar agenda", "organize organized order", "track tracking record", "remind reminder", "weekend saturday sunday", "weekly week", "daily day", "monthly month", "annual yearly year", "holiday vacation", "spring summer", "autumn fall", "midnight night", "noon midday lunch", "birthday party cake", "age old years", "duration long", "frequency often",
        "picture painting drawing", "poster sign", "logo design", "portrait painting", "landscape scenery view nature", "view scenery", "mural painting", "exhibit exhibition gallery show", "camera photo photography", "video film movie", "podcast radio", "channel youtube", "instagram facebook social media", "media news",
        // habits and the coach's matters
        "habit routine practice", "routine daily schedule", "journal diary log", "skip skipped miss missed", "streak row consecutive", "morning early dawn", "evening night", "water hydrate hydration", "caffeine coffee", "alcohol drinking wine beer", "smoke smoking cigarette", "screen phone scrolling", "protein meat", "calorie weight", "knee joint", "back spine", "insomnia sleepless awake",
    ];

    /// <summary>Each line: a kind, then examples of it.</summary>
    private static readonly string[] s_kinds =
    [
        "instrument: guitar piano violin drum drums flute cello clarinet saxophone trumpet ukulele keyboard bass harp",
        "pet: dog cat puppy kitten hamster rabbit parrot bird turtle snake fish guinea lizard horse",
        "animal: dog cat horse bird rabbit turtle snake fish bear deer fox squirrel wolf elephant lion tiger whale dolphin",
        "bird: hummingbird eagle parrot owl robin sparrow duck",
        "sport: football soccer basketball baseball tennis golf hockey volleyball rugby cricket swimming running cycling climbing surfing skiing snowboarding skateboarding boxing karate gymnastics",
        "exercise: run jog swim bike yoga pilates weights lifting cardio boxing kickboxing aerobics stretch squat plank pushup gym",
        "hobby: painting reading gardening cooking baking photography fishing hiking knitting sewing drawing writing dancing chess pottery collecting woodworking gaming crafts",
        "activity: hiking swimming camping painting reading running walk yoga pottery museum beach biking picnic gardening cooking baking dancing volunteering game movie concert climbing fishing photography skiing surfing bowling",
        "outdoor: hiking camping park trail beach mountain fishing picnic garden",
        "art: painting drawing sculpture pottery photography sketch watercolor canvas mural",
        "genre: rock jazz classical pop blues country folk rap metal fantasy mystery romance thriller horror comedy drama fiction",
        "music: rock jazz classical pop blues rap metal guitar piano violin concert band album song",
        "food: pizza pasta rice bread cheese soup salad chicken beef fish sandwich burger taco sushi curry noodle egg vegetable fruit cake steak",
        "fruit: apple banana orange strawberry blueberry peach grape mango lemon",
        "vegetable: carrot tomato spinach broccoli potato onion pepper lettuce cucumber",
        "dessert: cake pie cookie cookies brownie pudding chocolate icecream cobbler tart cupcake",
        "drink: coffee tea water juice wine beer soda smoothie milk cocktail latte",
        "cuisine: italian chinese japanese indian mexican thai french korean vietnamese sushi curry pasta taco",
        "vehicle: car truck bus motorcycle bike van suv boat",
        "job: teacher nurse doctor engineer lawyer manager waiter waitress cook chef designer developer programmer writer artist musician mechanic counselor accountant salesman barista",
        "career: teacher nurse doctor engineer lawyer manager chef designer developer writer artist musician mechanic counselor counseling",
        "family: mother father sister brother son daughter child wife husband grandmother grandfather aunt uncle cousin niece nephew parent",
        "relative: grandmother grandfather aunt uncle cousin niece nephew mother father sister brother",
        "event: concert festival parade conference wedding party race marathon workshop fundraiser exhibition show tournament ceremony fair meeting convention charity",
        "holiday: christmas thanksgiving easter halloween hanukkah diwali",
        "season: spring summer autumn fall winter",
        "country: america usa england britain ireland scotland france germany italy spain portugal sweden norway denmark finland poland greece turkey russia china japan korea india thailand vietnam australia canada mexico brazil argentina colombia egypt kenya africa morocco switzerland austria netherlands israel indonesia philippines",
        "city: paris london tokyo york boston chicago seattle angeles francisco miami dallas berlin rome madrid barcelona sydney toronto vancouver portland denver austin detroit houston atlanta philadelphia",
        "state: california texas florida washington oregon michigan massachusetts colorado georgia minnesota ohio arizona nevada utah alaska hawaii indiana illinois virginia carolina tennessee connecticut",
        "place: beach park museum mountain lake cafe restaurant forest city country gym library castle",
        "clothing: shirt dress jacket coat hat shoes jeans sweater scarf boots gown skirt",
        "jewelry: necklace ring bracelet earring pendant",
        "color: red blue green yellow purple pink orange black white brown gray",
        "flower: rose tulip sunflower lily daisy orchid lavender",
        "emotion: happy sad angry scared excited nervous anxious proud grateful lonely",
        "feel: happy sad angry scared excited nervous anxious proud grateful lonely thrilled great awesome amazing relaxed relieved overwhelmed",
        "illness: flu cold cancer diabetes asthma fever infection covid migraine",
        "injury: ankle knee wrist shoulder leg arm sprain broken fracture",
        "allergy: peanut nut dairy lactose gluten pollen shellfish cat dog fur",
        "pain: headache migraine backache ache sore",
        "game: chess poker monopoly xbox playstation nintendo console card",
        "toy: doll lego puzzle teddy",
        "device: phone laptop computer tablet console camera",
        "subject: math science history english biology physics chemistry engineering art",
        "religion: christian church muslim jewish buddhist catholic hindu god",
        "weather: rain snow sun sunny storm wind cold heat",
        "month: january february march april may june july august september october november december",
        "diet: vegan vegetarian keto gluten vegetable fruit protein sugar carb calorie salad",
        "relationship: single married dating engaged divorced breakup boyfriend girlfriend husband wife partner",
        "transport: car bus train bike plane subway tram",
        "hurt: knee ankle wrist back shoulder leg arm head finger",
        "body: knee ankle wrist back shoulder leg arm head finger foot hand neck stomach heart",
        "furniture: sofa couch table chair bed desk shelf lamp",
        "tree: oak pine maple palm birch",
        "insect: bee butterfly ant spider",
        "reptile: snake turtle lizard gecko",
        "planet: saturn mars jupiter venus mercury neptune uranus",
        "language: english spanish french german italian portuguese polish russian chinese japanese korean arabic turkish dutch",
        "nationality: american british german french italian spanish swedish polish indian chinese japanese korean mexican canadian brazilian turkish",
        "profession: teacher nurse doctor engineer lawyer manager chef designer developer writer artist musician mechanic accountant",
        "material: wood metal clay glass stone paper leather fabric wool cotton",
        "wildlife: bear deer fox squirrel wolf eagle owl rabbit",
        "meat: chicken beef pork lamb turkey bacon sausage ham",
        "snack: chips popcorn nuts cookie cracker chocolate fruit",
        "breakfast: oats cereal pancake egg toast bagel yogurt muffin",
        "ingredient: flour sugar egg butter milk salt garlic onion cheese oil",
        "craft: knitting sewing pottery origami woodworking embroidery crochet",
        "dance: ballet salsa tango hip ballroom contemporary",
        "console: playstation xbox nintendo switch",
        "movie: comedy drama thriller horror documentary animation",
        "book: novel fantasy mystery memoir biography poetry series",
        "charity: donation shelter fundraiser volunteer food drive",
        "crime: theft robbery burglary",
        "disaster: flood fire storm earthquake hurricane tornado",
        "tradition: christmas thanksgiving ritual celebrate",
        "room: kitchen bedroom bathroom garage basement living office",
    ];

    private static readonly FrozenDictionary<uint, (uint Term, bool IsExample)[]> s_related = Read();

    private static FrozenDictionary<uint, (uint Term, bool IsExample)[]> Read()
    {
        var related = new Dictionary<uint, Dictionary<uint, bool>>();
        void Relate(string word, string other, bool isExample)
        {
            var (from, to) = (Words.Term(word), Words.Term(other));
            if (from != to)
            {
                var known = related.TryGetValue(from, out var existing) ? existing : related[from] = [];
                known.TryAdd(to, isExample);
            }
        }

        foreach (var group in s_same.Select(line => line.Split(' ')))
        {
            foreach (var word in group)
            {
                foreach (var other in group)
                {
                    Relate(word, other, isExample: false);
                }
            }
        }

        foreach (var line in s_kinds)
        {
            var parts = line.Split(": ");
            foreach (var example in parts[1].Split(' '))
            {
                Relate(parts[0], example, isExample: true);
            }
        }

        return related.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.Select(other => (other.Key, other.Value)).OrderBy(other => other.Key).ToArray());
    }
}
