using AspireCoach.Models.Language;

namespace AspireCoach.Models.Offline.Meals;

/// <summary>
/// Reads a sentence for food that is left out: word by word, in the mode that the last telling word has set. Wide rather than
/// narrow: a dish too few costs less than one that makes ill.
/// </summary>
internal sealed class FoodReading
{
    private readonly IReadOnlyList<Word> _words;
    private readonly MealBook _book;
    private readonly bool _isFact;

    private FoodReading(IReadOnlyList<Word> words, MealBook book, bool isFact) => (_words, _book, _isFact) = (words, book, isFact);

    private enum Mode
    {
        None,

        /// <summary>What follows is not tolerated.</summary>
        Allergy,

        /// <summary>What follows is not eaten.</summary>
        Denial,

        /// <summary>What follows is not, or no longer, an allergy.</summary>
        Ended,
    }

    /// <summary>The foods that are left out, as they were named.</summary>
    public List<string> Foods { get; } = [];

    /// <summary>What else the user is or does: "you are vegan".</summary>
    public List<string> Traits { get; } = [];

    public List<string> Classes { get; } = [];

    /// <summary>Stems of ingredients that belong to no class.</summary>
    public List<string> Left { get; } = [];

    public bool IsAllergy { get; private set; }

    public bool IsIntolerance { get; private set; }

    /// <summary>True where an allergy or a diet is said to be over, or never to have been.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>True where something is not tolerated that is no food known here.</summary>
    public bool IsUnclear { get; private set; }

    /// <param name="words">One sentence, or a fact.</param>
    /// <param name="book">What foods are made of.</param>
    /// <param name="isFact">True for what is about the user and nothing else: "cannot" needs no "eat" there.</param>
    public static FoodReading Of(IReadOnlyList<Word> words, MealBook book, bool isFact)
    {
        var reading = new FoodReading(words, book, isFact);
        reading.Read();
        reading.ReadCauses();
        return reading;
    }

    private void Read()
    {
        var mode = Mode.None;
        var isNamed = true; // Whether the segment "peanuts", "and kiwi" of what is not tolerated has a food that is known.
        for (var at = 0; at < _words.Count; at++)
        {
            var word = _words[at];
            if (EndsClause(at, mode))
            {
                EndSegment(mode, isNamed);
                (mode, isNamed) = (Mode.None, true);
            }
            else if (IsAllergyAt(at))
            {
                mode = DeniesBefore(at) ? Mode.Ended : Mode.Allergy;
                IsEnded |= mode == Mode.Ended;
                isNamed = mode == Mode.Ended || NamesBefore(at, word);
            }
            else if (mode == Mode.Allergy && (word.Text is "and" or "or" or "," or "&"))
            {
                EndSegment(mode, isNamed);
                isNamed = !HasContentBehind(at);
            }
            else if (mode == Mode.Allergy && word.Is("not"))
            {
                mode = Mode.Ended;
            }
            else if (Denies(at))
            {
                mode = mode == Mode.Allergy ? mode : Mode.Denial;
            }
            else
            {
                isNamed |= Take(at, mode);
            }
        }

        EndSegment(mode, isNamed);
    }

    private void EndSegment(Mode mode, bool isNamed) => IsUnclear |= mode == Mode.Allergy && !isNamed;

    /// <summary>Takes up what the word says; true where it is food.</summary>
    private bool Take(int at, Mode mode)
    {
        var word = _words[at];
        var isFree = Is(at + 1, "free") || (at + 1 < _words.Count && _words[at + 1].IsMark('-') && Is(at + 2, "free"));
        if (_book.Diets.TryGetValue(word.Text, out var excluded))
        {
            if (FoodWords.IsNot(_words, at))
            {
                IsEnded = true;
                return true;
            }

            Classes.AddRange(excluded);
            Traits.Add($"you are {FoodWords.Diet(word.Text)}");
            IsAllergy |= FoodWords.IsCoeliac(word);
            return true;
        }

        if (isFree && _book.ClassesOf(word) is { Count: > 0 } free)
        {
            Classes.AddRange(free);
            Traits.Add($"you eat {word.Text}-free");
            return true;
        }

        return mode is Mode.Allergy or Mode.Denial && Leave(word);
    }

    private bool Leave(Word word)
    {
        if (_book.ClassesOf(word) is { Count: > 0 } known)
        {
            Classes.AddRange(known);
        }
        else if (_book.IsFood(word))
        {
            Left.Add(EnglishStem.Of(word.Text));
        }
        else
        {
            return false;
        }

        Foods.Add(word.Text);
        return true;
    }

    /// <summary>"A peanut and egg allergy", "lactose intolerant": the foods right before the word.</summary>
    private bool NamesBefore(int at, Word word)
    {
        IsAllergy = true;
        IsIntolerance |= !word.Text.StartsWith("allerg", StringComparison.Ordinal) && !word.Text.StartsWith("anaphyla", StringComparison.Ordinal);
        var isNamed = false;
        var first = at;
        while (first > 0 && at - first < 6 && (_words[first - 1].Kind == WordKind.Letters || _words[first - 1].IsMark(',')) && !FoodWords.BeginsName(_words[first - 1]))
        {
            first--;
        }

        for (var i = first; i < at; i++)
        {
            isNamed |= Leave(_words[i]);
        }

        // "Because of an allergy": what it is of stands elsewhere, and in a message may be known of old.
        var isBare = first == at && !Is(at + 1, "to") && !(at + 1 < _words.Count && _words[at + 1].IsMark(':'));
        return isNamed || (isBare && (Foods.Count > 0 || !_isFact));
    }

    /// <summary>"Sensitive" skin is no allergy.</summary>
    private bool IsAllergyAt(int at) =>
        FoodWords.IsAllergy(_words[at])
        && (!_words[at].Text.StartsWith("sensitiv", StringComparison.Ordinal) || Is(at + 1, "to") || (at > 0 && _book.ClassesOf(_words[at - 1]).Count > 0));

    private bool HasContentBehind(int at)
    {
        for (var i = at + 1; i < _words.Count; i++)
        {
            if (_words[i].Kind == WordKind.Letters && _words[i].Text is not ("and" or "or" or "also" or "it" or "is" or "very" or "severe" or "severely"))
            {
                return !EndsClause(i, Mode.Allergy);
            }
        }

        return false;
    }

    /// <summary>"Not allergic to …", "no longer has an allergy to …".</summary>
    private bool DeniesBefore(int at)
    {
        for (var i = at - 1; i >= 0 && at - i <= 6 && _words[i].Kind == WordKind.Letters && !FoodWords.EndsClause(_words[i]) && !FoodWords.IsMeal(_words[i]); i--)
        {
            if (_words[i].Text is "not" or "no" or "isn't" or "wasn't" or "never" or "longer" or "don't" or "doesn't" or "without")
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>"Does not eat", "without", "hates", "no": from here on food is left out.</summary>
    private bool Denies(int at)
    {
        var word = _words[at];
        if (FoodWords.IsRefusal(_words, at))
        {
            // "No known allergy to …" denies the allergy.
            return !(word.Text is "no" or "without" && _words.Skip(at).Take(6).TakeWhile(next => !FoodWords.EndsClause(next)).Any(FoodWords.IsAllergy));
        }

        if (!FoodWords.IsNegation(word))
        {
            return false;
        }

        var following = _words.Skip(at + 1).TakeWhile(next => !FoodWords.EndsClause(next)).ToList();
        if (following.TakeWhile(next => !FoodWords.IsEaten(next)).Any(next => FoodWords.IsAllergy(next) || _book.Diets.ContainsKey(next.Text)))
        {
            return false;
        }

        return _isFact ? !following.Take(2).Any(next => next.Text is "only" or "just") : following.Take(3).Any(FoodWords.IsEaten);
    }

    private bool EndsClause(int at, Mode mode)
    {
        var word = _words[at];
        if (word.Text is "." or ";" or "!" or "?" || (FoodWords.EndsClause(word) && !(mode == Mode.Allergy && word.Text is "only" or "just")))
        {
            return true;
        }

        return mode == Mode.Allergy ? FoodWords.BeginsAnew(word)
            : mode == Mode.Denial && (FoodWords.Asks(word) || (word.Text is "," or "and" && at + 1 < _words.Count && FoodWords.BeginsAnew(_words[at + 1])));
    }

    /// <summary>"Dairy makes me sick", "onions don't agree with me".</summary>
    private void ReadCauses()
    {
        for (var at = 1; at < _words.Count; at++)
        {
            if (!FoodWords.Causes(_words, at))
            {
                continue;
            }

            var isNamed = false;
            for (var before = at - 1; before >= 0 && !EndsClause(before, Mode.None); before--)
            {
                isNamed |= Leave(_words[before]);
            }

            (IsAllergy, IsIntolerance) = (IsAllergy || isNamed, IsIntolerance || isNamed);
        }
    }

    private bool Is(int at, string text) => at < _words.Count && _words[at].Is(text);
}
