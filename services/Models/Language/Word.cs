namespace AspireCoach.Models.Language;

/// <summary>A word, a number or a mark of a text.</summary>
/// <param name="Start">Offset of its first character in the text.</param>
/// <param name="End">Offset after its last character, a possessive ’s included.</param>
/// <param name="Text">Lower case, straight apostrophes, without a possessive ’s; a mark is itself.</param>
/// <param name="Kind">What it is.</param>
public readonly record struct Word(int Start, int End, string Text, WordKind Kind)
{
    /// <summary>The value of a number of at most nine digits; -1 for everything else.</summary>
    public int Value { get; init; } = -1;

    /// <summary>True for 1st, 2nd, 3rd, 4th.</summary>
    public bool Ordinal { get; init; }

    /// <summary>True when ’s was cut off.</summary>
    public bool Possessive { get; init; }

    /// <summary>True when the first letter is upper case.</summary>
    public bool Capital { get; init; }

    /// <summary>True for the first word of a sentence, where a capital says nothing.</summary>
    public bool Opens { get; init; }

    public bool Is(string text) => string.Equals(Text, text, StringComparison.Ordinal);

    public bool IsMark(char mark) => Kind == WordKind.Mark && Text[0] == mark;
}

public enum WordKind
{
    Letters,
    Number,
    Mark,
}
