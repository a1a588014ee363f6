-- question: What happened that may explain a change?
-- grain:    one row per event
-- params:   $start_at, $end_at (exclusive): timestamp, UTC; null means no limit
-- columns:  those of events in docs/data-dictionary.md

select *
from events
where
    ($start_at::timestamp is null or ts >= $start_at::timestamp)
    and ($end_at::timestamp is null or ts < $end_at::timestamp)
order by ts, event_id
