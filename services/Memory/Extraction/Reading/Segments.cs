namespace AspireCoach.Memory.Extraction.Reading;

/// <summary>A part of a sentence with one subject.</summary>
/// <param name="Tokens">Its words, the conjunction before them left out.</param>
/// <param name="Joint">The conjunction; "" for none.</param>
internal sealed record Segment(IReadOnlyList<Token> Tokens, string Joint)
{
    public string Norm { get; } = string.Join(' ', Tokens.Select(token => token.Norm));

    /// <summary>True where "if" or its kin opens it.</summary>
    public bool IsCondition => Joint is "if" or "unless" or "assuming";
}

/// <summary>Parts sentences, with and without punctuation, where a new subject or another verb of the same one begins.</summary>
internal static class Segments
{
    public static List<Segment> Of(IReadOnlyList<Token> tokens)
    {
        List<Segment> segments = [];
        List<Token> current = [];
        var joint = "";
        for (var at = 0; at < tokens.Count;)
        {
            var (width, newJoint, shares) = Boundary(tokens, at, current);
            if (width < 0)
            {
                current.Add(tokens[at++]);
                continue;
            }

            var subject = current.Count > 0 && current[0].Norm is "i" or "we" ? current[0] : (Token?)null;
            Close();
            joint = newJoint;
            at += width;
            if (shares && subject is { } known && at < tokens.Count)
            {
                current.Add(new Token(known.Norm, tokens[at].Start, tokens[at].Start, false));
            }
        }

        Close();
        return segments;

        void Close()
        {
            if (current.Exists(token => !token.IsMark))
            {
                segments.Add(new Segment(current, joint));
            }

            current = [];
        }
    }

    /// <returns>How many words part here, -1 for none.</returns>
    private static (int Width, string Joint, bool Shares) Boundary(IReadOnlyList<Token> tokens, int at, List<Token> current)
    {
        var norm = tokens[at].Norm;
        if (norm is ";")
        {
            var joint = At(tokens, at + 1);
            return Wordings.Conjunctions.Contains(joint) ? (2, joint, false) : (1, "", false);
        }

        if (current.Count == 0)
        {
            return norm is "if" or "unless" or "assuming" ? (1, norm, false) : (-1, "", false);
        }

        if (norm is "if" or "unless" && current[^1].Norm is not ("as" or "even" or "what" or "only" or "sure" or "wonder" or "wondering" or "see" or "know" or "ask" or "check" or "tell" or "matter" or "if"))
        {
            return (1, norm, false);
        }

        var isComma = norm is ",";
        var isConjunction = Wordings.Conjunctions.Contains(norm);
        if (isComma || isConjunction)
        {
            var next = isComma ? at + 1 : at;
            var joint = "";
            while (Wordings.Conjunctions.Contains(At(tokens, next)) && next <= at + 2)
            {
                joint = At(tokens, next++);
            }

            if (At(tokens, next) is "if" or "unless")
            {
                return (next - at + 1, At(tokens, next), false);
            }

            if (isConjunction && norm is "as" && At(tokens, next) is not ("i" or "my"))
            {
                return (-1, "", false);
            }

            if (Wordings.Subjects.Contains(At(tokens, next)) && !(isConjunction && !isComma && joint is "and" or "or" && At(tokens, next) is "my" or "this" or "that" or "our" && !HasVerb(tokens, next)))
            {
                return (next - at, joint, false);
            }

            if ((isComma || joint is "and" or "but" or "so" or "because") && current[0].Norm is "i" or "we" && Shares(tokens, next, current))
            {
                return (next - at, joint, true);
            }

            if (joint is "so" && next < tokens.Count && At(tokens, next) is not ("that" or "much" or "many" or "far" or "long" or "on" or "called"))
            {
                return (next - at, joint, false);
            }

            if (next < tokens.Count && joint is "and" or "" && At(tokens, next) is not ("that" or "much" or "many" or "far" or "who" or "which") && current[0].Norm is "i" or "we" or "my" && HasVerb(tokens, next))
            {
                return (next - at, joint, false); // "so mornings are tight"
            }

            return (joint is "but" or "because") && next < tokens.Count ? (next - at, joint, false) : (-1, "", false);
        }

        var opens = norm is "i" || (norm is "my" && HasVerb(tokens, at) && current.Exists(token => token.Norm is "i" or "is" or "am"));
        return opens && current.Count >= 2 && current[0].Norm is "i" or "my" or "we" && !Wordings.Binders.Contains(current[^1].Norm) && !current[^1].IsMark
            && current.Exists(token => !token.IsMark)
            ? (0, "", false)
            : (-1, "", false);
    }

    private static bool Shares(IReadOnlyList<Token> tokens, int at, List<Token> current)
    {
        var verb = At(tokens, at);
        if (!Wordings.SharedVerbs.Contains(verb) || (verb is "do" && At(tokens, at + 1) is not "not") || (verb is "no" && At(tokens, at + 1) is not "longer"))
        {
            return false;
        }

        // "I want to live in Rome and work there": both are wanted.
        return Wordings.StrongShared.Contains(verb)
            || !current.Exists(token => token.Norm is "to" or "will" or "can" or "cannot" or "would" or "could" or "should" or "must" or "might" or "not" or "never");
    }

    /// <summary>"my goal is": a verb within the next words.</summary>
    private static bool HasVerb(IReadOnlyList<Token> tokens, int at)
    {
        for (var i = at + 1; i <= at + 7 && i < tokens.Count; i++)
        {
            if (tokens[i].Norm is "is" or "are" or "was" or "has" or "have" or "hurts" or "lives" or "works" or "said" or "says" or "thinks" or "wants" or "told" or "likes" or "loves" or "hates" or "can" or "does" or "will" or "goes" or "died" or "starts" or "ends" or "makes")
            {
                return true;
            }

            if (tokens[i].IsMark)
            {
                return false;
            }
        }

        return false;
    }

    private static string At(IReadOnlyList<Token> tokens, int at) => at < tokens.Count ? tokens[at].Norm : "";
}
