-- What another module may read of a conversation's order: the turns just before these (p_step -1) or just after them (1),
-- answered or not.
create function chat.neighbours(p_replies uuid[], p_step int) returns table (reply_id uuid, message_id uuid, text text) language sql stable as $$
    select own.reply_id, other.id, other.text
    from chat.messages own
    join chat.messages other on other.conversation_id = own.conversation_id and other.turn = own.turn + p_step and not other.from_coach
    where own.reply_id = any(p_replies) and not own.from_coach
$$;
