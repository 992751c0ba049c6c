-- What ingestion knows: sources and their runs, hosts and their budgets, pages (which are the queue), items and what
-- became of them. Time is the database's throughout: leases, budgets and delays hold whatever the clocks of workers say.

create table catalog.sources (
    name     text primary key,
    schedule text,
    -- The next slot of the schedule; moved on by whoever takes the slot.
    next_due timestamptz
);

create table catalog.runs (
    id           uuid        primary key,
    source       text        not null,
    status       text        not null default 'queued' check (status in ('queued', 'running', 'done', 'degraded', 'failed', 'cancelled')),
    requested_at timestamptz not null default clock_timestamp(),
    started_at   timestamptz,
    finished_at  timestamptz,
    -- Why it takes no more pages though some are left: the circuit is open.
    stopping     text,
    -- For a person: why it is not simply done.
    problem      text,
    -- Pages in a row that were nothing.
    bad_streak   int         not null default 0,
    -- The matrix that its pages are read by, the fields with their selectors in the order of `counts.hits`, and what the last
    -- good runs found by them.
    matrix       text        not null default '',
    layout       jsonb       not null default '[]',
    baseline     jsonb       not null default '{}',
    -- The verdict when all pages are read: which fields had drifted, what was found of each, and an example of a page.
    judged       boolean     not null default false,
    drifted      text[]      not null default '{}',
    coverage     jsonb       not null default '{}',
    examples     jsonb       not null default '{}'
);

create unique index runs_open on catalog.runs (source) where status in ('queued', 'running');
create index runs_of_source on catalog.runs (source, requested_at desc);

-- What a run has counted, in sixteen rows so that workers do not queue up for one. `tally` in the order of the enum Tally;
-- `hits`: how many pages each selector gave a value on, field by field; `pages`: out of how many.
create table catalog.counts (
    run_id uuid     not null references catalog.runs (id) on delete cascade,
    slot   smallint not null,
    tally  bigint[] not null default '{}',
    pages  bigint   not null default 0,
    hits   bigint[] not null default '{}',
    primary key (run_id, slot)
) with (fillfactor = 50);

-- The budget of a host, for all workers of all processes. The bucket is one instant (GCRA): a token may be taken while
-- full_at is no further off than the bucket is deep, and taking it moves full_at on by one interval.
create table catalog.hosts (
    host         text             primary key,
    rate         double precision not null,
    burst        int              not null,
    concurrency  int              not null,
    full_at      timestamptz      not null default clock_timestamp(),
    -- Not to be asked before then, by its own word or by ours.
    not_before   timestamptz      not null default '-infinity',
    -- How often in a row we backed off without having been told for how long, and since when.
    backoffs     int              not null default 0,
    backed_off   timestamptz      not null default '-infinity',
    -- robots.txt as it was, null where nothing may be asked; until when it is good, and until when somebody is fetching it.
    robots       text,
    robots_until timestamptz      not null default '-infinity',
    robots_lease timestamptz      not null default '-infinity',
    robots_failures int           not null default 0
) with (fillfactor = 50);

-- Which sources have pages on which hosts, with each source's politeness: the strictest counts.
create table catalog.source_hosts (
    source      text             not null,
    host        text             not null,
    rate        double precision not null,
    burst       int              not null,
    concurrency int              not null,
    primary key (source, host)
);

create index source_hosts_of_host on catalog.source_hosts (host);

-- Every page that was ever queued, and the queue.
-- kind 0: index   1: sitemap   2: item
-- state 0: has ended in its last run   1: may be claimed from due_at on   2: claimed until lease_until   3: read, and held back for the run's verdict
create table catalog.pages (
    id            bigint      generated always as identity primary key,
    source        text        not null,
    url           text        not null check (length(url) <= 2048),
    host          text        not null,
    kind          smallint    not null,
    run_id        uuid        not null,
    state         smallint    not null,
    due_at        timestamptz not null,
    attempt       smallint    not null default 0,
    -- How often its host said "later".
    waits         smallint    not null default 0,
    fence         bigint      not null default 0,
    lease_until   timestamptz,
    dead          boolean     not null default false,
    outcome       text,
    status        smallint,
    problem       text,
    visited_at    timestamptz,
    gone_at       timestamptz,
    -- What its last answer is asked for again with, and by which matrix it was read then.
    etag          text,
    last_modified text,
    final_url     text,
    matrix        text,
    -- Which selector gave each field then, -1 where none did; and which item it is.
    picks         smallint[],
    item_id       uuid,
    unique (source, url)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000);

create index pages_ready on catalog.pages (run_id, host, kind, due_at, id) where state = 1;
create index pages_claimed on catalog.pages (host, lease_until) where state = 2;
create index pages_staged on catalog.pages (run_id) where state = 3;
create index pages_dead on catalog.pages (source) where dead;
create index pages_of_item on catalog.pages (item_id) where item_id is not null;

-- What an index page or a sitemap linked to when it was read last: a 304 leads on as well.
create table catalog.links (
    page_id bigint primary key references catalog.pages (id) on delete cascade,
    follow  text[] not null,
    items   text[] not null
);

-- What a page gave that may be wrong: written or dropped when the run is judged.
create table catalog.staged (
    page_id bigint primary key references catalog.pages (id) on delete cascade,
    run_id  uuid   not null,
    record  jsonb  not null
);

create table catalog.items (
    id           uuid        primary key,
    -- SHA-256 of kind and normalised identity.
    key          bytea       not null unique check (length(key) = 32),
    kind         text        not null,
    identity     jsonb       not null,
    source       text        not null,
    url          text        not null,
    fields       jsonb       not null,
    -- Where each field is from: source, address, selector, raw text.
    origins      jsonb       not null,
    first_seen   timestamptz not null default clock_timestamp(),
    last_changed timestamptz not null default clock_timestamp(),
    -- What is searched, and whether the knowledge index has it.
    text         text        not null,
    indexed      boolean     not null default false,
    words        tsvector    not null generated always as (to_tsvector('english'::regconfig, text)) stored
) with (fillfactor = 80);

create index items_in_order on catalog.items (first_seen desc, id desc);
create index items_of_kind on catalog.items (kind, first_seen desc, id desc);
create index items_words on catalog.items using gin (words);
create index items_not_indexed on catalog.items (last_changed) where not indexed;

create table catalog.changes (
    id        uuid        primary key,
    item_id   uuid        not null references catalog.items (id) on delete cascade,
    at        timestamptz not null default clock_timestamp(),
    field     text        not null,
    old_value jsonb,
    new_value jsonb,
    run_id    uuid        not null
);

create index changes_of_item on catalog.changes (item_id, at desc, id desc);

-- What was on a page and did not become a value; field '' is the whole page.
create table catalog.quarantine (
    page_id bigint      not null references catalog.pages (id) on delete cascade,
    field   text        not null,
    raw     text        not null,
    problem text        not null,
    run_id  uuid        not null,
    at      timestamptz not null default clock_timestamp(),
    primary key (page_id, field)
);

-- Element by element; the shorter one is filled up with zeros.
create function catalog.plus(p_left bigint[], p_right bigint[]) returns bigint[] language sql immutable as
$$ select coalesce(array_agg(coalesce(l, 0) + coalesce(r, 0) order by n), '{}') from unnest(p_left, p_right) with ordinality as pair (l, r, n) $$;

-- How deep the bucket is. What is granted and not yet arrived is at most `concurrency`, so however late it arrives, no second
-- at the site sees more than rate + depth + concurrency = rate + burst.
create function catalog.depth(p_burst int, p_concurrency int) returns int language sql immutable as
$$ select greatest(1, p_burst - p_concurrency) $$;

-- When the next token can be taken.
create function catalog.token_at(p_full_at timestamptz, p_rate double precision, p_burst int, p_concurrency int) returns timestamptz language sql immutable as
$$ select p_full_at - make_interval(secs => (catalog.depth(p_burst, p_concurrency) - 1) / p_rate) $$;

create function catalog.know_host(p_source text, p_host text, p_rate double precision, p_burst int, p_concurrency int) returns void language plpgsql as $$
begin
    -- One after another, each seeing the other's row: the strictest counts whoever comes last.
    perform pg_advisory_xact_lock(hashtextextended('catalog.host:' || p_host, 0));
    insert into catalog.source_hosts (source, host, rate, burst, concurrency) values (p_source, p_host, p_rate, p_burst, p_concurrency)
    on conflict (source, host) do update set rate = excluded.rate, burst = excluded.burst, concurrency = excluded.concurrency
        where (source_hosts.rate, source_hosts.burst, source_hosts.concurrency) is distinct from (excluded.rate, excluded.burst, excluded.concurrency);
    insert into catalog.hosts as h (host, rate, burst, concurrency)
    select p_host, min(rate), min(burst), min(concurrency) from catalog.source_hosts where host = p_host
    on conflict (host) do update set rate = excluded.rate, burst = excluded.burst, concurrency = excluded.concurrency
        where (h.rate, h.burst, h.concurrency) is distinct from (excluded.rate, excluded.burst, excluded.concurrency);
end $$;

-- Queues pages that are not in this run yet, in the order of their addresses so that no two of such statements wait for
-- each other; how many there were. What the run has already is not touched: somebody may be at work on it.
create function catalog.enqueue(p_run uuid, p_source text, p_kind smallint, p_urls text[], p_hosts text[]) returns int language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off as $$
declare
    v_count int;
begin
    insert into catalog.pages as p (source, url, host, kind, run_id, state, due_at)
    select p_source, given.url, given.host, p_kind, p_run, 1, statement_timestamp()
    from unnest(p_urls, p_hosts) as given (url, host)
    where not exists (select from catalog.pages known where known.source = p_source and known.url = given.url and known.run_id = p_run)
    order by given.url
    on conflict (source, url) do update set
        kind = excluded.kind, run_id = excluded.run_id, state = 1, due_at = excluded.due_at, attempt = 0, waits = 0, dead = false, lease_until = null
        where p.run_id is distinct from excluded.run_id;
    get diagnostics v_count = row_count;
    return v_count;
end $$;

-- Puts back what dead workers left; what has killed five of them is given up.
create function catalog.reap(p_most_attempts int, p_failed bigint[]) returns void language plpgsql
set enable_seqscan = off set jit = off as $$
declare
    v_page record;
begin
    for v_page in
    with late as materialized (
        select id from catalog.pages where state = 2 and lease_until < statement_timestamp() limit 500 for update skip locked)
    update catalog.pages p set
        state = case when attempt >= p_most_attempts then 0 else 1 end, dead = attempt >= p_most_attempts,
        outcome = case when attempt >= p_most_attempts then 'failed' else outcome end,
        problem = case when attempt >= p_most_attempts then 'Every worker that began it died.' else problem end,
        due_at = clock_timestamp(), lease_until = null
    from late where p.id = late.id
    returning p.id, p.run_id, p.dead
    loop
        if v_page.dead then
            update catalog.runs set bad_streak = bad_streak + 1 where id = v_page.run_id;
            perform catalog.count(v_page.run_id, v_page.id, p_failed, 0, null);
        end if;
    end loop;
end $$;

-- Claims at most p_most pages of these sources' runs, and takes a token of its host for each, in one statement. A host that
-- another worker is just claiming from is passed over. The first to come to a host whose robots.txt is not known gets one
-- page and `fetch_robots`; nobody else gets any until it is known.
create function catalog.claim(p_sources text[], p_most int, p_lease interval)
returns table (id bigint, source text, url text, host text, kind smallint, run_id uuid, attempt smallint, waits smallint, fence bigint, begun timestamptz,
    etag text, last_modified text, final_url text, matrix text, picks smallint[], item_id uuid, fetch_robots boolean, robots_until timestamptz, was_full boolean)
language plpgsql
set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off as $$
#variable_conflict use_column
declare
    v_host record;
    v_now timestamptz;
    v_busy int;
    v_room int;
    v_taken int;
    v_left int := p_most;
    v_unknown boolean;
begin
    for v_host in
        select h.*, open.runs from catalog.hosts h
        join (
            select s.host as name, array_agg(r.id) as runs from catalog.runs r join catalog.source_hosts s on s.source = r.source
            where r.status = 'running' and r.stopping is null and r.source = any(p_sources)
            group by s.host) open on open.name = h.host
        where greatest(h.not_before, catalog.token_at(h.full_at, h.rate, h.burst, h.concurrency)) <= clock_timestamp()
        order by h.full_at
        for update of h skip locked
    loop
        exit when v_left <= 0;
        v_now := clock_timestamp();
        v_unknown := v_host.robots_until <= v_now;
        continue when v_unknown and v_host.robots_lease > v_now;
        select count(*) into v_busy from catalog.pages p where p.host = v_host.host and p.state = 2 and p.lease_until >= v_now;
        v_room := floor(catalog.depth(v_host.burst, v_host.concurrency) - extract(epoch from greatest(v_host.full_at, v_now) - v_now) * v_host.rate + 1e-6);
        v_room := least(v_room, v_host.concurrency - v_busy, v_left, case when v_unknown then 1 else v_left end);
        continue when v_room <= 0;
        return query
            with next as materialized (
                select candidate.id from unnest(v_host.runs) as open (run_id)
                cross join lateral (
                    select p.id, p.kind, p.due_at from catalog.pages p
                    where p.run_id = open.run_id and p.host = v_host.host and p.state = 1 and p.due_at <= v_now
                    order by p.kind, p.due_at, p.id limit v_room for update skip locked) candidate
                order by candidate.kind, candidate.due_at, candidate.id limit v_room)
            update catalog.pages p set state = 2, attempt = p.attempt + 1, fence = p.fence + 1, lease_until = v_now + p_lease
            from next where p.id = next.id
            returning p.id, p.source, p.url, p.host, p.kind, p.run_id, p.attempt, p.waits, p.fence, v_now, p.etag, p.last_modified, p.final_url,
                p.matrix, p.picks, p.item_id, v_unknown, v_host.robots_until, v_busy + v_room >= v_host.concurrency;
        get diagnostics v_taken = row_count;
        if v_taken > 0 then
            update catalog.hosts h set full_at = greatest(h.full_at, v_now) + make_interval(secs => v_taken / h.rate),
                robots_lease = case when v_unknown then v_now + p_lease else h.robots_lease end
            where h.host = v_host.host;
            v_left := v_left - v_taken;
        end if;
    end loop;
end $$;

-- Seconds until there may be a page to claim; null where only news can bring one.
create function catalog.next_claim(p_sources text[]) returns double precision language plpgsql
set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off as $$
begin
    return (
        select extract(epoch from min(due.at) - clock_timestamp())
        from catalog.runs r
        join catalog.source_hosts s on s.source = r.source
        join catalog.hosts h on h.host = s.host
        cross join lateral (
            select count(*) as busy, min(p.lease_until) as free_at from catalog.pages p where p.host = h.host and p.state = 2) claimed
        cross join lateral (
            select min(first.due_at) as ready_at from unnest(array[0, 1, 2]::smallint[]) as kinds (kind)
            cross join lateral (
                select p.due_at from catalog.pages p
                where p.run_id = r.id and p.host = h.host and p.kind = kinds.kind and p.state = 1 order by p.due_at limit 1) first) waiting
        cross join lateral (
            select case
                -- What is claimed may be left by a dead worker.
                when waiting.ready_at is null then claimed.free_at
                else greatest(
                    waiting.ready_at, h.not_before, catalog.token_at(h.full_at, h.rate, h.burst, h.concurrency),
                    case when claimed.busy >= h.concurrency then claimed.free_at end,
                    case when h.robots_until <= clock_timestamp() then h.robots_lease end)
            end as at) due
        where r.status = 'running' and r.stopping is null and r.source = any(p_sources));
end $$;

-- A token for one more request to a host (a redirect, robots.txt): `wait` is null where it was taken, else the seconds until it is
-- worth asking again.
create function catalog.take_token(p_host text, out wait double precision, out at timestamptz) language plpgsql as $$
declare
    v_at timestamptz;
begin
    select greatest(h.not_before, catalog.token_at(h.full_at, h.rate, h.burst, h.concurrency)) into v_at
    from catalog.hosts h where h.host = p_host for update;
    at := clock_timestamp();
    if v_at > at then
        wait := extract(epoch from v_at - at);
        return;
    end if;
    update catalog.hosts h set full_at = greatest(h.full_at, at) + make_interval(secs => 1 / h.rate) where h.host = p_host;
end $$;

-- A token that no request was made with: what robots.txt disallows costs the host nothing.
create function catalog.give_back(p_host text) returns void language sql as
$$ update catalog.hosts set full_at = full_at - make_interval(secs => 1 / rate) where host = p_host $$;

-- The host said "not now". Told for how long, it is left alone for so long. Otherwise for p_first, twice that, four times …, of which a random part of
-- up to half is taken off; answers to requests that were under way when that began do not count again.
create function catalog.throttle(p_host text, p_begun timestamptz, p_told double precision, p_first double precision, p_longest double precision, p_random double precision) returns void language sql as $$
    update catalog.hosts set
        backoffs = case when p_told is null then backoffs + 1 else backoffs end,
        backed_off = case when p_told is null then clock_timestamp() else backed_off end,
        not_before = greatest(not_before, clock_timestamp() + make_interval(secs =>
            coalesce(p_told, least(p_longest, p_first * 2 ^ least(backoffs, 30)) * (1 - p_random / 2))))
    where host = p_host and (p_told is not null or p_begun > backed_off)
$$;

create function catalog.count(p_run uuid, p_slot bigint, p_tally bigint[], p_pages int, p_hits bigint[]) returns void language sql as $$
    update catalog.counts set tally = catalog.plus(tally, p_tally), pages = pages + p_pages,
        hits = case when p_hits is null then hits else catalog.plus(hits, p_hits) end
    where run_id = p_run and slot = p_slot % 16
$$;

-- Ends the visit of a page in the transaction of its effects; false where the lease was lost. p_good: it was what it should
-- be, was not, or says nothing of that. With p_read, what it was asked for and read by is kept for the next time.
create function catalog.end_visit(
    p_id bigint, p_fence bigint, p_state smallint, p_outcome text, p_status int, p_problem text, p_dead boolean, p_gone boolean,
    p_read boolean, p_etag text, p_last_modified text, p_final_url text, p_matrix text, p_picks smallint[], p_item uuid,
    p_good boolean, p_most_bad int, p_tally bigint[], p_pages int, p_hits bigint[], p_begun timestamptz) returns boolean language plpgsql
set enable_seqscan = off as $$
declare
    v_page record;
begin
    update catalog.pages p set
        state = p_state, lease_until = null, outcome = p_outcome, status = p_status, problem = p_problem, dead = p_dead, visited_at = clock_timestamp(),
        gone_at = case when p_gone then coalesce(gone_at, clock_timestamp()) end,
        etag = case when p_read then p_etag else etag end,
        last_modified = case when p_read then p_last_modified else last_modified end,
        final_url = case when p_read then p_final_url else final_url end,
        matrix = case when p_read then p_matrix else matrix end,
        picks = case when p_read then p_picks else picks end,
        item_id = coalesce(p_item, item_id)
    where id = p_id and fence = p_fence and state = 2
    returning run_id, host into v_page;
    if not found then
        return false;
    end if;
    if p_status between 200 and 399 then
        update catalog.hosts set backoffs = 0 where host = v_page.host and backoffs > 0 and backed_off < p_begun;
    end if;
    if p_good then
        update catalog.runs set bad_streak = 0 where id = v_page.run_id and bad_streak > 0;
    elsif not p_good then
        update catalog.runs set bad_streak = bad_streak + 1,
            stopping = case when bad_streak + 1 >= p_most_bad then coalesce(stopping, p_problem, p_outcome) else stopping end
        where id = v_page.run_id;
    end if;
    perform catalog.count(v_page.run_id, p_id, p_tally, p_pages, p_hits);
    return true;
end $$;

-- Back into the queue. p_refund: it was no failure of the page.
create function catalog.release(p_id bigint, p_fence bigint, p_delay double precision, p_refund boolean, p_wait boolean, p_status int, p_problem text, p_most_bad int)
returns boolean language plpgsql set enable_seqscan = off as $$
declare
    v_run uuid;
begin
    update catalog.pages set
        state = 1, lease_until = null, due_at = clock_timestamp() + make_interval(secs => p_delay), attempt = attempt - p_refund::int, waits = waits + p_wait::int,
        status = coalesce(p_status, status), problem = coalesce(p_problem, problem)
    where id = p_id and fence = p_fence and state = 2
    returning run_id into v_run;
    if found and not p_refund then
        update catalog.runs set bad_streak = bad_streak + 1,
            stopping = case when bad_streak + 1 >= p_most_bad then coalesce(stopping, p_problem) else stopping end
        where id = v_run;
    end if;
    return v_run is not null;
end $$;
