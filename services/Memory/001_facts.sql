-- One row a user of whom anything is known: the lock that each change of their facts holds until it commits. All else hangs
-- on it and goes with it.
create table memory.users (
    user_id   uuid        primary key,
    -- Of the last message.
    time_zone text        not null,
    -- When the job of the coming night runs; null where nothing has been said since the last.
    night     timestamptz
);

create trigger refuse_erased before insert on memory.users for each row execute function erased.refuse();

-- Every finished turn, once: it is made recallable when it comes in and read for facts once, whatever is delivered twice.
create table memory.turns (
    user_id         uuid        not null references memory.users on delete cascade,
    reply_id        uuid        not null,
    conversation_id uuid        not null,
    at              timestamptz not null,
    read_at         timestamptz,
    primary key (user_id, reply_id)
);

create index turns_unread on memory.turns (user_id, at) where read_at is null;

-- A version of a fact. It is current while no other has superseded it and valid_to, its last day, is not over.
create table memory.facts (
    id            uuid             primary key,
    user_id       uuid             not null references memory.users on delete cascade,
    text          text             not null,
    category      text             not null,
    confidence    double precision not null,
    pinned        boolean          not null default false,
    valid_from    date,
    valid_to      date,
    superseded_by uuid,
    -- The message it was taken from and the words in it; both null where the user wrote the fact.
    message_id    uuid,
    quote         text,
    said_at       timestamptz      not null,
    time_zone     text             not null
);

create index facts_of_user on memory.facts (user_id, id desc);

-- Each message that said a fact, the first and those that said it again, with a hash of user, message and quote.
create table memory.evidence (
    fact_id    uuid  not null references memory.facts on delete cascade,
    message_id uuid  not null,
    hash       bytea not null,
    primary key (fact_id, message_id)
);

-- What must not be learned again: the hashes of the evidence of forgotten facts, never their words.
create table memory.forgotten (
    user_id uuid  not null references memory.users on delete cascade,
    hash    bytea not null,
    primary key (user_id, hash)
);

-- A reading of all that is unread. status 0 queued, 1 running, 2 done, 3 failed
create table memory.extractions (
    id         uuid        primary key,
    user_id    uuid        not null references memory.users on delete cascade,
    status     smallint    not null default 0,
    turns_read int         not null default 0,
    added      int         not null default 0,
    superseded int         not null default 0,
    ignored    int         not null default 0,
    created_at timestamptz not null
);

create index extractions_of_user on memory.extractions (user_id, created_at);
create unique index extractions_under_way on memory.extractions (user_id) where status < 2;
