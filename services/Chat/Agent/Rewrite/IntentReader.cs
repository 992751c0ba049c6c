using System.Collections.Frozen;
using AspireCoach.Models;
using AspireCoach.Models.Language;

namespace AspireCoach.Chat.Agent.Rewrite;

/// <summary>What a message wants, by its words.</summary>
internal sealed class IntentReader
{
    private const int WordsRead = 300;

    private static readonly FrozenSet<string> s_questionWords = Set(
        "who what when where which how why did do does have has had was were is are am can could should would will shall didn't don't haven't wasn't isn't");

    private static readonly FrozenSet<string> s_journalNouns = Set("journal diary");

    private static readonly FrozenSet<string> s_miss = Set(
        "fail failed failing skip skipped skipping miss missed missing forget forgot didn't couldn't haven't slip slipped struggle struggled struggling quit stop stopped "
        + "fell lapse lapsed break broke broken");

    private static readonly FrozenSet<string> s_reportStarts = Set(
        "just done finished finally already completed today yesterday skipped missed forgot managed did ran log mark check tick record checked logged no yes yep yeah update also sadly unfortunately");

    internal static readonly FrozenSet<string> Others = Set(
        "he she they brother sister friend wife husband mother father mom dad mum partner boss colleague neighbour neighbor son daughter you people everyone somebody someone anyone");

    private static readonly FrozenSet<string> s_unreal = Set(
        "want will would should might may could can hope wish like love hate need going gonna plan planning if usually always often sometimes never try used wanted planned hoped intended tried thought considered promised decided meant almost nearly i'll i'd let's must shall tomorrow");

    private static readonly FrozenSet<string> s_greetings = Set(
        "hi hello hey thanks thank thx ok okay great cool nice perfect bye goodbye cheers lol haha");

    private readonly IReadOnlyList<Word> _words;
    private readonly Phrases _phrases;
    private readonly bool _asks;

    private IntentReader(IReadOnlyList<Word> words)
    {
        _words = words;
        _phrases = new Phrases(words);
        _asks = _phrases.Mentions("?") || (s_questionWords.Contains(words[0].Text) && !IsDoneWithoutSubject(words))
            || _phrases.Starts("tell me", "show me", "give me", "explain", "summarize", "summarise", "compare", "list");
    }

    /// <param name="words">The message.</param>
    /// <param name="habits">The habits it names.</param>
    /// <param name="dates">The days it names.</param>
    public static string Read(IReadOnlyList<Word> words, IReadOnlyList<HabitMention> habits, IReadOnlyList<DateMention> dates) =>
        words.Count == 0 ? QuestionIntent.Chat : new IntentReader([.. words.Take(WordsRead)]).Intent(habits, dates);

    private string Intent(IReadOnlyList<HabitMention> habits, IReadOnlyList<DateMention> dates)
    {
        if (WritesJournal() || (_asks && LooksIntoJournal()))
        {
            return QuestionIntent.Journal;
        }

        if (_asks && AsksMemory(habits))
        {
            return QuestionIntent.Memory;
        }

        if (AsksReason())
        {
            return QuestionIntent.Reason;
        }

        if (_phrases.Has("which habits", "what habits", "list my habits", "list habits", "my habits are", "show my habits", "what are my habits", "how many habits", "habits do i have", "all my habits")
            || _phrases.Starts("list my", "show me my habits", "list all")
            || _phrases.Has("what do i have to do", "what is left", "what's left", "what's on", "what is on", "what is due", "what's due", "what do i need to do", "what is scheduled", "what's scheduled", "is scheduled", "is left to do", "what's planned", "what is planned"))
        {
            return QuestionIntent.List;
        }

        if (AsksMeal())
        {
            return QuestionIntent.Meal;
        }

        if (!_asks && Reports(habits, dates))
        {
            return QuestionIntent.Report;
        }

        if (AsksAdvice())
        {
            return QuestionIntent.Advice;
        }

        if (_asks && habits.Count > 0 && _phrases.Starts("would", "could", "should", "can", "is it", "will"))
        {
            return QuestionIntent.Advice;
        }

        return AsksProgress(habits, dates) ? QuestionIntent.Progress : QuestionIntent.Chat;
    }

    /// <summary>"Did 50 push-ups", "did it": told, not asked.</summary>
    private static bool IsDoneWithoutSubject(IReadOnlyList<Word> words) =>
        words[0].Is("did") && words.Count > 1 && words[1].Text is not ("i" or "we" or "you" or "the" or "that" or "this" or "he" or "she" or "they" or "anyone");

    private bool WritesJournal()
    {
        if (_words.Count > 1 && _words[1].IsMark(':') && _words[0].Text is "journal" or "diary" or "note")
        {
            return true;
        }

        if (_phrases.Starts("dear diary", "dear journal", "journal entry", "note to self", "note that", "diary entry", "new journal entry"))
        {
            return true;
        }

        return !_asks && NamesJournal()
            && (_phrases.Starts("note", "add", "write", "put", "save", "record", "log", "journal that", "please note", "please add", "please write", "please put", "can you add", "can you note", "enter"))
            || (_asks && NamesJournal() && _phrases.Starts("can you add", "can you note", "can you write", "could you add", "could you write", "could you note", "will you note", "please"));
    }

    private bool LooksIntoJournal() =>
        NamesJournal()
        || _phrases.Has("what did i write", "did i write about", "did i write down", "what have i written", "have i written about", "what did i note", "when did i write", "what did i say about");

    /// <summary>"My journal" is the journal; "did I journal" is a habit of writing.</summary>
    private bool NamesJournal()
    {
        for (var i = 0; i < _words.Count; i++)
        {
            if (s_journalNouns.Contains(_words[i].Text) && i > 0 && _words[i - 1].Text is "my" or "the" or "in" or "to" or "into" or "from")
            {
                return true;
            }
        }

        return false;
    }

    private bool AsksReason()
    {
        if (_phrases.Has("how come", "what stopped me", "what kept me from", "what got in the way", "got in my way", "what went wrong", "the reason", "what held me back", "what made me", "what prevented me", "reasons for", "what caused"))
        {
            return true;
        }

        if (_phrases.Has("what happened") && _asks)
        {
            return true;
        }

        var why = Math.Max(_phrases.IndexOf("why"), _phrases.IndexOf("why'd"));
        if (why < 0 || (why > 0 && !_asks && !_phrases.Starts("tell me why", "explain why", "i wonder why", "i don't know why")))
        {
            return false;
        }

        var next = why + 1 < _words.Count ? _words[why + 1].Text : "";
        return !(next is "should" or "would" or "can" || (next is "is" or "are" or "does" && !_phrases.Mentions("i", "my", "i'm")));
    }

    private bool Reports(IReadOnlyList<HabitMention> habits, IReadOnlyList<DateMention> dates)
    {
        var first = _words[0].Text;
        var until = _phrases.FirstOf("because", "since", "but", "so");
        var isPast = false;
        var isUnreal = false;
        var speaker = -1;
        var other = -1;
        for (var i = 0; i < until; i++)
        {
            isPast |= (Tenses.IsPast(_words[i].Text) && _words[i].Text is not ("have" or "has")) || (_words[i].Text is "read" or "hit" or "cut" && (dates.Count > 0 || _phrases.Mentions("just")));
            isUnreal |= s_unreal.Contains(_words[i].Text) && !(i > 0 && _words[i].Text is "like" or "can" && _words[i - 1].Is("felt"));
            speaker = speaker < 0 && _words[i].Text is "i" or "we" or "i've" or "we've" ? i : speaker;
            other = other < 0 && Others.Contains(_words[i].Text) && !IsNamed(i) ? i : other;
        }

        if (isUnreal && !_phrases.Has("i did", "i didn't", "i forgot", "i managed", "i missed", "i skipped", "check in", "as done"))
        {
            return false;
        }

        if (other >= 0 && (speaker < 0 || other < speaker))
        {
            return false;
        }

        if (_phrases.Starts("check in", "check off", "tick off", "mark", "log my", "log a", "log that", "record my", "record that", "check-in", "please log", "please mark", "please check") && (habits.Count > 0 || _phrases.Mentions("it", "that", "this")))
        {
            return true;
        }

        if (habits.Count > 0 && first is "log" or "record" or "track" or "tick")
        {
            return true;
        }

        var isDone = _phrases.Mentions("done", "finished", "completed");
        var names = habits.Count > 0 || _phrases.Mentions("it", "that", "everything", "nothing", "all", "them", "habits", "habit", "workout", "none");
        if (!names)
        {
            return false;
        }

        if (speaker >= 0)
        {
            return isPast || isDone;
        }

        return isDone || ((isPast || first is "no") && (s_reportStarts.Contains(first) || Tenses.IsPast(first) || (habits.Count > 0 && habits[0].First == 0)));

        bool IsNamed(int at) => habits.Any(habit => at >= habit.First && at <= habit.Last);
    }

    /// <summary>What the user told, or what is known of them; "when did I move?" too, where it is no habit.</summary>
    private bool AsksMemory(IReadOnlyList<HabitMention> habits) =>
        _phrases.Has("know about me", "did i tell you", "have i told you", "i told you", "i've told you", "did i mention", "have i mentioned", "do you remember", "you remember", "remind me what i", "remind me when i",
            "what are my goals", "what is my goal", "what's my goal", "what was my goal", "which goals", "what goals", "my allergies", "what am i allergic", "am i allergic", "know of me", "remember about me", "do you know what i", "do you know my", "do you know when i")
        || (habits.Count == 0 && _phrases.Has("when did i") && !_words.Any(word => IsMiss(word.Text) || word.Text is "last" or "habit" or "habits" or "workout" or "streak" or "it" or "that" or "do"));

    /// <summary>What to eat: asked for, not told of.</summary>
    private bool AsksMeal() =>
        _phrases.Mentions("meal", "meals", "dinner", "lunch", "breakfast", "snack", "snacks", "recipe", "recipes", "cook", "eat", "supper", "dish", "food", "menu")
        && (_phrases.Has("what should i", "what can i", "what could i", "what shall i", "what do i eat", "what to eat", "what to cook", "suggest", "suggestion", "suggestions", "recommend", "recommendation", "idea", "ideas", "something to eat", "recipe", "recipes", "meal plan",
                "can i eat", "should i eat", "could i eat", "should i cook", "what would you cook", "what's for", "what is for", "propose", "a good dinner", "a good lunch", "a good breakfast", "a good meal", "a good snack", "plan a meal", "plan my meals", "give me a meal", "give me a dinner", "need a meal", "need a dinner", "want a meal", "a meal for", "a dinner for")
            || _phrases.Starts("suggest", "recommend", "propose", "cook"));

    private bool AsksAdvice() =>
        _phrases.Has("how can i", "how could i", "how do i", "how should i", "what should i", "what can i", "what could i", "should i", "help me", "any tips", "any advice", "any ideas", "give me advice",
            "some advice", "your advice", "motivate me", "you suggest", "you recommend", "what would you", "how to", "what helps", "i need help", "i struggle", "i'm struggling", "i want to", "i keep failing",
            "can't seem", "get better at", "i'd like to", "do you think i", "why should i");

    private bool AsksProgress(IReadOnlyList<HabitMention> habits, IReadOnlyList<DateMention> dates)
    {
        if (_phrases.Mentions("streak", "streaks", "progress", "summary", "summarize", "summarise", "statistics", "stats", "completion", "overview", "recap", "review", "compare", "trend", "consistent", "consistency"))
        {
            return true;
        }

        if (_phrases.Has("how did i", "how am i doing", "how have i", "how was my", "how were my", "how is my", "how are my", "how many", "how often", "how much", "how far", "how long", "when did i", "did i", "have i", "what did i do",
            "what have i", "how did my", "how did the", "how has my", "how's my", "was i", "am i on track", "which days", "what days", "how well", "last time i", "how does my"))
        {
            return true;
        }

        return _asks && (habits.Count > 0 || dates.Count > 0) && (_phrases.Starts("how", "what", "which", "when", "show me", "give me", "tell me", "was", "were", "did", "have") || dates.Count > 0);
    }

    /// <summary>True for a message that only greets, thanks or agrees.</summary>
    public static bool IsGreeting(IReadOnlyList<Word> words) => words.Count > 0 && words.Count <= 6 && s_greetings.Contains(words[0].Text);

    /// <summary>True where the words speak of failing.</summary>
    public static bool IsMiss(string word) => s_miss.Contains(word);

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
