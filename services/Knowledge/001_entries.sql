-- What can be recalled of a user: one row a message of either side (kind 0) and one a fact (kind 1). The text stays here,
-- whichever index finds it: what is deleted here is found no more.
create table knowledge.entries (
    id        uuid        primary key,
    user_id   uuid        not null,
    kind      smallint    not null,
    text      text        not null,
    speaker   text        not null,
    at        timestamptz not null,
    time_zone text        not null,
    -- The conversation of a message, and the message's place in it.
    thread    uuid,
    position  bigint      not null default 0,
    pinned    boolean     not null default false
);

create index entries_of_user on knowledge.entries (user_id, kind);

create trigger refuse_erased before insert on knowledge.entries for each row execute function erased.refuse();
