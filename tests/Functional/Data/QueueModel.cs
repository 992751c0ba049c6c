using AspireCoach.Data.Jobs;

namespace AspireCoach.Functional.Data;

/// <summary>
/// What the queue should be, in memory: written from the queue's promises, not from its SQL. Time stands still but for
/// <see cref="ModelJob.Order"/>, which says what became ready before what.
/// </summary>
internal sealed class QueueModel
{
    private long _order;

    public List<ModelJob> Live { get; } = [];

    public List<ModelJob> Ended { get; } = [];

    public List<ModelJob> Dead { get; } = [];

    /// <summary>Whether this claim is still the one that counts.</summary>
    public bool Holds(Job claim) => Find(claim) is { State: ModelState.Running } job && job.Fence == claim.Fence;

    public ModelJob? Find(Job claim) => Live.Find(job => job.Id == claim.Id);

    public void Enqueue(long id, string? lane, bool later)
    {
        var behind = lane is not null && Live.Exists(job => job.Lane == lane);
        Live.Add(new ModelJob(id, lane) { State = behind ? ModelState.Behind : ModelState.Ready, Later = later, Order = ++_order });
    }

    /// <summary>What a claim must return: what is ready, whoever became so first.</summary>
    public List<ModelJob> Claim(int limit)
    {
        var claimed = Live.Where(job => job is { State: ModelState.Ready, Later: false }).OrderBy(job => job.Order).Take(limit).ToList();
        foreach (var job in claimed)
        {
            job.State = ModelState.Running;
            job.Attempt++;
            job.Fence++;
        }

        return claimed;
    }

    public void Release(Job claim, bool later, bool refund)
    {
        var job = Find(claim)!;
        job.State = ModelState.Ready;
        job.Later = later;
        job.Order = ++_order;
        job.Attempt -= refund ? 1 : 0;
    }

    /// <summary>Takes the job out; true when its lane has a next one, which is ready now.</summary>
    public bool End(Job claim, List<ModelJob> into)
    {
        var job = Find(claim)!;
        Live.Remove(job);
        into.Add(job);
        var next = job.Lane is null ? null : Live.Where(other => other.Lane == job.Lane).MinBy(other => other.Id);
        if (next is not { State: ModelState.Behind })
        {
            return false;
        }

        next.State = ModelState.Ready;
        next.Order = ++_order;
        return true;
    }

    /// <summary>It is later now.</summary>
    public List<ModelJob> Advance()
    {
        var due = Live.Where(job => job.Later && job.State != ModelState.Running).OrderBy(job => job.Id).ToList();
        foreach (var job in due)
        {
            job.Later = false;
            job.Order = ++_order;
        }

        return due;
    }
}

internal enum ModelState
{
    Behind,
    Ready,
    Running,
}

internal sealed record ModelJob(long Id, string? Lane)
{
    public ModelState State { get; set; }

    public int Attempt { get; set; }

    public long Fence { get; set; }

    public bool Later { get; set; }

    public long Order { get; set; }
}
