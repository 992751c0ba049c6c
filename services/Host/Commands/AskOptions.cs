using System.Text.Json;

namespace AspireCoach.Host.Commands;

/// <summary>What <c>coach ask</c> was given.</summary>
internal sealed record AskOptions(string Question, Uri Url, string Email, string Password, Guid? Conversation)
{
    private const string DefaultUrl = "http://localhost:5080";

    /// <summary>What AppHost calls the program that is called from outside, in either topology.</summary>
    private static readonly string[] PeopleCall = ["coach", "web"];

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

        var url = given.GetValueOrDefault("--url") ?? RunningPlatform() ?? DefaultUrl;
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

    /// <summary>Where AppHost runs the coach: it leaves a note in .coach/run.json of the checkout.</summary>
    private static string? RunningPlatform()
    {
        for (var folder = new DirectoryInfo(Environment.CurrentDirectory); folder is not null; folder = folder.Parent)
        {
            var note = Path.Combine(folder.FullName, ".coach", "run.json");
            if (File.Exists(note))
            {
                using var json = JsonDocument.Parse(File.ReadAllText(note));
                return PeopleCall.Select(name => json.RootElement.TryGetProperty(name, out var address) ? address.GetString() : null).FirstOrDefault(address => address is not null);
            }
        }

        return null;
    }
}
