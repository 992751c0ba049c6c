-- What a host asks for itself, and what counts as being asked of it.

-- The other host that a claimed page is being asked of, after a redirect: it takes a place there, and none at its own.
alter table catalog.pages add column asking text;

drop index catalog.pages_claimed;
create index pages_claimed on catalog.pages (coalesce(asking, host), lease_until) where state = 2;

-- Seconds that its robots.txt asks to leave between two requests. And of which scheme `robots` is: http and https of one name
-- are two sites to RFC 9309, and one host to us. The other one's is in a row of its own, named SCHEME://HOST.
alter table catalog.hosts add column crawl_delay double precision not null default 0, add column robots_scheme text;

-- When a process last had the source's file.
alter table catalog.sources add column seen_at timestamptz;

-- The strictest of all sources counts, and the host's own word.
create function catalog.pace(p_host text) returns void language sql as $$
    insert into catalog.hosts as h (host, rate, burst, concurrency)
    select p_host, min(rate), min(burst), min(concurrency) from catalog.source_hosts where host = p_host having count(*) > 0
    on conflict (host) do update set
        rate = case when h.crawl_delay > 0 then least(excluded.rate, 1 / h.crawl_delay) else excluded.rate end,
        burst = case when h.crawl_delay > 0 then 1 else excluded.burst end,
        concurrency = excluded.concurrency
    where (h.rate, h.burst, h.concurrency) is distinct from (
        case when h.crawl_delay > 0 then least(excluded.rate, 1 / h.crawl_delay) else excluded.rate end,
        case when h.crawl_delay > 0 then 1 else excluded.burst end,
        excluded.concurrency)
$$;

create or replace function catalog.know_host(p_source text, p_host text, p_rate double precision, p_burst int, p_concurrency int) returns void language plpgsql as $$
begin
    -- One after another, each seeing the other's row: the strictest counts whoever comes last.
    perform pg_advisory_xact_lock(hashtextextended('catalog.host:' || p_host, 0));
    insert into catalog.source_hosts (source, host, rate, burst, concurrency) values (p_source, p_host, p_rate, p_burst, p_concurrency)
    on conflict (source, host) do update set rate = excluded.rate, burst = excluded.burst, concurrency = excluded.concurrency
        where (source_hosts.rate, source_hosts.burst, source_hosts.concurrency) is distinct from (excluded.rate, excluded.burst, excluded.concurrency);
    perform catalog.pace(p_host);
end $$;

-- Claims at most p_most pages of these sources' runs, and takes a token of its host for each, in one statement. A host that
-- another worker is just claiming from is passed over. The first to come to a host whose robots.txt is not known gets one
-- page and `fetch_robots`; nobody else gets any until it is known.
create or replace function catalog.claim(p_sources text[], p_most int, p_lease interval)
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
        select count(*) into v_busy from catalog.pages p where coalesce(p.asking, p.host) = v_host.host and p.state = 2 and p.lease_until >= v_now;
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
            update catalog.pages p set state = 2, asking = null, attempt = p.attempt + 1, fence = p.fence + 1, lease_until = v_now + p_lease
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
create or replace function catalog.next_claim(p_sources text[]) returns double precision language plpgsql
set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off as $$
begin
    return (
        select extract(epoch from min(due.at) - clock_timestamp())
        from catalog.runs r
        join catalog.source_hosts s on s.source = r.source
        join catalog.hosts h on h.host = s.host
        cross join lateral (
            select count(*) as busy, min(p.lease_until) as free_at from catalog.pages p where coalesce(p.asking, p.host) = h.host and p.state = 2) claimed
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

drop function catalog.take_token;

-- A token for one more request to a host (a redirect, robots.txt), and a place among those that may be asked of it at once:
-- `wait` is null where both were got, else the seconds until it is worth asking again. `every`: the seconds between two tokens.
create function catalog.take_token(p_host text, p_page bigint, p_fence bigint, out wait double precision, out at timestamptz, out every double precision) language plpgsql
set enable_seqscan = off set jit = off as $$
declare
    v_at timestamptz;
    v_concurrency int;
begin
    select greatest(h.not_before, catalog.token_at(h.full_at, h.rate, h.burst, h.concurrency)), h.concurrency, 1 / h.rate into v_at, v_concurrency, every
    from catalog.hosts h where h.host = p_host for update;
    at := clock_timestamp();
    if v_at > at then
        wait := extract(epoch from v_at - at);
        return;
    end if;
    if (select count(*) from catalog.pages p where coalesce(p.asking, p.host) = p_host and p.state = 2 and p.lease_until >= at and p.id <> coalesce(p_page, 0)) >= v_concurrency then
        wait := 0.1;
        return;
    end if;
    update catalog.hosts h set full_at = greatest(h.full_at, at) + make_interval(secs => every) where h.host = p_host;
    update catalog.pages p set asking = nullif(p_host, p.host)
    where p.id = p_page and p.fence = p_fence and p.state = 2 and p.asking is distinct from nullif(p_host, p.host);
end $$;
