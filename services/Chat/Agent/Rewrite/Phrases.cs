using AspireCoach.Models.Language;

namespace AspireCoach.Chat.Agent.Rewrite;

/// <summary>Finds words and phrases among a message's words.</summary>
internal sealed class Phrases(IReadOnlyList<Word> words)
{
    private readonly HashSet<string> _all = words.Select(word => word.Text).ToHashSet(StringComparer.Ordinal);

    public bool Mentions(params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (_all.Contains(word))
            {
                return true;
            }
        }

        return false;
    }

    public int IndexOf(string text)
    {
        for (var i = 0; i < words.Count; i++)
        {
            if (words[i].Is(text))
            {
                return i;
            }
        }

        return -1;
    }

    public int FirstOf(params ReadOnlySpan<string> texts)
    {
        for (var i = 0; i < words.Count; i++)
        {
            foreach (var text in texts)
            {
                if (i > 0 && words[i].Is(text))
                {
                    return i;
                }
            }
        }

        return words.Count;
    }

    public bool Starts(params ReadOnlySpan<string> phrases)
    {
        foreach (var phrase in phrases)
        {
            if (PhraseAt(0, phrase))
            {
                return true;
            }
        }

        return false;
    }

    public bool Has(params ReadOnlySpan<string> phrases)
    {
        foreach (var phrase in phrases)
        {
            var head = phrase.AsSpan(0, phrase.IndexOf(' ', StringComparison.Ordinal) is var space and > 0 ? space : phrase.Length);
            for (var i = 0; i < words.Count; i++)
            {
                if (head.SequenceEqual(words[i].Text) || (words[i].Possessive && head.StartsWith(words[i].Text)))
                {
                    if (PhraseAt(i, phrase))
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    private bool PhraseAt(int at, string phrase)
    {
        foreach (var part in phrase.AsSpan().Split(' '))
        {
            var expected = phrase.AsSpan()[part];
            if (at >= words.Count)
            {
                return false;
            }

            var word = words[at];
            var isSame = expected.SequenceEqual(word.Text) || (word.Possessive && expected.EndsWith("'s") && expected[..^2].SequenceEqual(word.Text));
            if (!isSame)
            {
                return false;
            }

            at++;
        }

        return true;
    }
}
