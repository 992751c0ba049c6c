namespace AspireCoach.Host.Commands;

/// <summary>What <c>coach ask</c> was given.</summary>
internal sealed record AskOptions(string Question, Uri Url, string Email, string Password, Guid? Conversation)
{
    private const string DefaultUrl = "http://localhost:5080";

    public static AskOptions Parse(string[] args)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        List<string> words = [];
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] is not ("--url" or "--email" or "--password" or "--conversation"))
            {
                words.Add(args[i].StartsWith("--", StringComparison.Ordinal)
                    ? throw new CommandLineException($"There is no option {args[i]}. coach ask \"QUESTION\" takes --url, --email, --password and --conversation.")
                    : args[i]);
            }
            else if (++i < args.Length)
            {
                given[args[i - 1]] = args[i];
            }
            else
            {
                throw new CommandLineException($"{args[i - 1]} wants a value.");
            }
        }

        var question = string.Join(' ', words).Trim();
        if (question.Length == 0)
        {
            throw new CommandLineException("Say what to ask: coach ask \"Why did I fail yesterday?\"");
        }

        var url = given.GetValueOrDefault("--url") ?? RunNote.Find("coach", "web") ?? DefaultUrl;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw new CommandLineException($"--url '{url}' is not an http or https address.");
        }

        Guid? conversation = null;
        if (given.TryGetValue("--conversation", out var id))
        {
            conversation = Guid.TryParse(id, out var parsed) ? parsed : throw new CommandLineException($"--conversation '{id}' is not an id.");
        }

        return new AskOptions(
            question, address, given.GetValueOrDefault("--email", DemoData.Email), given.GetValueOrDefault("--password", DemoData.Password), conversation);
    }
}
