-- What the module offers to others beside chat.turn.

-- The replies to a user that were finished since an instant, of each conversation the latest 200 at most.
create function chat.finished_since(p_user uuid, p_since timestamptz) returns setof uuid language sql stable as $$
    select latest.reply_id
    from chat.conversations c
    cross join lateral (select reply_id, from_coach, at from chat.messages where conversation_id = c.id order by entry desc limit 400) latest
    where c.user_id = p_user and c.last_message_at >= p_since and latest.from_coach and latest.at >= p_since
$$;

-- The coach's messages that answer one of these messages, or that name one of these ids among their sources.
create function chat.resting_on(p_user uuid, p_ids uuid[]) returns setof uuid language sql stable as $$
    select answer.id
    from chat.conversations c
    join chat.replies r on r.conversation_id = c.id
    join chat.messages answer on answer.reply_id = r.id and answer.from_coach
    where c.user_id = p_user and (
        exists (select from jsonb_array_elements(r.sources) source where source ->> 'id' = any(p_ids::text[]))
        or exists (select from chat.messages asked where asked.reply_id = r.id and not asked.from_coach and asked.id = any(p_ids)))
$$;
