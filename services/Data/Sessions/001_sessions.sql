-- Tokens are 256 random bits, so their plain SHA-256 is as good as unguessable; the token itself is nowhere stored.
create table sessions.sessions (
    token_hash bytea       primary key,
    user_id    uuid        not null,
    time_zone  text        not null,
    created_at timestamptz not null,
    expires_at timestamptz not null
);

create index sessions_by_user on sessions.sessions (user_id);
create index sessions_by_expiry on sessions.sessions (expires_at);
