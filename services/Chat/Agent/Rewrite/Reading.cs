using System.Collections.Frozen;
using AspireCoach.Models;
using AspireCoach.Models.Language;
using NodaTime;

namespace AspireCoach.Chat.Agent.Rewrite;

/// <summary>What the conversation was about before a message.</summary>
internal sealed record Topic(IReadOnlyList<HabitReference> Habits, LocalDate? From, LocalDate? To, string Intent)
{
    public static readonly Topic None = new([], null, null, QuestionIntent.Chat);
}

/// <summary>A message understood: by itself, and with what it takes from the conversation.</summary>
internal sealed class Reading
{
    private static readonly string[] s_pronouns = ["it", "that", "this", "them", "those", "these", "one"];

    /// <summary>A question of only these asks for the reason of what was just spoken of: "What got in the way?"</summary>
    private static readonly FrozenSet<string> s_bareReason =
        "what why how come got in the way my stopped me went wrong happened kept from doing did i miss skip fail reason prevented held back was is there any for again do you know say tell please made caused and so but then".Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private bool _leans;

    private Reading(string text, IReadOnlyList<Word> words)
    {
        Text = text;
        Words = words;
    }

    public string Text { get; }

    public IReadOnlyList<Word> Words { get; }

    /// <summary>The days that the message names and means.</summary>
    public IReadOnlyList<DateMention> Dates { get; private set; } = [];

    /// <summary>The habits that the message names.</summary>
    public IReadOnlyList<HabitMention> Named { get; private set; } = [];

    public IReadOnlyList<HabitReference> Habits { get; private set; } = [];

    public LocalDate? From { get; private set; }

    public LocalDate? To { get; private set; }

    public string Intent { get; private set; } = QuestionIntent.Chat;

    /// <summary>Index of the word that stands for a habit named earlier.</summary>
    public int? Pronoun { get; private set; }

    /// <summary>True for a question that is none without the one before it: "And the week before?"</summary>
    public bool IsFollowUp { get; private set; }

    public bool HasCarriedHabits { get; private set; }

    public bool HasCarriedDates { get; private set; }

    /// <summary>True where the message may take something from the conversation: only then need that be read.</summary>
    public bool NeedsTopic =>
        _leans || Pronoun is not null || Dates.Any(date => date.Offset is not null) || (Intent == QuestionIntent.Reason && QueryPhrase.BareFailure(this) is not null);

    /// <summary>A message by itself; <see cref="Carry"/> adds what it takes from the conversation.</summary>
    public static Reading Of(string text, ZonedDateTime now, IReadOnlyList<HabitReference> habits)
    {
        var words = EnglishWords.Read(text);
        var dates = DateReader.Read(words, now);
        var reading = new Reading(text, words) { Named = HabitNames.Find(words, habits) };
        reading.Named = [.. Asked([.. reading.Named], words, named => named.Last).Where(named => !dates.Exists(date => named.First >= date.First && named.Last <= date.Last) && HabitSense.IsUsers(words, named, dates))];
        reading.Habits = [.. reading.Named.Select(mention => mention.Habit)];
        reading.Intent = IntentReader.Read(words, reading.Named, dates);
        reading.Dates = Meant(dates, words, now.Date);
        reading.Pronoun = reading.FindPronoun();
        reading._leans = reading.LeansOnEarlier();
        reading.Span();
        return reading;
    }

    /// <summary>
    /// Days within a stated reason are not those asked about, and where a text speaks of past and coming days, the past
    /// ones can be looked up.
    /// </summary>
    private static List<DateMention> Meant(List<DateMention> dates, IReadOnlyList<Word> words, LocalDate today)
    {
        var meant = Asked(Said(dates, words), words, date => date.Last);
        var because = -1;
        for (var i = 1; i < words.Count && because < 0; i++)
        {
            because = words[i].Is("because") ? i : -1;
        }

        if (because > 0 && dates.Exists(date => date.Last < because))
        {
            meant = [.. meant.Where(date => date.Last < because)];
        }

        return meant.Exists(date => date.From <= today) ? [.. meant.Where(date => date.From <= today)] : meant;
    }

    /// <summary>Where a text tells and then asks, what it asks about: that which stands in a sentence with a question mark, if anything does.</summary>
    private static List<T> Asked<T>(List<T> named, IReadOnlyList<Word> words, Func<T, int> last)
    {
        if (named.Count < 2)
        {
            return named;
        }

        // From the end, so that a text of nothing but days is read once.
        var asks = new bool[words.Count];
        var isQuestion = false;
        for (var i = words.Count - 1; i >= 0; i--)
        {
            asks[i] = isQuestion;
            isQuestion = words[i] is { Kind: WordKind.Mark, Text: "." or "!" or "?" or ";" } ? words[i].Text == "?" : isQuestion;
        }

        var asked = named.Where(one => asks[last(one)]).ToList();
        return asked.Count > 0 ? asked : named;
    }

    /// <summary>"Friday... sorry, Saturday" means Saturday, and "last month, from the 3rd to the 5th" those days alone.</summary>
    private static List<DateMention> Said(List<DateMention> dates, IReadOnlyList<Word> words)
    {
        List<DateMention> said = [];
        foreach (var date in dates)
        {
            if (said.Count > 0 && said[^1] is var before && words.Skip(before.Last + 1).Take(date.First - before.Last - 1).ToList() is { Count: > 0 and <= 7 } between
                && between[0].Kind == WordKind.Mark
                && (between.Exists(word => word.Text is "sorry" or "mean" or "meant" or "rather" or "wait" or "actually" or "oops" or "well")
                    || (date.From >= before.From && date.To <= before.To && between.TrueForAll(word => word.Kind == WordKind.Mark || word.Text is "so" or "that" or "is" or "namely" or "i" or "e"))))
            {
                said.RemoveAt(said.Count - 1);
            }

            said.Add(date);
        }

        return said;
    }

    /// <summary>Takes over what the message leaves to the conversation before it.</summary>
    public void Carry(Topic topic)
    {
        IsFollowUp = _leans && topic != Topic.None;
        var isAnchored = topic.From is not null;
        Dates = [.. Dates.Select(date => isAnchored ? date.CountedFrom(topic.From!.Value, topic.To!.Value) : date)];
        var countsFromEarlier = isAnchored && Dates.Any(date => date.Offset is not null);
        if (Habits.Count == 0 && topic.Habits.Count > 0 && (IsFollowUp || Pronoun is not null || countsFromEarlier || (Intent == QuestionIntent.Reason && QueryPhrase.BareFailure(this) is not null)))
        {
            Habits = topic.Habits;
            HasCarriedHabits = true;
        }

        if (IsFollowUp && Intent is QuestionIntent.Chat or QuestionIntent.Progress && topic.Intent is QuestionIntent.Reason or QuestionIntent.Progress or QuestionIntent.Journal)
        {
            Intent = topic.Intent;
        }

        Span();
        if (Dates.Count == 0 && isAnchored && (IsFollowUp || Pronoun is not null) && Intent is QuestionIntent.Reason or QuestionIntent.Progress or QuestionIntent.Report)
        {
            (From, To) = (topic.From, topic.To);
            HasCarriedDates = true;
        }
    }

    private void Span()
    {
        if (Dates.Count > 0)
        {
            From = Dates.Min(date => date.From);
            To = Dates.Max(date => date.To);
        }
    }

    /// <summary>Short, and nothing but a day, a habit or a question word beside the words that tie it to what came before.</summary>
    private bool LeansOnEarlier()
    {
        if (Words.Count == 0 || Words.Count > 14)
        {
            return false;
        }

        var letters = Words.Where(word => word.Kind == WordKind.Letters).ToList();
        if (letters.Count is 0 or > 9)
        {
            return false;
        }

        if (letters[0].Text is "and" or "also" || (letters.Count > 1 && letters[1].Text is "about" or "bout" or "abt" or "of" && letters[0].Text is "what" or "how") || (letters[0].Is("same") && letters.Count > 1 && letters[1].Text is "for" or "with" or "question" or "thing" or "again" or "but"))
        {
            return Intent is QuestionIntent.Chat or QuestionIntent.Progress or QuestionIntent.Reason;
        }

        if (Intent == QuestionIntent.Reason && Named.Count == 0 && Pronoun is null && letters.TrueForAll(word => s_bareReason.Contains(word.Text)))
        {
            return true;
        }

        var rest = 0;
        for (var i = 0; i < Words.Count; i++)
        {
            var at = i;
            var isNamed = Dates.Any(date => at >= date.First && at <= date.Last) || Named.Any(named => at >= named.First && at <= named.Last);
            rest += isNamed || Words[i].Kind == WordKind.Mark || Words[i].Text is "why" or "not" or "how" or "come" or "so" or "but" or "my" or "the" or "that" or "then" or "was" or "exactly" or "really" ? 0 : 1;
        }

        return rest == 0 && (Words[^1].IsMark('?') || letters[0].Text is "why");
    }

    /// <summary>"Did I do it?" stands for a habit; "it was raining" does not.</summary>
    private int? FindPronoun()
    {
        if (Named.Count > 0 || Intent is not (QuestionIntent.Reason or QuestionIntent.Progress or QuestionIntent.Report))
        {
            return null;
        }

        for (var i = 0; i < Words.Count; i++)
        {
            var at = i;
            if (!s_pronouns.Contains(Words[i].Text, StringComparer.Ordinal) || Words[i].Possessive || Dates.Any(date => at >= date.First && at <= date.Last))
            {
                continue;
            }

            var before = i > 0 ? Words[i - 1].Text : "";
            var after = i + 1 < Words.Count ? Words[i + 1].Text : "";
            if (Words[i].Is("one") && before is not ("that" or "this" or "the" or "miss" or "skip" or "missed" or "skipped"))
            {
                continue;
            }

            var isObject = Tenses.IsPast(before) && before is not ("was" or "is" or "were" or "had" or "has" or "have")
                || before is "do" or "skip" or "miss" or "fail" or "finish" or "keep" or "complete" or "doing" or "skipping" or "missing" or "forget" or "with" or "at" or "of"
                    or "about" or "for" or "log" or "mark" or "check" or "stop" or "drop" or "manage" or "skipped" or "that" or "this" or "in" or "on" or "off";
            var isSubject = Words[i].Text is "it" or "that" && before is "did" or "was" or "does" or "is" && after is "go" or "fail" or "work" or "going" or "?" or "" or "not" or "last" or "on";
            isObject |= Words[i].Text is "it" or "them" && (i + 1 == Words.Count || Words[i + 1].Kind == WordKind.Mark || Dates.Any(date => date.First == at + 1)) && before is not ("was" or "is" or "were" or "are" or "like" or "");
            if ((isObject && after is not ("is" or "was")) || isSubject || after is "habit" or "habits")
            {
                return i;
            }
        }

        return null;
    }

    /// <summary>What the conversation is about after a user's message.</summary>
    public Topic Then(Topic topic) =>
        Habits.Count == 0 && From is null && Intent is QuestionIntent.Chat or QuestionIntent.Advice or QuestionIntent.List
            ? topic
            : new Topic(Habits, From, To, Intent);

    /// <summary>
    /// What it is about after the coach's: one habit or one day that the coach singled out is what "it" and "then" mean;
    /// of several, those the user asked about stay.
    /// </summary>
    public Topic AfterCoach(Topic topic)
    {
        var named = Habits.Count == 1 || topic.Habits.Count == 0 ? Habits : [];
        var days = Dates.Where(date => date.Offset is null).ToList();
        var isOneDay = days.Count > 0 && days.TrueForAll(date => date.From == days[0].From && date.To == date.From);
        return topic with
        {
            Habits = named.Count > 0 ? named : topic.Habits,
            From = isOneDay ? days[0].From : topic.From,
            To = isOneDay ? days[0].To : topic.To,
        };
    }
}
