using System.Text.RegularExpressions;
using AspireCoach.Memory.Extraction.Reading;
using AspireCoach.Models.Language;

namespace AspireCoach.Memory.Extraction;

/// <summary>What is never stored, whoever proposes it: secrets, and text that wants to be obeyed.</summary>
internal static partial class Forbidden
{
    private static readonly string[] s_secretWords =
    [
        "password", "passwords", "passcode", "passphrase", "pwd", "passwort", "pincode", "api key", "apikey", "secret key", "access token", "private key", "seed phrase", "recovery phrase", "cvv", "cvc",
        "iban", "bic", "swift code", "account number", "routing number", "sort code", "social security", "ssn", "credit card", "debit card", "card number", "passport number", "security code", "security question", "2fa", "otp", "one time code", "verification code", "tax id", "licence number", "license number",
        "wifi key", "unlock code", "door code", "alarm code", "safe code", "mother's maiden",
    ];

    public static bool Is(string text) => HasSecret(text) || IsInstruction(text);

    /// <summary>A password, a card's or an account's number, a key; or words that announce one.</summary>
    public static bool HasSecret(string text)
    {
        var norm = " " + Norm(text) + " ";
        return Array.Exists(s_secretWords, word => norm.Contains(" " + word + " ", StringComparison.Ordinal))
            || Announced().IsMatch(text) || Digits().IsMatch(text) || Account().IsMatch(text) || Key().IsMatch(text) || Mail().IsMatch(text);
    }

    public static bool IsInstruction(string text)
    {
        var norm = Norm(text);
        return Wordings.Contains(norm, Wordings.Injections) || Wordings.Contains(norm, Wordings.Instructions);
    }

    private static string Norm(string text)
    {
        List<string> norms = [];
        var words = EnglishWords.Read(text);
        for (var i = 0; i < words.Count; i++)
        {
            if (words[i].Kind != WordKind.Mark)
            {
                foreach (var norm in Spelling.Of(words[i], i + 1 < words.Count ? words[i + 1].Text : ""))
                {
                    norms.Add(norm);
                }
            }
        }

        return string.Join(' ', norms);
    }

    /// <summary>Words of everyday life too: a hip has a pin, a habit a token. They name a secret where one follows.</summary>
    [GeneratedRegex(@"\b(?:pins?|tokens?|combination|logins?|credentials)\b(?:['’]s\b|\s*[:=]|\s+(?:is|are|was|were|code|number)\b|(?:\W+\w+){0,5}?\W+\w*[0-9](?:[ .\-]?[0-9]){2})", RegexOptions.IgnoreCase)]
    private static partial Regex Announced();

    /// <summary>The number of a card, an account, a person.</summary>
    [GeneratedRegex(@"[0-9](?:[ \-.]?[0-9]){8,40}")]
    private static partial Regex Digits();

    [GeneratedRegex(@"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}\b", RegexOptions.IgnoreCase)]
    private static partial Regex Account();

    /// <summary>Keys of well-known form, and any long word that mixes digits with letters of both cases.</summary>
    [GeneratedRegex(@"\b(?:sk|pk|rk|ghp|gho|ghs|xox[abp]|AKIA|AIza|glpat|hf|npm|eyJ)[-_A-Za-z0-9]{12,}|-----BEGIN|\b(?=[A-Za-z0-9_\-]*[0-9])(?=[A-Za-z0-9_\-]*[a-z])(?=[A-Za-z0-9_\-]*[A-Z])[A-Za-z0-9_\-]{20,200}\b|\b[0-9a-f]{32,200}\b")]
    private static partial Regex Key();

    [GeneratedRegex(@"\b[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,5}")]
    private static partial Regex Mail();
}
