using System.Globalization;
using AspireCoach.Models.Tools;

namespace AspireCoach.Functional.Mcp;

/// <summary>Tools that tell what they were told, and tools that do what tools should not.</summary>
internal sealed class AgentProbeTools : IToolSource
{
    public IReadOnlyList<CoachTool> Tools { get; } =
    [
        CoachTool.Create(
            (ToolContext context) => new { context.UserId, context.TimeZone, Now = context.Now.ToString("O", CultureInfo.InvariantCulture), context.CallKey },
            "who_am_i", "Says for whom it runs.", readOnly: true, idempotent: true),
        CoachTool.Create(
            async (CancellationToken cancel) => await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, CancellationToken.None),
            "hang", "Never ends, and does not heed that it should.", readOnly: false, idempotent: true),
        CoachTool.Create(string () => throw new InvalidOperationException("SECRET-OF-THE-SERVER"), "throw", "Throws.", readOnly: true, idempotent: true),
        CoachTool.Create(string () => throw new ToolRefusedException("Not on Sundays."), "refuse", "Refuses.", readOnly: true, idempotent: true),
        CoachTool.Create(() => new string('x', 10_000_000), "flood", "Says far too much.", readOnly: true, idempotent: true),
        CoachTool.Create(() => "<script>alert(1)</script> & \"quotes\" ü", "html", "Answers with a page.", readOnly: true, idempotent: true),
        CoachTool.Create((int number) => new { Twice = number * 2 }, "twice", "Doubles.", readOnly: true, idempotent: true),
    ];
}
