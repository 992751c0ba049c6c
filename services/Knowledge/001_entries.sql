-- What can be recalled of a user: one row a message of either side (kind 0) and one a fact (kind 1). The text stays here,
-- whichever index finds it: what is deleted here is found no more.

-- The order of all changes. A user's row is locked from the taking of a number to the commit, so that whoever has seen a
-- user's change number n will never find another one of that user below n. Numbers are not used again after an erasure.
create sequence knowledge.versions;

-- The embedding models whose vectors there are or were; dimensions 0 are the model's own. Space 0 is none.
create table knowledge.spaces (
    id         int  generated always as identity primary key,
    model      text not null,
    dimensions int  not null,
    unique (model, dimensions)
);

create table knowledge.users (
    user_id    uuid    primary key,
    -- The last change; copies older than `cleared` are worth nothing and are to be made anew.
    version    bigint  not null,
    cleared    bigint  not null,
    -- The space that has all vectors of the user, and the change up to which it has them.
    space      int     not null default 0,
    embedded   bigint  not null default 0,
    -- The collection of Qdrant that answers for the user, and the change up to which it is in step; below 0: none of it is sure.
    collection text,
    synced     bigint  not null default 0,
    erased     boolean not null default false
) with (fillfactor = 80);

create index users_not_embedded on knowledge.users (version) where embedded < version;
create index users_not_synced on knowledge.users (version) where synced < version;
create index users_of_space on knowledge.users (space);

create trigger refuse_erased before insert on knowledge.users for each row execute function erased.refuse();

create table knowledge.entries (
    id           uuid        primary key,
    user_id      uuid        not null,
    kind         smallint    not null,
    text         text        not null,
    speaker      text        not null,
    at           timestamptz not null,
    time_zone    text        not null,
    -- The conversation of a message, and the message's place in it.
    thread       uuid,
    position     bigint      not null default 0,
    pinned       boolean     not null default false,
    -- What a fact is about.
    category     text,
    -- The change that wrote the row, and the one that wrote its text.
    version      bigint      not null,
    text_version bigint      not null,
    -- What the text came to, and by which version of the analysis: an index is loaded without reading texts.
    analysis     smallint    not null,
    terms        bytea       not null
);

alter table knowledge.entries alter column terms set storage external;

create index entries_of_user on knowledge.entries (user_id, version);
create index entries_facts on knowledge.entries (user_id) where kind = 1;

-- What was removed, by its id alone: copies of the index elsewhere still have it.
create table knowledge.removed (
    user_id uuid   not null,
    version bigint not null,
    id      uuid   not null,
    primary key (user_id, version, id)
);

-- Vectors of length 1 as half-precision numbers, little-endian, and which text they were made of.
create table knowledge.vectors (
    entry_id     uuid   not null references knowledge.entries (id) on delete cascade,
    space        int    not null,
    user_id      uuid   not null,
    version      bigint not null,
    text_version bigint not null,
    vector       bytea  not null,
    primary key (entry_id, space)
);

alter table knowledge.vectors alter column vector set storage external;

create index vectors_of_user on knowledge.vectors (user_id, space, version);
