using Microsoft.Extensions.AI;

namespace AspireCoach.Models.Offline;

/// <summary>What the offline coach sees of a conversation: the question, the tools on offer, and what they returned so far.</summary>
internal sealed class OfflineTurn
{
    private readonly HashSet<string> _tools;

    private OfflineTurn(QuestionContext? context, string userText, HashSet<string> tools, ToolResults results, int callsBefore)
    {
        Context = context;
        UserText = userText;
        _tools = tools;
        Results = results;
        CallsBefore = callsBefore;
    }

    public QuestionContext? Context { get; }

    /// <summary>The user's own words.</summary>
    public string UserText { get; }

    public ToolResults Results { get; }

    /// <summary>Calls in the whole conversation, so that an id is never used twice.</summary>
    public int CallsBefore { get; }

    public string Intent => Context?.Intent ?? QuestionIntent.Chat;

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
            question < 0 ? "" : all[question].Text,
            (options?.Tools ?? []).Select(tool => tool.Name).ToHashSet(StringComparer.Ordinal),
            results,
            callsBefore);
    }
}
