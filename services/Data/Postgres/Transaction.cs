using Npgsql;

namespace AspireCoach.Data.Postgres;

/// <summary>
/// One open transaction. What must happen only once it is durable (a wake-up, a cache entry) is registered with
/// <see cref="OnCommitted(Action)"/>; disposing without <see cref="CommitAsync"/> rolls everything back.
/// </summary>
public sealed class Transaction : IAsyncDisposable
{
    private readonly NpgsqlTransaction _inner;
    private List<Func<Task>>? _committed;

    internal Transaction(NpgsqlConnection connection, NpgsqlTransaction inner)
    {
        Connection = connection;
        _inner = inner;
    }

    /// <summary>The connection to run the transaction's statements on.</summary>
    public NpgsqlConnection Connection { get; }

    /// <summary>Runs <paramref name="action"/> after the commit, and not at all when it does not come to that.</summary>
    public void OnCommitted(Action action) => OnCommitted(() =>
    {
        action();
        return Task.CompletedTask;
    });

    /// <summary>The same for what takes a moment; <see cref="CommitAsync"/> waits for all of them together.</summary>
    public void OnCommitted(Func<Task> action) => (_committed ??= []).Add(action);

    /// <summary>
    /// Commits, then runs the registered actions. Cancels before it begins or not at all: a commit given up half-way
    /// may have happened, and then the actions must too.
    /// </summary>
    public async Task CommitAsync(CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        await _inner.CommitAsync(CancellationToken.None);
        if (_committed is not null)
        {
            await Task.WhenAll(_committed.Select(action => action()).ToArray());
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _inner.DisposeAsync();
        await Connection.DisposeAsync();
    }
}
