-- What a request with an Idempotency-Key was answered: written in the transaction of its effect.
create table idempotency.keys (
    user_id     uuid        not null,
    endpoint    text        not null,
    key         text        not null,
    fingerprint bytea       not null,
    status      smallint    not null,
    location    text,
    body        bytea       not null,
    created_at  timestamptz not null default now(),
    primary key (user_id, endpoint, key)
);

create index keys_by_age on idempotency.keys (created_at);

-- Held until the transaction ends: whoever does not get it comes while the first is still running.
create function idempotency.try_lock(p_user uuid, p_endpoint text, p_key text) returns boolean language sql volatile as
$$ select pg_try_advisory_xact_lock(hashtextextended(p_user::text || ' ' || p_endpoint || ' ' || p_key, 7234)) $$;
