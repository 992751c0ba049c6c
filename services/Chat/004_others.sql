-- What the module offers to others beside chat.turn.

-- The replies to a user that were finished since an instant, of each conversation the latest 200 at most.
create function chat.finished_since(p_user uuid, p_since timestamptz) returns setof uuid language sql stable as $$
    select latest.reply_id
    from chat.conversations c
    cross join lateral (select reply_id, from_coach, at from chat.messages where conversation_id = c.id order by entry desc limit 400) latest
    where c.user_id = p_user and c.last_message_at >= p_since and latest.from_coach and latest.at >= p_since
$$;

-- The coach's messages that may repeat what these messages or entries said: those that answer one of the messages or had it
-- at hand, which the five turns after it do, those that name one of the ids among their sources, and those that name one of
-- these answers, up to three times over. Wider than need be: words once forgotten must not be met again.
create function chat.resting_on(p_user uuid, p_ids uuid[]) returns setof uuid language sql stable as $$
    with recursive named as materialized (
        select answer.id, source ->> 'id' as source
        from chat.conversations c
        join chat.replies r on r.conversation_id = c.id
        join chat.messages answer on answer.reply_id = r.id and answer.from_coach
        cross join lateral jsonb_array_elements(r.sources) source
        where c.user_id = p_user),
    near as (
        select answer.id
        from chat.messages asked
        join chat.messages answer on answer.conversation_id = asked.conversation_id and answer.from_coach
            and answer.turn between asked.turn and asked.turn + 5
        where asked.id = any(p_ids) and asked.user_id = p_user and not asked.from_coach),
    resting (id, hops) as (
        (select id, 0 from near union select id, 0 from named where source = any(p_ids::text[]))
        union
        select named.id, hops + 1 from resting join named on named.source = resting.id::text where hops < 3)
    select distinct id from resting
$$;

-- The coach's messages of these replies, each with the entries of the memory among its sources.
create function chat.recalled_in(p_replies uuid[]) returns table (message_id uuid, source_id uuid) language sql stable as $$
    select answer.id, (source ->> 'id')::uuid
    from chat.replies r
    join chat.messages answer on answer.reply_id = r.id and answer.from_coach
    cross join lateral jsonb_array_elements(r.sources) source
    where r.id = any(p_replies) and source ->> 'kind' in ('fact', 'turn')
$$;
