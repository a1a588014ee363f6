-- question: How much of what was asked came from clusters that act as one?
-- grain:    one row per day with such requests
-- params:   $start_at, $end_at (exclusive): timestamp, UTC, whole days
-- columns:
--   bucket_at  timestamp, UTC, start of day
--   requests   count of requests of probable members of coordinated clusters
--   accounts   count of those members with requests

select
    days.bucket_at,
    sum(days.requests)::bigint as requests,
    sum(days.active_accounts)::bigint as accounts
from found_cluster_days as days
inner join found_clusters as found on days.cluster_id = found.cluster_id
where
    found.kind = 'coordinated'
    and days.bucket_at >= $start_at and days.bucket_at < $end_at
group by days.bucket_at
order by days.bucket_at
