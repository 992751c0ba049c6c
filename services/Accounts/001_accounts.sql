create table accounts.accounts (
    id uuid primary key,
    email text not null unique,
    password text not null,
    display_name text,
    time_zone text not null,
    created_at timestamptz not null
);

-- What is left of an erased account: no user, no address, only how far the erasure is.
create table accounts.erasures (
    id uuid primary key,
    token_hash bytea not null,
    started_at timestamptz not null,
    finished_at timestamptz
);

create table accounts.erasure_parts (
    erasure_id uuid not null references accounts.erasures (id) on delete cascade,
    module text not null,
    done_at timestamptz,
    primary key (erasure_id, module)
);
