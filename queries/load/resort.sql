-- question: In which order should the requests lie so that a stretch of time prunes?
-- grain:    statements; rewrites fact_requests for the days given into fact_sorted
-- params:   $start_at, $end_at (exclusive): timestamp, UTC, whole days
-- columns:  none

insert into fact_sorted
select *
from fact_requests
where ts >= $start_at and ts < $end_at
order by ts, account_key, request_id
