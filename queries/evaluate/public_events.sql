-- question: When did something happen to everybody that may have brought sign-ups?
-- grain:    one row per event that is about no single account
-- params:   none
-- columns:
--   ts          timestamp, UTC
--   event_type  varchar

select
    ts,
    event_type
from events
where account_id is null
order by ts, event_type
