using AspireCoach.Data.Cache;
using AspireCoach.Data.Postgres;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace AspireCoach.Data.Jobs;

/// <summary>
/// Carries wake-ups between processes: through Redis where it is configured and works, by LISTEN and NOTIFY otherwise. Sent outside the transactions that enqueue, and for many
/// jobs at once: a commit that notifies takes a lock that every other such commit waits for.
/// </summary>
internal sealed partial class JobNotifications(
    Database database, IWakeUps wakeUps, JobSignal signal, JobHandlers handlers, TimeProvider time, ILogger<JobNotifications> logger) : BackgroundService
{
    private const string Channel = "coach_jobs";
    private static readonly TimeSpan AtMostEvery = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private readonly string _self = Guid.CreateVersion7(time.GetUtcNow()).ToString("N");

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        wakeUps.Subscribe(Channel, Receive);
        wakeUps.Interrupted += signal.Wake;
        return Task.WhenAll(KeepAsync(SendAsync, stoppingToken), KeepAsync(ListenAsync, stoppingToken));
    }

    private async Task KeepAsync(Func<CancellationToken, Task> work, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await work(cancel);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
            }
            catch (Exception exception)
            {
                // Whatever it is: wake-ups are a convenience, and must not end the process.
                LogLost(logger, exception.Message);
                await Task.Delay(RetryAfter, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task SendAsync(CancellationToken cancel)
    {
        while (true)
        {
            var kinds = await signal.TakeOutgoingAsync(cancel);
            var payload = $"{_self} {string.Join(' ', kinds)}";
            if (!await wakeUps.PublishAsync(Channel, payload))
            {
                await NotifyAsync(payload, cancel);
            }

            await Task.Delay(AtMostEvery, time, cancel);
        }
    }

    private async Task NotifyAsync(string payload, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        await using var command = new NpgsqlCommand("select pg_notify($1, $2)", connection)
        {
            Parameters = { new() { Value = Channel }, new() { Value = payload } },
        };
        await command.ExecuteNonQueryAsync(cancel);
    }

    private async Task ListenAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        connection.Notification += (_, notification) => Receive(notification.Payload);
        await using (var command = new NpgsqlCommand($"listen {Channel}", connection))
        {
            await command.ExecuteNonQueryAsync(cancel);
        }

        // Whatever was enqueued while nobody listened.
        signal.Wake();
        try
        {
            while (true)
            {
                await connection.WaitAsync(cancel);
            }
        }
        finally
        {
            // It still listens: not for others to use.
            NpgsqlConnection.ClearPool(connection);
        }
    }

    private void Receive(string payload)
    {
        var parts = payload.Split(' ');
        if (parts[0] != _self && parts.Skip(1).Any(handlers.Has))
        {
            signal.Wake();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job wake-ups are interrupted, the slow poll goes on: {Reason}")]
    private static partial void LogLost(ILogger logger, string reason);
}
