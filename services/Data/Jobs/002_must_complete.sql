-- Ends a job as jobs.complete does, in one transaction with statements before it that must not stand without it: a lost
-- lease is an error, so that all of them are undone.
create function jobs.must_complete(p_id bigint, p_fence bigint) returns text language plpgsql volatile as $$
declare
    v_ready text := jobs.complete(p_id, p_fence);
begin
    if v_ready is null then
        raise exception 'the lease on job % was lost', p_id using errcode = 'CJ001';
    end if;
    return v_ready;
end $$;
