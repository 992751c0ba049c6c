using AspireCoach.Chat.Agent.Rewrite;
using AspireCoach.Models;

namespace AspireCoach.Unit.Chat.Rewrite;

internal static class Rewrite
{
    public static QuestionContext Alone(string message, DateTimeOffset at, string timeZone) =>
        QuestionRewriter.Rewrite(new RewriteInput(message, at, timeZone, [], []));

    public static HabitReference Habit(string name, int number = 1) => new(new Guid(number, 0, 0, new byte[8]), name);
}
