-- The durable queue. A row is a job that has not ended: ended jobs are deleted, given-up ones move to jobs.dead, so
-- the table and its indexes hold only what is waiting or running and cost the same after the billionth job.
--
-- state 0: behind another job of its lane   1: may be claimed from run_at on   2: running until lease_until
create table jobs.jobs (
    id           bigint      generated always as identity primary key,
    kind         text        not null,
    lane         text,
    state        smallint    not null,
    run_at       timestamptz not null,
    attempt      int         not null default 0,
    max_attempts int         not null,
    fence        bigint      not null default 0,
    lease_until  timestamptz,
    payload      text        not null,
    trace_parent text,
    problem      text,
    created_at   timestamptz not null default now()
) with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 5000,
        autovacuum_analyze_scale_factor = 0.05, autovacuum_analyze_threshold = 5000, fillfactor = 70);

create index jobs_ready on jobs.jobs (kind, run_at, id) where state = 1;
create index jobs_leases on jobs.jobs (lease_until) where state = 2;
create index jobs_lanes on jobs.jobs (lane, id) where lane is not null;

create table jobs.dead (
    id           bigint      primary key,
    kind         text        not null,
    lane         text,
    attempt      int         not null,
    max_attempts int         not null,
    payload      text        not null,
    trace_parent text,
    problem      text        not null,
    created_at   timestamptz not null,
    died_at      timestamptz not null default now()
);

create index dead_by_kind on jobs.dead (kind, died_at);

-- Plans are cached for as long as a connection lives, so each statement here is written such that only the right index can
-- serve it, whatever the table looked like when it was planned. enable_seqscan = off: one planned on an empty table would
-- read all of it in a burst. `lease_until is not null` says that a job is running (state = 2 would invite a scan of
-- jobs_leases, dead entries and all). A lane is asked for as a range: by equality and id, a scan of the primary key might
-- do as well. jit = off: a guess of many rows would compile the plan on each call, for longer than it runs.

-- Whoever adds to a lane and whoever takes its head off hold this lock until they commit. Each statement of a
-- volatile function sees what was committed when the statement began, so what is read after the lock is current.
create function jobs.lock_lane(p_lane text) returns void language sql volatile as
$$ select pg_advisory_xact_lock(hashtextextended(p_lane, 7233)) $$;

-- The same for whoever ends many jobs at once: it passes over a lane that is taken, so that one slow transaction never
-- holds up the rest and no two of them wait for each other.
create function jobs.try_lock_lane(p_lane text) returns boolean language sql volatile as
$$ select pg_try_advisory_xact_lock(hashtextextended(p_lane, 7233)) $$;

-- The lane's first job. Volatile, so that it sees what was committed before the lock was got.
create function jobs.lane_head(p_lane text) returns bigint language plpgsql volatile
set enable_seqscan = off set enable_sort = off set enable_bitmapscan = off
as $$
begin
    return (select id from jobs.jobs where lane >= p_lane and lane <= p_lane order by lane, id limit 1);
end $$;

create function jobs.enqueue(p_kind text, p_lane text, p_payload text, p_run_at timestamptz, p_max_attempts int, p_trace_parent text)
returns bigint language plpgsql volatile as $$
declare
    v_state smallint := 1;
    v_id bigint;
begin
    if p_lane is not null then
        perform jobs.lock_lane(p_lane);
        if jobs.lane_head(p_lane) is not null then
            v_state := 0;
        end if;
    end if;

    insert into jobs.jobs (kind, lane, state, run_at, max_attempts, payload, trace_parent)
    values (p_kind, p_lane, v_state, coalesce(p_run_at, clock_timestamp()), p_max_attempts, p_payload, p_trace_parent)
    returning id into v_id;
    return v_id;
end $$;

-- Makes the lane's next job claimable. It goes behind what is ready already: a user with a thousand messages takes
-- turns with everybody else.
create function jobs.advance_lane(p_lane text) returns text language plpgsql volatile set enable_seqscan = off as $$
declare
    v_head bigint;
    v_kind text;
begin
    perform jobs.lock_lane(p_lane);
    v_head := jobs.lane_head(p_lane);
    update jobs.jobs set state = 1, run_at = greatest(run_at, clock_timestamp())
    where id = v_head and state = 0
    returning kind into v_kind;
    return v_kind;
end $$;

-- At most p_limits[i] jobs of p_kinds[i], each leased for p_lease. The time is the statement's: a volatile clock cannot
-- bound the index scan, and each claim would read every job that is to run later.
create function jobs.claim(p_kinds text[], p_limits int[], p_lease interval)
returns table (id bigint, kind text, lane text, attempt int, max_attempts int, fence bigint, payload text, trace_parent text, problem text, waited interval)
language plpgsql volatile
set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
as $$
#variable_conflict use_column
begin
    return query
    with next as materialized (
        select c.id
        from unnest(p_kinds, p_limits) as wanted (kind, slots)
        cross join lateral (
            select r.id from jobs.jobs r
            where r.kind = wanted.kind and r.state = 1 and r.run_at <= statement_timestamp()
            order by r.run_at, r.id
            limit wanted.slots
            for update skip locked) c)
    update jobs.jobs j
    set state = 2, attempt = j.attempt + 1, fence = j.fence + 1, lease_until = clock_timestamp() + p_lease
    from next
    where j.id = next.id
    returning j.id, j.kind, j.lane, j.attempt, j.max_attempts, j.fence, j.payload, j.trace_parent, j.problem, clock_timestamp() - j.run_at;
end $$;

-- Ends a job. Null: the lease was lost. Otherwise the kind of job that its lane has now made ready, or ''.
create function jobs.complete(p_id bigint, p_fence bigint) returns text language plpgsql volatile set enable_seqscan = off as $$
declare
    v_lane text;
begin
    delete from jobs.jobs where id = p_id and fence = p_fence and lease_until is not null returning coalesce(lane, '') into v_lane;
    if not found then
        return null;
    end if;
    return case when v_lane = '' then '' else coalesce(jobs.advance_lane(v_lane), '') end;
end $$;

-- Back into the queue after a failure, or handed back untouched (p_refund) by a worker that stops: it may be gone before
-- it could tell the others, so the commit does.
create function jobs.release(p_id bigint, p_fence bigint, p_delay interval, p_problem text, p_refund boolean)
returns boolean language plpgsql volatile set enable_seqscan = off as $$
declare
    v_kind text;
begin
    update jobs.jobs
    set state = 1, run_at = clock_timestamp() + p_delay, lease_until = null, problem = coalesce(p_problem, problem),
        attempt = attempt - (case when p_refund then 1 else 0 end)
    where id = p_id and fence = p_fence and lease_until is not null
    returning kind into v_kind;
    if not found then
        return false;
    end if;
    if p_refund then
        perform pg_notify('coach_jobs', '- ' || v_kind);
    end if;
    return true;
end $$;

-- After the last attempt: out of the queue, kept with its problem. Returns as jobs.complete does.
create function jobs.bury(p_id bigint, p_fence bigint, p_problem text) returns text language plpgsql volatile set enable_seqscan = off as $$
begin
    insert into jobs.dead (id, kind, lane, attempt, max_attempts, payload, trace_parent, problem, created_at)
    select id, kind, lane, attempt, max_attempts, payload, trace_parent, p_problem, created_at
    from jobs.jobs where id = p_id and fence = p_fence and lease_until is not null;
    return jobs.complete(p_id, p_fence);
end $$;

-- Puts back what dead workers left. A job that has used up its attempts comes back as well: the worker that claims
-- it sees so and dead-letters it, so that its handler can say what that means.
create function jobs.reap() returns int language plpgsql volatile
set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
as $$
declare
    v_count int;
begin
    with late as materialized (
        select id from jobs.jobs where state = 2 and lease_until < statement_timestamp()
        order by lease_until limit 500 for update skip locked)
    update jobs.jobs j set state = 1, run_at = clock_timestamp(), lease_until = null from late where j.id = late.id;
    get diagnostics v_count = row_count;
    return v_count;
end $$;
