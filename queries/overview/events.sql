-- question: What happened that may explain a change: releases, prices, policies, incidents?
-- grain:    one row per event that is about no single account; where there are more than 40,
--           releases, prices and policies before incidents and the rest, and earlier first
-- params:   $start_at, $end_at (exclusive): timestamp, UTC; $model_in: list, null means all
-- columns:
--   ts          timestamp, UTC
--   event_type  model_launch, model_retired, price_change, limit_change, policy_change, …
--   event_label  short name
--   events_total  count of such events, shown or not

select
    events.ts,
    events.event_type,
    coalesce(
        events.label, events.gen_ai_request_model, replace(events.event_type, '_', ' ')
    ) as event_label,
    count(*) over () as events_total
from events
where
    events.ts >= $start_at and events.ts < $end_at
    and events.account_id is null
    and (
        $model_in is null or events.gen_ai_request_model is null
        or list_contains($model_in, events.gen_ai_request_model)
    )
qualify
    row_number() over (
        order by
            case
                when events.event_type in ('model_launch', 'model_retired') then 1
                when
                    events.event_type in ('price_change', 'limit_change', 'policy_change')
                    then 2
                else 3
            end,
            events.ts,
            event_label
    ) <= 40
order by events.ts, event_label
