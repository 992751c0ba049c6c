-- Messages and replies need a conversation, which erasing removes.
create trigger refuse_erased before insert on chat.conversations for each row execute function erased.refuse();
