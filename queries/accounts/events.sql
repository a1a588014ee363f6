-- question: What happened to one account?
-- grain:    one row per event about it
-- params:   $pseudonym: stable short name
-- columns:
--   ts          timestamp, UTC
--   event_type  ban, unban, key_created, login_failed, …
--   label       short name; null where none was given

select
    events.ts,
    events.event_type,
    events.label
from events
inner join known_accounts as known on events.account_id = known.account_id
where known.pseudonym = $pseudonym
order by events.ts, events.event_type
