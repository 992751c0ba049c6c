using System.Text;

namespace AspireCoach.Chat.Agent;

/// <summary>
/// Collects what a model writes and says when it is time to make it visible: soon for the first words, then in
/// batches. Replaces what cannot be stored (NUL, lone surrogates), holds back half a surrogate pair, leaves out blanks
/// before the first word, and ends at the longest reply.
/// </summary>
internal sealed class AnswerText(int mostCharacters, TimeSpan batch, TimeProvider time)
{
    private static readonly TimeSpan FirstBatch = TimeSpan.FromMilliseconds(15);
    private readonly StringBuilder _pending = new();
    private int _taken;
    private bool _breaks;
    private bool _full;
    private char _highSurrogate;
    private long _since;

    /// <summary>Characters taken or waiting.</summary>
    public int Length => _taken + _pending.Length;

    /// <summary>True when the longest reply is reached: nothing more is taken in.</summary>
    public bool IsFull => _full || Length >= mostCharacters;

    /// <summary>How long what is waiting may still wait; null when nothing is.</summary>
    public TimeSpan? Due
    {
        get
        {
            if (_pending.Length == 0)
            {
                return null;
            }

            var left = (_taken == 0 ? FirstBatch : batch) - time.GetElapsedTime(_since);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    public void Add(string text)
    {
        if (_pending.Length == 0)
        {
            _since = time.GetTimestamp();
        }

        foreach (var character in text)
        {
            if (IsFull)
            {
                return;
            }

            if (_breaks || (Length == 0 && _highSurrogate == 0))
            {
                if (char.IsWhiteSpace(character))
                {
                    continue;
                }

                if (_breaks)
                {
                    _breaks = false;
                    _full = Length + 2 >= mostCharacters;
                    if (_full)
                    {
                        return;
                    }

                    _pending.Append("\n\n");
                }
            }

            Add(character);
        }
    }

    /// <summary>What follows, if anything does, is a paragraph of its own.</summary>
    public void Break()
    {
        EndHalf();
        _breaks = Length > 0;
    }

    /// <summary>What is waiting, to be written now.</summary>
    public string Take()
    {
        var text = _pending.ToString();
        _pending.Clear();
        _taken += text.Length;
        return text;
    }

    private void Add(char character)
    {
        if (_highSurrogate != 0)
        {
            if (char.IsLowSurrogate(character))
            {
                _full = Length + 2 > mostCharacters;
                if (!_full)
                {
                    _pending.Append(_highSurrogate).Append(character);
                }

                _highSurrogate = default;
                return;
            }

            EndHalf();
            if (IsFull)
            {
                return;
            }
        }

        if (char.IsHighSurrogate(character))
        {
            _highSurrogate = character;
        }
        else
        {
            _pending.Append(character is '\0' || char.IsLowSurrogate(character) ? '\uFFFD' : character);
        }
    }

    /// <summary>Half a pair whose other half has not come is no character.</summary>
    private void EndHalf()
    {
        if (_highSurrogate != 0)
        {
            _pending.Append('\uFFFD');
            _highSurrogate = default;
        }
    }
}
