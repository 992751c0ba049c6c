using AspireCoach.Models.Safety;
using Microsoft.Extensions.AI;

namespace AspireCoach.Models.Offline;

/// <summary>What the offline coach sees of a conversation: the question, the tools on offer, and what they returned so far.</summary>
internal sealed class OfflineTurn
{
    private readonly HashSet<string> _tools;

    private OfflineTurn(QuestionContext? context, string system, string userText, HashSet<string> tools, ToolResults results, int callsBefore)
    {
        Context = context;
        Memory = RecalledMemory.Find(system);
        IsWarned = SafetySignal.IsSaid(system);
        UserText = userText;
        _tools = tools;
        Results = results;
        CallsBefore = callsBefore;
    }

    public QuestionContext? Context { get; }

    /// <summary>The user's own words.</summary>
    public string UserText { get; }

    public ToolResults Results { get; }

    /// <summary>What was recalled of earlier: nothing else is known of the user.</summary>
    public RecalledMemory Memory { get; }

    /// <summary>The numbers of the recalled items that the answer uses.</summary>
    public SortedSet<int> Used { get; } = [];

    /// <summary>True where the user has been told what the coach cannot do, and where to turn.</summary>
    public bool IsWarned { get; }

    /// <summary>True for what is answered from the user's own record, or written into it, and is no advice.</summary>
    public bool IsOfRecord => Intent is QuestionIntent.Reason or QuestionIntent.Progress or QuestionIntent.Report or QuestionIntent.Journal or QuestionIntent.List or QuestionIntent.Memory;

    /// <summary>Calls in the whole conversation, so that an id is never used twice.</summary>
    public int CallsBefore { get; }

    public string Intent => Context?.Intent ?? QuestionIntent.Chat;

    public void Use(RecalledItem item) => Used.Add(item.Number);

    public bool Offers(string tool) => _tools.Contains(tool);

    public static OfflineTurn Read(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        var all = messages.ToList();
        var context = options?.Instructions is { } instructions ? QuestionContext.Find(instructions) : null;
        foreach (var system in all.Where(message => message.Role == ChatRole.System))
        {
            context ??= QuestionContext.Find(system.Text);
        }

        var question = all.FindLastIndex(message => message.Role == ChatRole.User);
        var results = new ToolResults();
        var callsBefore = 0;
        for (var i = 0; i < all.Count; i++)
        {
            foreach (var content in all[i].Contents)
            {
                callsBefore += content is FunctionCallContent ? 1 : 0;
                if (i > question && content is FunctionCallContent call)
                {
                    results.Called(call);
                }
                else if (i > question && content is FunctionResultContent result)
                {
                    results.Returned(result);
                }
            }
        }

        return new OfflineTurn(
            context,
            string.Join('\n', all.Where(message => message.Role == ChatRole.System).Select(message => message.Text)),
            question < 0 ? "" : all[question].Text,
            (options?.Tools ?? []).Select(tool => tool.Name).ToHashSet(StringComparer.Ordinal),
            results,
            callsBefore);
    }
}
