-- One row a photo, there before its blob and until after it. state 0: on its way   1: stored   2: on its way out
create table media.items (
    id              uuid        primary key,
    user_id         uuid        not null,
    state           smallint    not null default 0,
    -- Of what was uploaded, and of what is stored.
    original_sha256 bytea       not null,
    sha256          bytea       not null,
    original_bytes  bigint      not null,
    bytes           bigint      not null,
    width           int         not null,
    height          int         not null,
    taken_at        timestamptz,
    -- When it was taken, or else when it came: the order of lists.
    at              timestamptz not null,
    label           text,
    created_at      timestamptz not null
);

create unique index items_by_content on media.items (user_id, original_sha256) where state = 1;
create index items_of_user on media.items (user_id, at desc, id desc);

create trigger refuse_erased before insert on media.items for each row execute function erased.refuse();

-- A smaller version that has been made; its blob is removed with its photo's.
create table media.thumbnails (
    media_id uuid   not null references media.items on delete cascade,
    width    int    not null,
    sha256   bytea  not null,
    bytes    bigint not null,
    primary key (media_id, width)
);

-- What the module offers to others: whether all of these photos are the user's.
create function media.owned(p_user uuid, p_ids uuid[]) returns boolean language sql stable as $$
    select not exists (
        select from unnest(p_ids) as given (id)
        where not exists (select from media.items i where i.id = given.id and i.user_id = p_user and i.state = 1))
$$;
