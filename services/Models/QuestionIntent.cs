namespace AspireCoach.Models;

/// <summary>What a message wants, as the rewrite step names it.</summary>
public static class QuestionIntent
{
    /// <summary>Why a habit was not kept.</summary>
    public const string Reason = "reason";

    /// <summary>How a habit or a period went: streaks, counts, summaries.</summary>
    public const string Progress = "progress";

    /// <summary>Reports that a habit was done or skipped: something to check in.</summary>
    public const string Report = "report";

    /// <summary>Something to write into the journal, or a look into it.</summary>
    public const string Journal = "journal";

    /// <summary>Which habits there are.</summary>
    public const string List = "list";

    /// <summary>Asks for advice.</summary>
    public const string Advice = "advice";

    /// <summary>Asks what to eat or cook.</summary>
    public const string Meal = "meal";

    /// <summary>Asks what the user told earlier, or what is known of them.</summary>
    public const string Memory = "memory";

    /// <summary>Greetings, thanks, small talk: nothing to look up.</summary>
    public const string Chat = "chat";
}
