using System.Collections.Frozen;

namespace AspireCoach.Memory.Extraction.Rules;

/// <summary>Words of the things that users tell a coach about. A phrase counts where its words stand side by side.</summary>
internal static class Lexicon
{
    public static readonly Words Foods = new(
        "meat;beef;pork;chicken;turkey;lamb;bacon;ham;sausage;sausages;steak;fish;salmon;tuna;seafood;shellfish;shrimp;prawns;crab;lobster;oysters;mussels;sushi;egg;eggs;dairy;milk;cheese;yogurt;yoghurt;butter;cream;ice cream;lactose;gluten;wheat;bread;pasta;rice;noodles;potatoes;potato;"
        + "oats;oatmeal;porridge;cereal;granola;quinoa;beans;lentils;chickpeas;tofu;soy;soya;nuts;nut;peanut;peanuts;almonds;cashews;walnuts;hazelnuts;seeds;sesame;fruit;fruits;apples;apple;bananas;banana;berries;strawberries;strawberry;blueberries;oranges;citrus;grapefruit;kiwi;mango;mangoes;pineapple;avocado;avocados;"
        + "vegetables;veggies;veg;broccoli;spinach;kale;carrots;tomatoes;tomato;cucumber;onions;onion;garlic;peppers;mushrooms;mushroom;celery;cilantro;coriander;olives;olive oil;corn;eggplant;cauliflower;salad;salads;soup;soups;sugar;sweets;candy;chocolate;cake;cakes;cookies;desserts;dessert;honey;salt;spices;spicy;spicy food;curry;"
        + "fast food;junk food;junk;chips;crisps;fries;pizza;burgers;burger;takeout;takeaway;snacks;snack;carbs;carbohydrates;protein;fat;fats;processed food;processed foods;ultra processed;fried food;fried foods;red meat;coffee;caffeine;tea;green tea;black tea;alcohol;beer;wine;spirits;whisky;whiskey;booze;soda;sodas;cola;coke;diet coke;pepsi;juice;energy drinks;"
        + "soft drinks;fizzy drinks;water;smoothies;smoothie;protein shakes;protein shake;shake;shakes;breakfast;lunch;dinner;supper;meals;meal;food;foods;sauce;mayonnaise;mustard;ketchup;gelatin;animal products;anything with a face;sourdough;kombucha;legumes;pulses;sweeteners;artificial sweeteners;calories;kcal;fodmap;fodmaps;raw fish;liver;tree nuts;pistachios;macadamia;coconut;oat milk;soy milk;almond milk;gummy bears;croissants;pastries;kebab;kebabs;noodle;ramen;espresso;latte;matcha");

    public static readonly Words Diets = new(
        "vegetarian;vegan;pescatarian;flexitarian;omnivore;carnivore;teetotal;teetotaler;gluten free;dairy free;lactose free;keto;ketogenic;paleo;plant based;kosher;halal;low carb;sugar free;raw vegan;mediterranean;dash;whole30;whole 30;fodmap;low fodmap;intermittent fasting;time restricted eating;fasting;16:8;18:6;5:2;omad;high protein;low fat;low sodium;low salt;calorie deficit;macros;carb free;alcohol free;caffeine free;atkins;sober;meat free;fruitarian;calorie counting;counting calories;nut free;no sugar;no carb");

    public static readonly Words Conditions = new(
        "diabetes;diabetic;prediabetes;type 1;type 2;asthma;migraine;migraines;coeliac;celiac;hypertension;high blood pressure;low blood pressure;blood pressure;high cholesterol;cholesterol;depression;anxiety;adhd;add;ibs;ibd;arthritis;back pain;knee pain;neck pain;shoulder pain;hip pain;foot pain;chronic pain;joint pain;bad knee;bad knees;bad back;weak knees;herniated disc;slipped disc;disc;insomnia;"
        + "pcos;thyroid;hypothyroidism;hyperthyroidism;hashimoto;hashimoto's;anemia;anaemia;iron deficiency;epilepsy;eczema;psoriasis;endometriosis;sleep apnea;sleep apnoea;apnea;plantar fasciitis;shin splints;tendonitis;tendinitis;tennis elbow;sciatica;scoliosis;osteoporosis;osteoarthritis;crohn's;crohns;colitis;acid reflux;reflux;gerd;heartburn;tinnitus;vertigo;fibromyalgia;long covid;covid;"
        + "heart condition;heart disease;heart murmur;arrhythmia;afib;autism;ocd;ptsd;bipolar;gout;cancer;hiv;lupus;multiple sclerosis;parkinson's;rheumatism;hay fever;allergies;pollen allergy;intolerance;deficiency;panic attacks;panic attack;burnout;burn out;restless legs;flat feet;hernia;kidney stones;kidney disease;gallstones;ulcer;ulcers;gastritis;carpal tunnel;frozen shoulder;runner's knee;torn;tear;sprain;"
        + "sprained;broken;fracture;fractured;injury;concussion;stroke;pacemaker;prosthesis;prosthetic;hearing aid;hearing loss;colour blindness;dyslexia;raynaud's;rosacea;acne;vitamin d;obesity;obese;overweight;underweight;eating disorder;anorexia;bulimia;lactose intolerance;gluten intolerance;histamine intolerance;fatty liver;hepatitis;stenosis;spondylitis;trouble sleeping;trouble falling asleep;trouble staying asleep;"
        + "sleep problems;sleeping problems;chronic fatigue;low iron;heart palpitations;palpitations;varicose veins;hemorrhoids;bunion;bunions;meniscus;acl;rotator cuff;bursitis;glaucoma;cataracts;seizures;narcolepsy;sinusitis;bronchitis;copd;cystic fibrosis;down syndrome;tourette's;syndrome;disorder;disease;neuropathy;lactose;dermatitis;hives;pregnancy;gestational;menopause;perimenopause;postpartum;chronic;stress fracture;sore knee;fainting;nosebleeds;cramps;dizzy spells;stutter;stoma;colostomy;catheter;implant;dialysis;transplant;one kidney;one lung;prosthetic leg;tremor;tremors;schizophrenia;dementia;cerebral palsy;spina bifida;polio;malaria;sickle cell;haemophilia;hemophilia;vitiligo;shingles;cluster headaches;hot flushes;blood clots;blood clot;dvt;aneurysm;angina;stent;pre diabetes;dyspraxia;dyscalculia;aspergers;amputation;celiac disease;kidney failure;heart failure;heart attack;alopecia;lymphoma;melanoma;leukaemia;leukemia;asperger's;misophonia;bad hip;bad hips;bad shoulder;ms;t1d;t2d;ra;me cfs");

    public static readonly Words Body = new(
        "knee;knees;ankle;ankles;back;lower back;upper back;shoulder;shoulders;wrist;wrists;hip;hips;elbow;elbows;neck;foot;feet;toe;toes;leg;legs;arm;arms;hand;hands;finger;fingers;hamstring;calf;calves;achilles;groin;rib;ribs;collarbone;thumb;heel;heels;shin;shins;quad;thigh;acl;meniscus;rotator cuff;muscle;ligament;tendon;jaw;spine;tailbone;disc;nose;glute;tooth;eye;eyes;hands;forearm;teeth;gums;ear;ears;lung;lungs;kidney;pelvis;skull;nerve;bicep;biceps;tricep;triceps;hamstrings;quads;kneecap;kneecaps;vertebra;vertebrae;cheekbone;toenail;eardrum;cartilage");

    public static readonly Words Medicine = new(
        "mg;pills;pill;tablets;medication;medicine;meds;insulin;metformin;antidepressants;antidepressant;beta blocker;beta blockers;statins;statin;thyroxine;levothyroxine;ibuprofen;paracetamol;aspirin;antihistamines;vitamin;vitamins;supplements;supplement;creatine;iron;magnesium;omega 3;melatonin;blood thinners;blood pressure;ssri;ssris;sertraline;ritalin;adderall;contraceptive;inhaler;steroids;painkillers;antibiotics;fish oil;ozempic;hormones;cortisone;probiotics;zinc;lithium;prozac;zoloft;prescription;sleeping pills;ashwagandha;codeine;morphine;tramadol;eliquis;xarelto;hrt;testosterone;estrogen;ventolin;lamotrigine;tamoxifen;prednisone;methotrexate;the pill;diuretics;blood thinner;laxatives;antacids;hormone therapy;folic acid;turmeric;collagen;ginseng;valerian;cbd");

    /// <summary>Ends of the names of illnesses.</summary>
    public static readonly string[] IllnessEnds = ["itis", "algia", "aemia", "emia", "opathy", "plegia", "paresis", "porosis", "rosis", "phobia", "ectomy", "malacia", "tension"];

    /// <summary>Ends of the names of medicines.</summary>
    public static readonly string[] MedicineEnds = ["pril", "sartan", "statin", "olol", "azole", "epam", "oxetine", "idone", "mycin", "cillin", "dipine", "formin", "farin", "parin", "triptan", "gliptin", "sone", "pram", "traline", "tidine", "fenac", "profen", "trexate", "pentin", "triptyline", "xaban", "semide", "thiazide", "tropin", "lukast", "terol", "tamol", "tadine", "vir", "umab", "imab", "tinib"];

    public static readonly Words Kin = new(
        "wife;husband;partner;spouse;girlfriend;boyfriend;fiance;fiancee;fianc\u00e9;fianc\u00e9e;mother;mom;mother in law;father;dad;father in law;parents;sister;sisters;brother;brothers;sibling;siblings;son;sons;daughter;daughters;kid;kids;child;children;baby;twins;twin;triplets;grandma;grandmother;grandpa;grandfather;grandson;granddaughter;grandchildren;grandkids;grandparents;niece;nieces;nephew;nephews;aunt;uncle;cousin;cousins;friend;"
        + "friends;best friend;roommate;roommates;flatmate;flatmates;housemate;colleague;coworker;boss;manager;neighbor;neighbour;dog;dogs;cat;cats;puppy;kitten;horse;horses;pet;pets;rabbit;rabbits;hamster;parrot;bird;guinea pigs;guinea pig;goldfish;tortoise;therapist;trainer;personal trainer;coach;mentor;stepson;stepdaughter;stepdad;stepmom;stepbrother;stepsister;ex;ex wife;ex husband;in laws;toddler;teenager;teenagers;running buddy;gym buddy;training partner;family;sister in law;brother in law;godson;goddaughter;godchild;little one;newborn;teammate;physio;doctor;bestie;missus;wee ones;wee one;bairns;bairn;lads;lad;lass;lasses;nan;nana;gran;granny;grandad;granddad;mam;mama;papa;auntie;aunty;aunts;uncles;fella;other half;better half;little ones;boys;girls;budgie;ferret;ferrets;lizard;snake;gecko;turtle;pony;mare;kittens;puppies;grandsons;granddaughters;grandchild;great grandchildren;foster child;foster children;lodger;goats;donkey;pen pal;stepfather;stepmother;stepsister;stepchildren;stepkids;half brother;half sister;fianc\u00e9s;godparents;daughter in law;son in law;widow;carers");

    public static readonly Words Professions = new(
        "nurse;doctor;teacher;engineer;developer;programmer;designer;lawyer;accountant;student;chef;cook;baker;barista;waiter;waitress;bartender;driver;pilot;firefighter;police officer;cop;paramedic;surgeon;dentist;vet;pharmacist;therapist;psychologist;psychiatrist;physiotherapist;physio;scientist;researcher;professor;lecturer;writer;author;journalist;editor;translator;musician;singer;dancer;actor;actress;artist;painter;photographer;"
        + "electrician;plumber;carpenter;mechanic;welder;builder;farmer;gardener;florist;hairdresser;barber;beautician;cleaner;cashier;salesperson;sales rep;salesman;realtor;architect;consultant;analyst;manager;project manager;product manager;director;ceo;cto;founder;entrepreneur;freelancer;secretary;assistant;receptionist;librarian;social worker;caregiver;carer;nanny;au pair;midwife;soldier;sailor;officer;clerk;banker;economist;"
        + "data scientist;data analyst;software engineer;web developer;graphic designer;ux designer;coach;trainer;yoga teacher;personal trainer;athlete;runner;cyclist;swimmer;climber;triathlete;weightlifter;powerlifter;bodybuilder;gamer;youtuber;streamer;pensioner;retiree;housewife;stay at home mom;stay at home dad;stay at home parent;homemaker;veteran;judge;politician;priest;pastor;monk;truck driver;bus driver;taxi driver;courier;postman;"
        + "intern;trainee;apprentice;phd student;medical student;law student;grad student;undergraduate;freshman;sophomore;biologist;chemist;physicist;mathematician;geologist;historian;philosopher;attorney;paralegal;warehouse worker;factory worker;construction worker;shop assistant;call center agent;flight attendant;security guard;teaching assistant;childminder;optician;radiologist;cardiologist;anesthetist;butcher;tailor;seamstress;jeweler;carpenter;roofer;beginner;novice;complete beginner;newbie;feminist;introvert;extrovert;vegan chef;tour guide;recruiter;copywriter;marketer;single parent;beekeeper;goalkeeper;drummer;guitarist;pianist");

    /// <summary>Ends of words that say what somebody does: "operator", "welder", "florist".</summary>
    public static readonly string[] TradeEnds = ["er", "or", "ist", "ian", "eer", "smith", "wright", "man", "woman", "person", "keeper", "ress", "monger", "hand", "mate", "ant", "crew"];

    /// <summary>Words that end so and say how somebody is.</summary>
    public static readonly Words NoTrades = new(
        "lover;hater;eater;drinker;sleeper;riser;thinker;overthinker;procrastinator;learner;believer;follower;wanderer;dreamer;loser;winner;quitter;sinner;father;mother;brother;sister;daughter;grandmother;grandfather;stepmother;stepfather;smoker;nonsmoker;user;member;customer;subscriber;newcomer;outsider;foreigner;stranger;prisoner;number;survivor;fighter;monster;disaster;teenager;loner;sucker;hoarder;stickler;person;morning person;spender;finisher;starter;"
        + "snorer;liar;giver;taker;pleaser;people pleaser;whiner;complainer;planner;listener;talker;worrier;optimist;pessimist;perfectionist;realist;minimalist;feminist;atheist;buddhist;idealist;narcissist;masochist;vegetarian;pescatarian;flexitarian;fruitarian;libertarian;grandparent;widower;widow;millionaire;human;woman;man;giant;elephant;infant;hand;mate;beginner;power;bother;matter;winter;summer;water;dinner;super;wonder;member;better;other;later;never;ever;over;under;number;burger;hunter gatherer;slacker;hugger;biter;nail biter;bit;mess;failure;early riser;late riser;crier;"
        + "chatter;gamer;sufferer;carer;owner;parent;important;different;constant;ignorant;reluctant;hesitant;elegant;intolerant;vegan;cancer survivor;gainer;overeater;undereater;snacker;binger;overachiever;underachiever;grinder;morning runner;creature;keeper;goner;joker;tosser;bugger;wanker;fucker;rockstar;star;bachelor;spinster;junior;senior;minor;major;doer;quick learner;slow learner;nester;early adopter;adopter;tier;supporter;singleton;leftover;wreck");

    public static readonly Words Nations = new(
        "german;french;british;english;irish;scottish;welsh;american;canadian;australian;spanish;portuguese;italian;greek;turkish;polish;czech;slovak;hungarian;romanian;bulgarian;ukrainian;russian;dutch;belgian;swiss;austrian;danish;swedish;norwegian;finnish;icelandic;estonian;latvian;lithuanian;croatian;serbian;bosnian;albanian;indian;pakistani;bangladeshi;chinese;japanese;korean;vietnamese;thai;filipino;indonesian;malaysian;singaporean;mexican;brazilian;argentinian;chilean;"
        + "colombian;peruvian;cuban;jamaican;nigerian;ghanaian;kenyan;ethiopian;egyptian;moroccan;tunisian;algerian;south african;israeli;iranian;iraqi;syrian;lebanese;saudi;afghan;nepali;sri lankan;new zealander;kiwi;catholic;muslim;jewish;christian;buddhist;hindu;atheist;protestant;sikh;european;african;asian;latina;latino;kurdish;catalan;bavarian");

    public static readonly Words Happenings = new(
        "appointment;appointments;interview;exam;exams;test;finals;race;marathon;half marathon;triathlon;ironman;duathlon;10k;5k;10 k;5 k;trip;flight;wedding;presentation;surgery;operation;holiday;vacation;party;concert;competition;tournament;match;game;deadline;meeting;conference;graduation;birthday;anniversary;funeral;checkup;check up;scan;mri;date;visit;festival;retreat;camp;workshop;course;class reunion;reunion;ceremony;"
        + "physio;dentist;doctor's;therapy;therapy session;move;audition;performance;recital;fight;hike;tour;ultra;ultramarathon;fun run;tough mudder;spartan race;charity run;parkrun;first day;due date;thesis;dissertation;driving test;hearing;trial;review;gig;baby shower;christening;baptism;bachelor party;honeymoon;business trip;bike ride;road trip;cruise;launch;blood test;session;consultation;evaluation;open day");

    public static readonly Words Races = new("marathon;half marathon;triathlon;ironman;duathlon;10k;5k;15k;21k;10 k;5 k;10 km;5 km;ultra;ultramarathon;race;tournament;competition;championship;championships;spartan race;tough mudder;fun run;parkrun;century ride;half ironman;hyrox;exam;exams;course;degree;phd;thesis;dissertation;masters;certification;bootcamp;book;novel;program;training;match;final;finals;swim;hike;trail;camino;pull up;pushup;push up;handstand");

    public static readonly Words Aims = new(
        "lose;gain;improve;get;become;be;learn;run;swim;cycle;bike;walk;hike;climb;lift;bench;squat;deadlift;exercise;train;work out;go to the gym;stop;quit;reduce;cut;eat;drink;sleep;wake up;get up;go to bed;save;pay off;read;write;finish;complete;graduate;build;start;do;meditate;practice;play;speak;spend;stretch;strengthen;tone;increase;lower;hit;reach;earn;buy;travel;move;change;find;make;apply;pass;study;cook;declutter;"
        + "be able;stay;keep;maintain;manage;limit;participate;compete;qualify;join;establish;develop;focus;get rid;overcome;beat;break;conquer;participate;take up;take part;master;open;publish;launch;retire;volunteer;see;visit;try;give up;cut down;cut back;cut out;go;have;set up;create;return;come back;recover;fit;weigh;row;ski;surf;dance;sing;draw;paint;journal;floss;touch;journal;log;track;sign up;register;enroll;enter;adopt;marry;propose;conceive;bulk;shed;drop;regain;rebuild;boost;ride;jog;stand;sit;add;switch;organize;plan;prepare;prep;double;own;call");

    public static readonly Words TrivialAims = new(
        "know;ask;talk;say;tell;discuss;thank;understand;hear;check;make sure;share;mention;show;cry;die;scream;throw;punch;go home;go to sleep;go to bed;sleep now;nap;rest;skip;puke;believe;vent;update;clarify;be honest;be clear;be left;complain;see what;see how;see if;see my;see the;see your;give up on this;give up already;figure;remember;decide;find out;find a;start by;start with;start over;do that;do it;do this;do something;have a look;have fun;have a;get this;get a;get it;get your;get some;get started;try that;try it;try this;try your;try again;try one;be sure;make it;make a plan;make the;use;log my;log a;log it;track it;add a;change it;change the;change that;keep it;keep doing;keep going;keep this;"
        + "eat something;eat it;eat now;go out;go there;stay in bed;stay home;call you;plan my day;plan my week;be a;go on about;go back to;stop talking;stop this;set a;set up a;create a;sign up for this;see a;see you;hide;disappear;go with;order;go for a walk now;go now;come;come here;quit this;read that;read it;write that;write it;write down;buy a new;buy milk;buy groceries;pick;stand up;sit down;drop it;open up;open the;focus on that;look;look at;cook something;change clothes");

    public static readonly Words Things = new(
        "gym;car;bike;kitchen;oven;access;equipment;weights;dumbbells;dumbbell;barbell;treadmill;money;budget;garden;space;yard;pool;blender;time;energy;fridge;freezer;stove;microwave;rowing machine;bench;resistance bands;kettlebell;kettlebells;home gym;internet;garage;balcony;bathtub;scale;smartwatch;fitness tracker;heart rate monitor;room;childcare;babysitter;license;driver's license;driving license;pull up bar;stationary bike;exercise bike;yoga mat;trainer;parking;insurance;lift;elevator;stairs;electricity;hot water;running water;running track;playground;trails;gyms;parks;sink;hob;cooker;signal;wifi;wi fi;desk;bed;door;windows;washing machine;days off;weekends;evenings;mornings;shower;dishwasher;air fryer;rice cooker;elliptical;bands;hours;minutes;free time;spare time;sports hall;park;place to run;savings");

    public static readonly Words Abilities = new(
        "run;jump;swim;drive;lift;squat;kneel;train;exercise;work out;afford;cook;stand for;sit for;sit still;sit long;travel;go to the gym;go out;ride;get up;wake up;use my;use the;bend;raise;carry;walk;climb;cycle;bike;do push ups;do pull ups;do pushups;do pullups;do burpees;do sports;do sport;do high impact;do weights;do mornings;do yoga;do squats;do cardio;do anything high;do heavy;stay up;leave the house;leave work;leave before;leave my;spend more;play;move my;put weight;work weekends;work late;work nights;make it to;make it on;meet on;meet before;attend;commit;concentrate;hear;see well;read without;focus;skip;take time;take ibuprofen;take aspirin;take long;take days;take the stairs;be outside;be in the sun;practice;make noise;meditate;fly;type;grip;reach;straighten;put;write");

    public static readonly Words NotAllergies = new(
        "morning;mornings;monday;mondays;work;working;exercise;exercising;running;the gym;gym;burpees;cardio;bullshit;people;responsibility;responsibilities;math;maths;alarm clocks;getting up;effort;hard work;vegetables and joy;fun;boredom;losing;rules;drama;stupidity;early mornings;commitment;waking up;cleaning;chores;being wrong;nonsense;idiots;squats;mediocrity;taxes;small talk;adulting;homework;sports;discipline;planning;routine;leg day;failure;quitting;excuses;meetings;emails;housework;ironing;anything;everything;nothing;any;fun runs;salad;life;stress;deadlines");
}

/// <summary>Words and phrases looked for in a text.</summary>
internal sealed class Words
{
    private readonly FrozenSet<string> _phrases;
    private readonly int _longest;

    public Words(string table)
    {
        var phrases = table.Split(';');
        _phrases = phrases.ToFrozenSet(StringComparer.Ordinal);
        _longest = phrases.Max(phrase => phrase.Count(letter => letter == ' ') + 1);
    }

    public bool Contains(string phrase) => _phrases.Contains(phrase);

    /// <summary>The phrases as alternatives of a pattern, the longest first.</summary>
    public string Alternatives => string.Join('|', _phrases.OrderByDescending(phrase => phrase.Length).ThenBy(phrase => phrase, StringComparer.Ordinal));

    /// <summary>True where the text has one of them.</summary>
    public bool In(string norm)
    {
        var words = norm.Split(' ');
        for (var i = 0; i < words.Length; i++)
        {
            if (At(words, i))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True where the text starts with one of them, after words such as "not" and "a".</summary>
    public bool Opens(string norm) => At(norm.Split(' '), 0);

    private bool At(string[] words, int at)
    {
        for (var width = 1; width <= _longest && at + width <= words.Length; width++)
        {
            if (_phrases.Contains(width == 1 ? words[at] : string.Join(' ', words, at, width)))
            {
                return true;
            }
        }

        return false;
    }
}
