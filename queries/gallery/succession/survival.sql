-- question: How long do accounts live before they are blocked?
-- grain:    one row per week of sign-up
-- params:   none
-- columns:
--   week  timestamp, UTC, Monday of the sign-up
--   accounts  count of accounts
--   blocked  of them blocked
--   median_days  median days from sign-up to the block

select
    date_trunc('week', created_at)::timestamp as week,
    count(*) as accounts,
    count(*) filter (where status = 'blocked') as blocked,
    round(
        median(epoch(status_changed_at - created_at) / 86400) filter (
            where status = 'blocked'
        ), 1
    ) as median_days
from accounts
where created_at is not null
group by week
order by week
