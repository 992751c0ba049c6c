using System.Text;

namespace AspireCoach.Memory.Extraction.Reading;

/// <summary>Whether a clause says something of its speaker that holds.</summary>
internal enum Standing
{
    Asserted,
    Question,
    Hypothetical,
    Joke,
    Reported,
    Instruction,
}

/// <summary>A statement with one subject, and how it stands in the message.</summary>
internal sealed class Clause
{
    private readonly int[] _starts;

    public Clause(IReadOnlyList<Token> tokens, Standing standing, int sentence, bool corrects)
    {
        Tokens = tokens;
        Standing = standing;
        Sentence = sentence;
        Corrects = corrects;
        _starts = new int[tokens.Count];
        var norm = new StringBuilder();
        for (var i = 0; i < tokens.Count; i++)
        {
            norm.Append(i > 0 ? " " : "");
            _starts[i] = norm.Length;
            norm.Append(tokens[i].Norm);
        }

        Norm = norm.ToString();
        Start = tokens.Min(token => token.Start);
        End = tokens.Max(token => token.End);
    }

    public IReadOnlyList<Token> Tokens { get; }

    /// <summary>The words as rules see them, one space between two.</summary>
    public string Norm { get; }

    public Standing Standing { get; }

    /// <summary>Index of its sentence in the message.</summary>
    public int Sentence { get; }

    /// <summary>True where it takes back what was said just before: "sorry, I mean …".</summary>
    public bool Corrects { get; }

    public int Start { get; }

    public int End { get; }

    /// <summary>The tokens of a span of <see cref="Norm"/>.</summary>
    public IEnumerable<Token> Within(int start, int length)
    {
        for (var i = 0; i < Tokens.Count && _starts[i] < start + length; i++)
        {
            if (_starts[i] >= start)
            {
                yield return Tokens[i];
            }
        }
    }
}
