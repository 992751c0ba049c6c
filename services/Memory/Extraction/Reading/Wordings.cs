using System.Collections.Frozen;

namespace AspireCoach.Memory.Extraction.Reading;

/// <summary>The English words that say how a clause is meant.</summary>
internal static class Wordings
{
    /// <summary>What may stand before a statement without changing it.</summary>
    public static readonly string[][] LeadIns = Phrases(
        "and;but;so;also;plus;then;well;ok;okay;hi;hey;hello;yes;no;oh;ah;um;uh;hmm;btw;fyi;anyway;actually;honestly;basically;unfortunately;sadly;luckily;fortunately;thanks;thank you;good morning;good evening;"
        + "hi there;hey there;hello there;hi coach;hey coach;hello coach;coach;because;since;as;although;though;even though;however;by the way;for the record;just so you know;so you know;just to let you know;to let you know;"
        + "just a heads up;heads up;quick note;quick update;small update;update;note that;please note that;please note;keep in mind that;keep in mind;bear in mind that;bear in mind;remember that;remember;please remember that;please remember;"
        + "do not forget that;do not forget;you should know that;you should know;i should mention that;i should mention;i should say that;i should say;i should add that;i should add;i forgot to mention that;i forgot to mention;i forgot to say that;i forgot to say;"
        + "i forgot to tell you that;i forgot to tell you;i wanted to tell you that;i want to tell you that;i want you to know that;i want you to know;let me tell you that;for context;for background;some background;a bit about me;about me;some context;in case it matters;"
        + "to be honest;to be fair;tbh;truth is;the truth is;truth be told;the thing is;the thing is that;thing is;the fact is;the problem is;the problem is that;problem is;my problem is that;the good news is;the bad news is;good news;bad news;great news;big news;news;"
        + "as you know;as i said;like i said;as i mentioned;turns out;it turns out;it turns out that;turns out that;i realized;i realised;i realized that;i realised that;i noticed that;i noticed;i found out;i found out that;i learned that;i just found out;i just found out that;"
        + "i must say;i must admit;i have to admit;i have to say;i admit;i admit that;i know;i know that;i decided that;guess what;yay;wow;phew;alright;right;sure;i mean;what i mean is;in fact;in general;generally;overall;personally;as for me;for me;"
        + "sorry;oops;correction;my bad;scratch that;wait;no wait;on the other hand;first;second;secondly;third;finally;lastly;firstly;another thing;one more thing;one thing;last thing;at the same time;which means;that means;that is why;this is why;plus side;nowadays;currently;now;"
        + "please;ps;p s;intro;introduction;dear coach;all right;too;not sure if it matters;not sure if this matters;if it matters;if that matters;if it helps;if that helps;if i am honest;if i am being honest;if you must know;if you are wondering;tell you what;long story short;"
        + "can you remember that;can you remember;could you remember that;could you remember;can you note that;please keep in mind that;please keep in mind;you might want to know that;you might want to know;just remember that;just remember;do you mind;happy to say;happy to report;excited to say;proud to say;also for the record;yup;except;except that;while;yet;or;"
        + "happy to say that;happy to report that;i am happy to say that;i am happy to say;i am proud to say that;i am proud to say;did i mention that;did i mention;in my case;in other news;on top of that;besides;moreover;additionally;unfortunately for me;whatever;but whatever;look;listen;right so;ok so;man;mate;dude;bro;honey;dear;love;guess i should say;i will be honest;be warned;you see;see;alas;to start with;to begin with;in short;for what it is worth;fwiw;about my health;about my diet;health wise;food wise;work wise;so far;not to mention;most importantly;important;more importantly");

    public static readonly FrozenSet<string> Conjunctions = Set("and but so because since though although while however plus or then except yet also as");

    /// <summary>What a clause of its own may start with.</summary>
    public static readonly FrozenSet<string> Subjects = Set(
        "i my we our he she it they you there this that his her their your what how why who when where which can could should would do does did is are please any if unless let thanks lol haha jk nothing everything someone everyone imagine suppose");

    /// <summary>Verbs that share the speaker with the clause before: "I live in Leipzig and work nights".</summary>
    public static readonly FrozenSet<string> SharedVerbs = Set(
        "live work love hate like prefer enjoy dislike adore detest am have want need do cannot can never usually always normally mostly often used weigh speak study moved got quit stopped started broke was grew eat drink train take wake get suffer "
        + "sleep run swim cycle walk play go avoid follow practice meditate hope plan started became gave married finished tore sprained twisted teach own smoke no");

    public static readonly FrozenSet<string> StrongShared = Set("am cannot have hate used started moved quit stopped broke got was never do");

    /// <summary>After these a clause goes on: "the gym that I go to", "before I run".</summary>
    public static readonly FrozenSet<string> Binders = Set(
        "that when if while before after until till where what which who how why than as whenever whether once like unless everything anything something all things food foods way day days time times thing place reason person know sure "
        + "think thought say said says hope wish guess believe feel felt mean means told glad sad afraid worried suspect doubt wonder assume suppose imagine pretend lied dreamed dreamt joked heard read swear knew did do does am was have will would could should can might must may and so because but since though although or , ;");

    public static readonly FrozenSet<string> Adverbials = Set(
        "yesterday today tomorrow tonight last next this these on in since every each at after before during for from until till most nowadays lately recently once twice starting right about around back early late over ever "
        + "monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays sundays weekdays weekends mornings evenings one two three four five six seven eight nine ten a couple few as usually normally typically mostly often sometimes generally always occasionally regularly with due given within by");

    public static readonly FrozenSet<string> Hypothetical = Set(
        "might maybe perhaps possibly hypothetically theoretically would could wish wonder wondering considering contemplating potentially probably supposedly someday suppose supposing imagine imagining pretend pretending assuming assume daydream fantasize fantasise");

    public static readonly string[][] HypotheticalPhrases = Phrases(
        "if only;what if;as if;as though;thinking about;thinking of;think about;toying with;let us say;let us pretend;let us imagine;let us assume;say i am;say i was;in theory;in another life;in a parallel universe;in an alternate universe;in a perfect world;in an ideal world;in my dreams;in a dream;"
        + "had a dream;were to;even if;not sure whether;not sure if;may or may not;one day i may;if i were;if i was;on the fence;debating whether;undecided;some day;what would;i may;we may;it is possible;tempted to;given the choice;in case i;for example;for the sake of argument;scenario;role play;roleplay;play a;hypothetical;next life");

    /// <summary>After these the rest of the message is no statement either.</summary>
    public static readonly string[][] Fiction = Phrases(
        "imagine;suppose;let us say;let us pretend;let us imagine;let us assume;pretend;hypothetically;hypothetical;in a parallel universe;in another life;role play;roleplay;in this story;in my story;in my novel;my character;in this scenario;in that scenario;scenario;picture this;in my dream;had a dream;i dreamed;i dreamt;for the sake of argument;asking for a friend;fictional;imaginary;"
        + "write a story;write a poem;write me a story;write me a poem;opposite day;in a video game;in the game;once upon a time;thought experiment");

    public static readonly string[][] Jokes = Phrases(
        "lol;lmao;lmfao;rofl;haha;hahaha;hahahaha;hehe;hihi;jk;j k;kidding;just kidding;joking;just joking;not serious;not seriously;being sarcastic;sarcasm;yeah right;as if;kiddin;said no one ever;not really though;winky face;yes right;oh great;oh sure;oh joy;oh yes sure;sure jan;only joking;pulling your leg;in jest;ha ha;tongue in cheek;lolz;rotfl;yeah sure");

    /// <summary>Take back the sentences before them too.</summary>
    public static readonly string[][] Retractions = Phrases(
        "just kidding;jk;j k;kidding;i kid;just joking;joking;only joking;not serious;not true;i lied;i was lying;that was a joke;that is a joke;it is a joke;it was a joke;being sarcastic;sarcasm;pulling your leg;i made that up;said no one ever;april fools;that was sarcasm;forget that;forget what i said;forget i said;never mind that;i take that back;disregard that;ignore that;that was a lie;not really lol;i am messing with you;just messing with you;messing with you");

    public static readonly string[][] Corrections = Phrases("sorry;i mean;no wait;wait;correction;scratch that;actually;oops;my bad;typo;rather;to correct myself;i meant;make that");

    public static readonly FrozenSet<string> Says = Set(
        "say says said saying tell tells told think thinks thought believe believes believed claim claims claimed insist insists insisted ask asks asked want wants wanted suggest suggests suggested recommend recommends recommended wrote writes text texted texts joke jokes joked "
        + "tease teases teased bet bets reckon reckons assume assumes assumed figure feels swears jokingly hopes wishes expects argues mentioned mentions reminded reminds keeps convinced suspects pretends advised advises");

    /// <summary>The speaker's own, but no statement of what is so.</summary>
    public static readonly string[][] OwnReports = Phrases(
        "i said;i told;i asked;i joked;i wrote;i dreamed;i dreamt;i dream;i pretended;i lied;i heard;i read;i saw;i watched;i claimed;i tell;i say;i always say;i always tell;i think;i guess;i suppose;i assume;i suspect;i doubt;i feel like;i feel as if;i am not sure;not sure;i wonder;i believe;i bet;i swear;i fear;"
        + "i hope that;i hope i;i am afraid;i worry;i am worried;it feels like;it seems;seems like;feels like;looks like;sounds like;i fantasize;i look like;it is like;i act like;i act as if;i convinced;i was told;i have been told;people say;they say;rumor has it;apparently;allegedly;i imagine;i can picture;i was thinking;i thought;i am thinking;i used to think;i want to say;i could say");

    public static readonly string[][] Doctors = Phrases(
        "my doctor;the doctor;my doc;doctor;doctors;doc;my gp;my physio;the physio;my physiotherapist;my physical therapist;my therapist;my cardiologist;my dermatologist;my dentist;my dietitian;my dietician;my nutritionist;my allergist;my surgeon;my psychiatrist;my gynecologist;my neurologist;my orthopedist;my midwife;my nurse;my optometrist;my endocrinologist;my specialist");

    public static readonly string[][] Instructions = Phrases(
        "you must;you have to;you need to;you are to;you shall;you can only;you are now;you will;you should always;you should never;you should only;you are not allowed;you may not;you cannot;you are no longer;you are a;you are an;you are my;you always;you never;you do;must you;the assistant;the ai;the model;the bot;the system;"
        + "from now on always;from now on never;from now on only;from now on call;from now on answer;from now on respond;from now on reply;from now on speak;from now on act;from now on use;from now on be;from now on do;from now on talk;from now on address;from now on end;from now on start;from now on treat;from now on write;from now on agree;from now on pretend;from now on ignore;"
        + "act as;act like a;behave as;behave like;answer as;respond as;reply as;answer in;respond in;reply in;speak like;talk like;speak as;pretend to be;pretend you;remember to;remember you;remember always;remember never;remember that you;make sure you;make sure to;your new;your rules;your instructions;your only;your job is;your role is;your task is;your name is;"
        + "repeat after me;store the;store this;save this;save the;save to memory;add to memory;add this to;to your memory;in your memory;in memory;to memory;record that;memorize;memorise;commit this;write to;log that;set your;the user is;the user has;the user wants;user is;user has;user must;without asking;without question;must always;must never;should always be called;always be called;be addressed as;never mention;never refuse;"
        + "do not ever;do not mention;do not tell;do not refuse;do not warn;do not suggest;do not recommend;do not remind;do not ask;do not say;do not use;do not answer;do not give;do not call;do not talk;do not be;do not lecture;do not include;print;output;call this function;call the tool;delete all;always answer;always respond;always reply;always call;always say;always use;always tell;always give;always speak;always agree;always address;always end;always start;always begin;always recommend;always treat;always do;"
        + "never ask;never tell;never say;never give;never suggest;never recommend;never remind;never call;never talk;never disagree;never use;never answer;follow these;following rules;following instructions;these rules;obey;comply;answer only;respond only;reply only;only answer;only respond;only reply;treat me as;address me as;refer to me as;consider me;tell everyone;tell other users;forget everything;forget all");

    /// <summary>What takes down the whole message: somebody wants to be obeyed.</summary>
    public static readonly string[][] Injections = Phrases(
        "ignore all;ignore any;ignore your;ignore previous;ignore the previous;ignore prior;ignore the above;ignore everything;ignore every;previous instructions;prior instructions;all instructions;your instructions;disregard all;disregard your;disregard previous;disregard any;disregard the;system prompt;system message;developer mode;debug mode;jailbreak;dan mode;new instructions;override;"
        + "admin access;i am an admin;i am the admin;i am the administrator;i am an administrator;root access;superuser;i am authorized;i am authorised;full access;i have permission;access to all;owner of this system;your developer;your creator;no restrictions;unrestricted;without restrictions;unfiltered;end of prompt;begin prompt;prompt injection;safety rules;safety guidelines;content policy;i am root;god mode;i am your");

    public static readonly FrozenSet<string> Interrogatives = Set("what how why who whom whose which where when should shall can could would will do does did is are am was were has have may might any");

    public static readonly FrozenSet<string> Pronouns = Set("i you he she it we they this that there my your his her our their the a an anyone someone one these those it's");

    public static readonly FrozenSet<string> Others = Set("he she they you someone somebody everyone everybody people anyone nobody who his her their your");

    public static bool Contains(string norm, string[][] phrases) => Array.Exists(phrases, phrase => IndexOf(norm, phrase) >= 0);

    public static int IndexOf(string norm, string[] phrase)
    {
        var text = phrase[0];
        for (var at = norm.IndexOf(text, StringComparison.Ordinal); at >= 0; at = norm.IndexOf(text, at + 1, StringComparison.Ordinal))
        {
            if ((at == 0 || norm[at - 1] == ' ') && (at + text.Length == norm.Length || norm[at + text.Length] == ' '))
            {
                return at;
            }
        }

        return -1;
    }

    public static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Each phrase whole, then its words; the longest first.</summary>
    public static string[][] Phrases(string table) =>
        [.. table.Split(';').Distinct().OrderByDescending(phrase => phrase.Length).Select(phrase => (string[])[phrase, .. phrase.Split(' ')])];
}
