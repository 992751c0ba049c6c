using AspireCoach.Data.Postgres;
using AspireCoach.Memory.Extraction;

namespace AspireCoach.Memory;

/// <summary>
/// Brings what was read together with what is known: new, the same again, a change, or nothing. What a message said is held
/// against when it was said: an earlier one never undoes a later one, in whatever order they are read.
/// </summary>
internal sealed class FactWriter(FactStore facts, TimeProvider time)
{
    /// <summary>What one more message that says the same adds to how sure a fact is: so much of what is missing.</summary>
    private const double Reinforcement = 0.3;

    private const int MaxText = 1_000;

    /// <summary>Applies the candidates of a batch in the transaction that keeps it as read; the user is held.</summary>
    public async Task<Reconciled> ApplyAsync(
        Transaction transaction, Guid userId, TurnBatch batch, IReadOnlyList<FactCandidate> candidates, CancellationToken cancel)
    {
        var outcome = new Reconciled { TurnsRead = batch.ReplyIds.Count };
        if (candidates.Count == 0)
        {
            return outcome;
        }

        var known = new KnownVersions(await FactStore.AllAsync(transaction, userId, cancel));
        var messages = batch.Messages.Where(message => !message.FromCoach).ToDictionary(message => message.MessageId);
        foreach (var candidate in candidates)
        {
            var became = Became.Ignored;
            if (Guid.TryParse(candidate.TurnId, out var id) && messages.TryGetValue(id, out var message) && candidate.Text.Length is > 0 and <= MaxText
                && !await FactStore.IsForgottenAsync(transaction, userId, FactRow.HashOf(userId, id, candidate.Quote), cancel))
            {
                became = await ApplyAsync(transaction, known, message, candidate, cancel);
            }

            outcome.Count(became);
        }

        return outcome;
    }

    private async Task<Became> ApplyAsync(
        Transaction transaction, KnownVersions known, TurnMessage message, FactCandidate candidate, CancellationToken cancel)
    {
        var fact = Make(message, candidate);
        var today = Night.DayOf(time.GetUtcNow(), message.TimeZone);
        var earlier = known.Saying(fact).ToList();
        var again = known.LastOf(candidate.Reinforces, today);
        if (earlier.Find(version => version.IsCurrent(today)) is { } same)
        {
            return await SayAgainAsync(transaction, known, same, fact, cancel);
        }

        if (again is not null && again.Id.ToString() == candidate.Reinforces)
        {
            return await SayAgainAsync(transaction, known, again, fact, cancel);
        }

        // What it would repeat has been changed since it was read, and is changed back by what was said later only.
        if ((known.LastOf(candidate.Supersedes, today) ?? again) is { } changed)
        {
            return changed.SaidAt > message.At ? Became.Ignored : await SupersedeAsync(transaction, known, changed, fact, cancel);
        }

        if (earlier.Exists(version => version.MessageId == message.MessageId || known.LastOf(version.Id.ToString(), today)?.SaidAt > message.At))
        {
            return Became.Ignored;
        }

        known.Set(await facts.AddAsync(transaction, fact, cancel));
        return Became.Added;
    }

    private static async Task<Became> SayAgainAsync(Transaction transaction, KnownVersions known, FactRow same, FactRow fact, CancellationToken cancel)
    {
        if (!await FactStore.SayAsync(transaction, same.Id, fact, cancel))
        {
            return Became.Ignored;
        }

        var surer = same with { Confidence = Math.Round(same.Confidence + ((1 - same.Confidence) * Reinforcement), 3) };
        await FactStore.SetConfidenceAsync(transaction, surer, cancel);
        known.Set(surer);
        return Became.Reinforced;
    }

    private async Task<Became> SupersedeAsync(Transaction transaction, KnownVersions known, FactRow old, FactRow fact, CancellationToken cancel)
    {
        var stored = await facts.AddAsync(transaction, fact with { Pinned = old.Pinned }, cancel);
        known.Set(stored);
        known.Set(await facts.SupersedeAsync(transaction, old, stored, stored.ValidFrom ?? Night.DayOf(stored.SaidAt, stored.TimeZone), cancel));
        return Became.Superseded;
    }

    private FactRow Make(TurnMessage message, FactCandidate candidate) => new()
    {
        Id = Guid.CreateVersion7(time.GetUtcNow()),
        UserId = message.UserId,
        Text = candidate.Text,
        Category = candidate.Category,
        Confidence = Math.Clamp(candidate.Confidence, 0, 1),
        ValidFrom = candidate.ValidFrom,
        ValidTo = candidate.ValidTo,
        MessageId = message.MessageId,
        Quote = candidate.Quote,
        SaidAt = message.At,
        TimeZone = message.TimeZone,
    };
}

/// <summary>What became of a candidate.</summary>
internal enum Became
{
    Added,
    Superseded,
    Reinforced,
    Ignored,
}

/// <summary>What became of a batch.</summary>
internal sealed class Reconciled
{
    public int TurnsRead { get; init; }

    public int Added { get; private set; }

    public int Superseded { get; private set; }

    /// <summary>Said again.</summary>
    public int Reinforced { get; private set; }

    /// <summary>What added nothing: said again, forgotten before, refused.</summary>
    public int Ignored { get; private set; }

    public void Count(Became became)
    {
        Added += became is Became.Added ? 1 : 0;
        Superseded += became is Became.Superseded ? 1 : 0;
        Reinforced += became is Became.Reinforced ? 1 : 0;
        Ignored += became is Became.Reinforced or Became.Ignored ? 1 : 0;
    }
}
