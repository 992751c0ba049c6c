using AspireCoach.Data.Postgres;
using AspireCoach.Data.Sessions;
using AspireCoach.Memory.Extraction;
using AspireCoach.ServiceDefaults.Contract;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AspireCoach.Memory;

/// <summary>What users do with what is known of them.</summary>
internal sealed class FactEditor(Database database, FactStore facts, MemoryMetrics metrics, TimeProvider time)
{
    /// <summary>Corrects or pins a fact.</summary>
    public async Task<Results<Ok<Fact>, ProblemHttpResult>> ChangeAsync(UserSession user, Guid id, FactPatch patch, CancellationToken cancel)
    {
        if (patch.Text is { } words && Forbidden.Is(words))
        {
            return Problems.Invalid("text", Forbidden.HasSecret(words)
                ? "must not hold a password, a number of a card or an account, or anything else that is secret: the coach keeps none"
                : "must say something about you; what the coach is to do, tell it in a conversation");
        }

        await using var transaction = await database.BeginAsync(cancel);
        if (!await MemoryUsers.HoldAsync(transaction, user.UserId, cancel)
            || await FactStore.FindAsync(transaction, user.UserId, id, cancel) is not { } fact)
        {
            return Problems.NotFound("fact");
        }

        if (fact.SupersededBy is { } next)
        {
            // The answer to the first request may have been lost.
            return await FactStore.FindAsync(transaction, user.UserId, next, cancel) is { MessageId: null, SupersededBy: null } made
                && made.Text == patch.Text && (patch.Pinned is null || patch.Pinned == made.Pinned)
                    ? TypedResults.Ok(made.ToFact())
                    : Problems.Conflict("Another fact has taken the place of this one: change that one, its supersededBy.");
        }

        var changed = patch.Text is { } text && text != fact.Text
            ? await CorrectAsync(transaction, user, fact, text, patch.Pinned ?? fact.Pinned, cancel)
            : patch.Pinned is { } pinned && pinned != fact.Pinned ? await PinAsync(transaction, fact, pinned, cancel) : fact;
        await transaction.CommitAsync(cancel);
        return TypedResults.Ok(changed.ToFact());
    }

    /// <summary>Forgets a fact with its versions before; false where the user has none with that id.</summary>
    public async Task<bool> ForgetAsync(Guid userId, Guid id, CancellationToken cancel)
    {
        await using var transaction = await database.BeginAsync(cancel);
        if (!await MemoryUsers.HoldAsync(transaction, userId, cancel)
            || await FactStore.FindAsync(transaction, userId, id, cancel) is not { } fact)
        {
            return false;
        }

        await facts.ForgetAsync(transaction, fact, cancel);
        await transaction.CommitAsync(cancel);
        metrics.ByUser("forgotten");
        return true;
    }

    private async Task<FactRow> PinAsync(Transaction transaction, FactRow fact, bool pinned, CancellationToken cancel)
    {
        metrics.ByUser("pinned");
        return await facts.PinAsync(transaction, fact, pinned, cancel);
    }

    private async Task<FactRow> CorrectAsync(Transaction transaction, UserSession user, FactRow old, string text, bool pinned, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var today = Night.DayOf(now, user.TimeZone);
        var made = await facts.AddAsync(
            transaction,
            old with
            {
                Id = Guid.CreateVersion7(now),
                Text = text,
                Confidence = 1,
                Pinned = pinned,
                ValidTo = old.ValidTo < today ? null : old.ValidTo,
                MessageId = null,
                Quote = null,
                SaidAt = now,
                TimeZone = user.TimeZone,
            },
            cancel);
        await facts.RetractAsync(transaction, old, cancel);
        await facts.SupersedeAsync(transaction, old, made, today, cancel);
        metrics.ByUser("edited");
        return made;
    }
}
