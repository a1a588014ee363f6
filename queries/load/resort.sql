-- question: In which order should the requests lie so that time and account both prune?
-- grain:    statements; rewrites fact_requests for the days given into fact_sorted
-- params:   $start_at, $end_at (exclusive): timestamp, UTC, whole days
-- columns:  none

insert into fact_sorted
select *
from fact_requests
where ts >= $start_at and ts < $end_at
order by date_trunc('day', ts), account_key, ts
