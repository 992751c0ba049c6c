create trigger refuse_erased before insert on idempotency.keys for each row
    when (new.user_id <> '00000000-0000-0000-0000-000000000000') execute function erased.refuse();
