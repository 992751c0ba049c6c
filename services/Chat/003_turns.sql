-- What the module offers to others: a message and its answer, by the reply's id. Empty once they were erased.
create function chat.turn(p_reply uuid)
returns table (user_id uuid, conversation_id uuid, message_id uuid, from_coach boolean, turn int, text text, at timestamptz, time_zone text)
language sql stable as $$
    select user_id, conversation_id, id, from_coach, turn, text, at, time_zone
    from chat.messages where reply_id = p_reply
    order by from_coach
$$;
