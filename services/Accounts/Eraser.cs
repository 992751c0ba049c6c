using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using AspireCoach.Data.Erased;
using AspireCoach.Data.Events;
using AspireCoach.Data.Jobs;
using AspireCoach.Data.Postgres;
using AspireCoach.Data.Sessions;

namespace AspireCoach.Accounts;

/// <summary>Erases accounts: the account and its sessions at once, what the modules hold through their subscriptions.</summary>
internal sealed class Eraser(
    Database database, ErasureStore erasures, SessionStore sessions, EventBus events, EventCatalog catalog)
{
    /// <summary>Removes the account, ends every session and tells every module, in one transaction.</summary>
    /// <returns>Null where the account is gone already.</returns>
    public async Task<StartedErasure?> StartAsync(Guid userId, CancellationToken cancel)
    {
        await using var transaction = await database.BeginAsync(cancel);

        // The account first: this waits for a sign-in that holds it, whose session is then seen and ended too.
        if (!await AccountStore.DeleteAsync(transaction, userId, cancel))
        {
            return null;
        }

        await ErasedUsers.AddAsync(transaction, userId, cancel);
        await sessions.EndAllAsync(transaction, userId, cancel);
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var id = await erasures.BeginAsync(transaction, Hash(token), [.. catalog.Of<AccountErased>().Select(module => module.Subscriber)], cancel);
        await events.PublishAsync(transaction, new AccountErased(userId, id), cancel);
        await transaction.CommitAsync(cancel);
        return new StartedErasure(id, $"/v1/erasures/{id}", token);
    }

    /// <summary>How far an erasure is; null where there is none with that id and token.</summary>
    public async Task<Erasure?> FindAsync(Guid id, string token, CancellationToken cancel)
    {
        if (await erasures.FindAsync(id, cancel) is not { } row || !CryptographicOperations.FixedTimeEquals(row.TokenHash, Hash(token)))
        {
            return null;
        }

        return new Erasure(
            row.FinishedAt is null ? ErasureStatus.Running : ErasureStatus.Done,
            new ErasureStores(
                StatusOf(row, _ => true),
                StatusOf(row, module => module is "memory"),
                StatusOf(row, module => module is "media"),
                StatusOf(row, module => module is "data")),
            row.FinishedAt);
    }

    /// <summary>A store is done when every module that keeps something in it is.</summary>
    private static StoreStatus StatusOf(ErasureRow row, Func<string?, bool> keeps) =>
        row.Pending.Any(keeps) ? StoreStatus.Pending : StoreStatus.Done;

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}

/// <summary>Notes the modules that are done with an erasure.</summary>
internal sealed class ErasureProgress(ErasureStore erasures) : IEventSubscriber<ModuleErased>
{
    public Task HandleAsync(ModuleErased @event, Job job, CancellationToken cancel) =>
        erasures.FinishPartAsync(@event.ErasureId, @event.Module, cancel);
}
