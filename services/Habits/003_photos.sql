-- Photos that go with an entry. They may be deleted by themselves; the entry keeps their ids.
alter table habits.journal add column media_ids uuid[] not null default '{}';
