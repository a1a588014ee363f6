-- question: Which calls set aside are looked at anew?
-- grain:    statements; puts them back into fact_requests
-- params:   $start_at, $end_at (exclusive): timestamp, UTC
-- columns:  none

insert into fact_requests
select * exclude (counted_source, matched_by)
from fact_set_aside
where ts >= $start_at and ts < $end_at;

delete from fact_set_aside
where ts >= $start_at and ts < $end_at
