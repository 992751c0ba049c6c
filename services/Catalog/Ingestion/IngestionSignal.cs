using AspireCoach.Data.Postgres;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace AspireCoach.Catalog.Ingestion;

/// <summary>
/// Says that there is something to do: to this process at once, to others by NOTIFY, sent outside of transactions and for
/// many at once. One that is lost costs a look at the queue a few seconds later.
/// </summary>
internal sealed partial class IngestionSignal(Database database, TimeProvider time, ILogger<IngestionSignal> logger) : IDisposable
{
    private const string Channel = "coach_catalog";
    private static readonly TimeSpan s_atMostEvery = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _claims = new(0, 1);
    private readonly SemaphoreSlim _upkeep = new(0, 1);
    private readonly SemaphoreSlim _outgoing = new(0, 1);
    private readonly string _self = Guid.CreateVersion7(time.GetUtcNow()).ToString("N");

    /// <summary>There is news for all processes; call it after the commit.</summary>
    public void Notify()
    {
        Wake();
        Release(_outgoing);
    }

    /// <summary>There is news for this process.</summary>
    public void Wake()
    {
        Release(_claims);
        Release(_upkeep);
    }

    /// <summary>Returns when there may be a page to claim, or the time is up.</summary>
    public Task WaitForPagesAsync(TimeSpan atMost, CancellationToken cancel) => _claims.WaitAsync(atMost, cancel);

    /// <summary>Returns when there may be a run to begin or to end, or the time is up.</summary>
    public Task WaitForRunsAsync(TimeSpan atMost, CancellationToken cancel) => _upkeep.WaitAsync(atMost, cancel);

    /// <summary>Carries news from and to other processes until cancelled.</summary>
    public Task CarryAsync(CancellationToken cancel) => Task.WhenAll(KeepAsync(SendForeverAsync, cancel), KeepAsync(ListenAsync, cancel));

    /// <summary>Tells other processes from one that may not be carrying news; where that fails they find out a little later.</summary>
    public async Task SendAsync()
    {
        Wake();
        try
        {
            await SendNowAsync(CancellationToken.None);
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            LogLost(exception.Message);
        }
    }

    private async Task SendNowAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        await using var command = new NpgsqlCommand("select pg_notify($1, $2)", connection) { Parameters = { new() { Value = Channel }, new() { Value = _self } } };
        await command.ExecuteNonQueryAsync(cancel);
    }

    public void Dispose()
    {
        _claims.Dispose();
        _upkeep.Dispose();
        _outgoing.Dispose();
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
                // Whatever it is: news are a convenience, and must not end the process.
                LogLost(exception.Message);
                await Task.Delay(s_retryAfter, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task SendForeverAsync(CancellationToken cancel)
    {
        while (true)
        {
            await _outgoing.WaitAsync(cancel);
            await SendNowAsync(cancel);
            await Task.Delay(s_atMostEvery, time, cancel);
        }
    }

    private async Task ListenAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        connection.Notification += (_, notification) =>
        {
            if (notification.Payload != _self)
            {
                Wake();
            }
        };
        await using (var command = new NpgsqlCommand($"listen {Channel}", connection))
        {
            await command.ExecuteNonQueryAsync(cancel);
        }

        // Whatever came while nobody listened.
        Wake();
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

    // A full semaphore means that a wake-up is on its way already: one is enough for any news.
    private static void Release(SemaphoreSlim semaphore)
    {
        if (semaphore.CurrentCount > 0)
        {
            return;
        }

        try
        {
            semaphore.Release();
        }
        catch (SemaphoreFullException)
        {
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "News of ingestion are interrupted, looking from time to time goes on: {Reason}")]
    private partial void LogLost(string reason);
}
