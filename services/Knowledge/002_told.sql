-- What a message tells of its user that no fact says yet, a line each, of the entry's category: recalled as facts are, from
-- when the message comes in until it has been read for facts.
alter table knowledge.entries add column told text;

-- The user has said otherwise since.
alter table knowledge.entries add column outdated boolean not null default false;

drop index knowledge.entries_facts;
create index entries_wanted on knowledge.entries (user_id) where kind = 1 or told is not null;
