-- Every key begins with the user: a query that forgets the tenant finds no index, and a reference cannot cross tenants.
create table habits.goals (
    user_id uuid not null,
    id uuid not null,
    title text not null,
    why text,
    target_date date,
    created_at timestamptz not null,
    archived_at timestamptz,
    primary key (user_id, id)
);

create table habits.habits (
    user_id uuid not null,
    id uuid not null,
    name text not null,
    goal_id uuid,
    days text[] not null,
    unit text,
    target numeric,
    created_at timestamptz not null,
    archived_at timestamptz,
    primary key (user_id, id),
    foreign key (user_id, goal_id) references habits.goals (user_id, id),
    check (cardinality(days) between 1 and 7),
    check (target > 0)
);

create index habits_by_goal on habits.habits (user_id, goal_id) where goal_id is not null;

-- A streak reads one habit's rows from this index alone, ten years of them in about a hundred pages.
create table habits.check_ins (
    user_id uuid not null,
    habit_id uuid not null,
    day date not null,
    done boolean not null,
    amount numeric,
    note text,
    primary key (user_id, habit_id, day) include (done),
    foreign key (user_id, habit_id) references habits.habits (user_id, id) on delete cascade
);

-- words holds the owner as one more lexeme, so that a search intersects the owner's list in the index with the
-- words' lists and never walks other people's entries, however common the word.
create table habits.journal (
    user_id uuid not null,
    id uuid not null,
    day date not null,
    text text not null,
    mood smallint check (mood between 1 and 5),
    created_at timestamptz not null,
    call_key text,
    words tsvector not null generated always as
        (to_tsvector('english'::regconfig, text) || array_to_tsvector(array['user:' || user_id::text])) stored,
    primary key (user_id, id)
);

create index journal_by_day on habits.journal (user_id, day desc, id desc);
create index journal_by_words on habits.journal using gin (words);
create unique index journal_by_call on habits.journal (user_id, call_key) where call_key is not null;
