-- Whose account was erased of late: refuses what was under way for them. Kept until nothing can be any more.
create table erased.users (
    user_id   uuid        primary key,
    erased_at timestamptz not null default now()
);

create index users_by_age on erased.users (erased_at);

-- Before insert on each table where a user's rows begin. Whoever inserts holds the user until the transaction ends and
-- erasing waits for that, so each row is either there when the modules are told to remove them, or refused.
create function erased.refuse() returns trigger language plpgsql volatile as $$
begin
    perform pg_advisory_xact_lock_shared(hashtextextended(new.user_id::text, 7235));
    if exists (select from erased.users where user_id = new.user_id) then
        raise exception 'The user has been erased.' using errcode = 'CU001';
    end if;
    return new;
end $$;

create function erased.erase(p_user uuid) returns void language plpgsql volatile as $$
begin
    perform pg_advisory_xact_lock(hashtextextended(p_user::text, 7235));
    insert into erased.users (user_id) values (p_user);
end $$;
