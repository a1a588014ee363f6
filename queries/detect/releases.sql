-- question: Which public news may have brought people in?
-- grain:    one row per event that is about no single account
-- params:   none
-- columns:
--   ts     timestamp, UTC
--   label  short name

select
    events.ts,
    coalesce(
        events.label,
        concat_ws(' ', replace(events.event_type, '_', ' '), events.gen_ai_request_model)
    ) as label
from events
where
    events.account_id is null
    and events.event_type in ('model_launch', 'price_change', 'limit_change', 'policy_change')
order by events.ts
