namespace AspireCoach.Host.Commands;

/// <summary>What <c>coach trace</c> was given.</summary>
/// <param name="ReplyId">The reply.</param>
/// <param name="Page">The runner's page.</param>
/// <param name="Token">What opens it.</param>
/// <param name="All">Whether database calls are shown too.</param>
/// <param name="Json">Whether the waterfall is printed as it was told, for programs.</param>
internal sealed record TraceOptions(Guid ReplyId, Uri Page, string Token, bool All, bool Json)
{
    private const string Usage = "coach trace REPLY-ID takes --url ADDRESS, --all and --json.";

    public static TraceOptions Parse(string[] args)
    {
        List<string> words = [];
        string? url = null;
        var (all, json) = (false, false);
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--all":
                    all = true;
                    break;
                case "--json":
                    json = true;
                    break;
                case "--url":
                    url = ++i < args.Length ? args[i] : throw new CommandLineException("--url wants a value.");
                    break;
                case var option when option.StartsWith("--", StringComparison.Ordinal):
                    throw new CommandLineException($"There is no option {option}. {Usage}");
                default:
                    words.Add(args[i]);
                    break;
            }
        }

        if (words is not [var id])
        {
            throw new CommandLineException($"Say which reply: {Usage}");
        }

        if (!Guid.TryParse(id, out var replyId))
        {
            throw new CommandLineException($"'{id}' is not the id of a reply. `coach ask` prints it, and the answer to a message has it as replyId.");
        }

        url ??= RunNote.Find("page") ?? throw new CommandLineException(
            "No AppHost runs here. Start it with `dotnet run --project AppHost`, or give --url the page's address that it printed.");
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw new CommandLineException($"--url '{url}' is not an http or https address.");
        }

        var token = address.Query.TrimStart('?').Split('&').FirstOrDefault(pair => pair.StartsWith("t=", StringComparison.Ordinal))?[2..];
        return new TraceOptions(
            replyId, new Uri(address, "/"), token ?? throw new CommandLineException("--url lacks the page's token: give the whole address that AppHost printed, …/login?t=…"), all, json);
    }
}
