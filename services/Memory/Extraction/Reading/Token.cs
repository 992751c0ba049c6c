namespace AspireCoach.Memory.Extraction.Reading;

/// <summary>A word as rules see it, and where the text has it. "Don't" is two, both of the same span.</summary>
/// <param name="Norm">Lower case, contractions spelled out, common misspellings mended; <c>,</c> or <c>;</c> for marks that part.</param>
/// <param name="Start">Offset of the first character in the message.</param>
/// <param name="End">Offset after the last.</param>
/// <param name="Capital">Whether the text has a capital that is not owed to the sentence's start.</param>
internal readonly record struct Token(string Norm, int Start, int End, bool Capital)
{
    public bool IsMark => Norm is "," or ";";

    public bool IsNumber => char.IsAsciiDigit(Norm[0]);
}
