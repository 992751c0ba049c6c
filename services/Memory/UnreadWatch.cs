using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AspireCoach.Memory;

/// <summary>Looks now and then how many turns are not read, for the metric.</summary>
internal sealed partial class UnreadWatch(TurnStore turns, MemoryMetrics metrics, TimeProvider time, ILogger<UnreadWatch> logger) : BackgroundService
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                metrics.Unread(await turns.CountUnreadAsync(stoppingToken));
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogUncounted(logger, exception.Message);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Unread turns could not be counted: {Reason}")]
    private static partial void LogUncounted(ILogger logger, string reason);
}
