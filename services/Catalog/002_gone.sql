-- A page's fields stay its own until it is gone. Gone is what answers 404 or 410, and what a whole run did not come across.

-- The address that the page went by when it was read, where that is not its own: its canonical one, or the one that it led to.
alter table catalog.pages add column address text;

-- Nobody has asked those read before for it: they are read anew once.
update catalog.pages set matrix = null where kind = 2 and item_id is not null;

-- Whether a run read all of its index, however much that led to: such runs are what later ones are compared with.
alter table catalog.runs add column whole boolean not null default false;

create index pages_there on catalog.pages (source, id) where kind = 2 and gone_at is null;

drop function catalog.end_visit;

-- Ends the visit of a page in the transaction of its effects; false where the lease was lost. p_good: it was what it should
-- be, was not, or says nothing of that. With p_read, what it was asked for and read by is kept for the next time.
create function catalog.end_visit(
    p_id bigint, p_fence bigint, p_state smallint, p_outcome text, p_status int, p_problem text, p_dead boolean, p_gone boolean,
    p_read boolean, p_etag text, p_last_modified text, p_final_url text, p_matrix text, p_picks smallint[], p_item uuid,
    p_good boolean, p_most_bad int, p_tally bigint[], p_pages int, p_hits bigint[], p_begun timestamptz, p_address text) returns boolean language plpgsql
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
        address = case when p_read then p_address else address end,
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

-- These pages are gone: what they wrote may be written by other pages of the same items, which are read anew for it, as they
-- are themselves should they come back. What was written by an address that another page goes by, too, is that one's.
create function catalog.let_go(p_source text, p_pages bigint[]) returns void language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off as $$
begin
    -- Items before pages, and by id: as whoever writes an item does.
    perform from catalog.items where id in (select item_id from catalog.pages where id = any(p_pages)) order by id for update;
    with gone as materialized (
        select p.item_id, coalesce(p.address, p.url) as address, exists (
            select from catalog.pages other
            where other.item_id = p.item_id and other.source = p_source and other.id <> all(p_pages) and other.gone_at is null
                and coalesce(other.address, other.url) = coalesce(p.address, p.url)) as shared
        from catalog.pages p
        where p.id = any(p_pages) and p.item_id is not null and p.gone_at is null),
    released as (
        update catalog.items i set origins = (
            select jsonb_object_agg(key, case when value ->> 'source' = p_source and value ->> 'url' = any(own.addresses) then value || '{"released": true}' else value end)
            from jsonb_each(i.origins))
        from (select item_id, array_agg(address) as addresses from gone where not shared group by item_id) own
        where i.id = own.item_id and exists (
            select from jsonb_each(i.origins)
            where value ->> 'source' = p_source and value ->> 'url' = any(own.addresses) and not coalesce((value ->> 'released')::boolean, false)))
    update catalog.pages p set matrix = null
    from (select distinct item_id from gone) theirs
    where p.item_id = theirs.item_id and p.gone_at is null;
end $$;

-- Lets go of the next pages of items, by id, that a whole run of their source did not come across; the last id and how many
-- there were, nothing where there are none. Only while the run is open, which it stays until this commits: the pages of the
-- next one are not met by this one.
create function catalog.let_go_of_unmet(p_run uuid, p_source text, p_after bigint, p_most int, out last bigint, out count int) language plpgsql as $$
declare
    v_pages bigint[];
begin
    count := 0;
    perform from catalog.runs where id = p_run and status = 'running' for share;
    if not found then
        return;
    end if;
    select array_agg(unmet.id), max(unmet.id), count(*) into v_pages, last, count from (
        select p.id from catalog.pages p
        where p.source = p_source and p.kind = 2 and p.run_id <> p_run and p.gone_at is null and p.id > p_after
        order by p.id limit p_most) unmet;
    if count > 0 then
        perform catalog.let_go(p_source, v_pages);
        update catalog.pages p set gone_at = clock_timestamp(), outcome = 'unmet', problem = 'Nothing leads to it any more.' where p.id = any(v_pages);
    end if;
end $$;
