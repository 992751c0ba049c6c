create table chat.conversations (
    id              uuid        primary key,
    user_id         uuid        not null,
    title           text,
    created_at      timestamptz not null,
    last_message_at timestamptz not null,
    -- How many turns (a message and its reply) and how many messages of either side there are: the next numbers.
    turns           int         not null default 0,
    entries         bigint      not null default 0
);

create index conversations_of_user on chat.conversations (user_id, id desc);

-- One row a message of either side. `entry` is the order of arrival; `turn` joins a question and its answer.
create table chat.messages (
    id              uuid        primary key,
    conversation_id uuid        not null references chat.conversations on delete cascade,
    user_id         uuid        not null,
    reply_id        uuid        not null,
    from_coach      boolean     not null,
    turn            int         not null,
    entry           bigint      not null,
    text            text        not null,
    media_ids       uuid[]      not null default '{}',
    time_zone       text        not null,
    at              timestamptz not null,
    unique (conversation_id, entry),
    unique (reply_id, from_coach)
);

create unique index messages_by_turn on chat.messages (conversation_id, turn, from_coach);

-- One row a reply. Cursors count the UTF-16 code units that were ever shown: the current attempt's text begins at
-- `base`, so that a cursor never goes back and one from an earlier attempt is recognised as such.
-- status 0 queued, 1 working, 2 streaming, 3 done, 4 failed, 5 cancelled
create table chat.replies (
    id              uuid        primary key,
    conversation_id uuid        not null references chat.conversations on delete cascade,
    user_id         uuid        not null,
    status          smallint    not null default 0,
    attempt         int         not null default 1,
    fence           bigint      not null default 0,
    base            bigint      not null default 0,
    version         bigint      not null default 1,
    steps           jsonb       not null default '[]',
    sources         jsonb       not null default '[]',
    problem         jsonb,
    -- Text and not jsonb: a model's arguments may hold \u0000, which jsonb refuses.
    checkpoint      text,
    model           text,
    finished_at     timestamptz
) with (fillfactor = 70);

create index replies_of_conversation on chat.replies (conversation_id);

-- The text of a reply while it is being written, as cursors `start` to `finish`; a finished reply's text is its message.
create table chat.chunks (
    reply_id uuid   not null references chat.replies on delete cascade,
    start    bigint not null,
    finish   bigint not null,
    text     text   not null,
    primary key (reply_id, start)
);
