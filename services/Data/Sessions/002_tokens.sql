-- A bearer token is a session's (0), a personal access token for MCP clients (1), or one that the platform's own agent
-- calls tools with for a moment (2). All are looked up, ended and erased alike.
alter table sessions.sessions
    add column kind         smallint not null default 0 check (kind in (0, 1, 2)),
    add column id           uuid,
    add column name         text,
    add column last_used_at timestamptz,
    add check ((kind = 1) = (id is not null and name is not null));

create unique index sessions_personal on sessions.sessions (user_id, id) where kind = 1;

-- Sessions and personal tokens hold the account while they are made. The agent does not know accounts: this refuses it
-- a token for a user who has been erased, in whichever order the two come.
create trigger refuse_erased before insert on sessions.sessions for each row when (new.kind = 2) execute function erased.refuse();
