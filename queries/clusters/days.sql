-- question: What did each of these clusters do on each day?
-- grain:    one row per cluster and day of its life in the range, quiet days included
-- params:   $cluster_ids: list; $start_at, $end_at (exclusive): timestamp, UTC, whole days
-- columns:
--   cluster_id       the cluster
--   bucket_at        timestamp, UTC, start of day
--   signups          count of sign-ups
--   bans             count of accounts banned
--   active_accounts  count of accounts with requests
--   requests         count of requests

select
    days.cluster_id,
    days.bucket_at,
    days.signups,
    days.bans,
    days.active_accounts,
    days.requests
from found_cluster_days as days
where
    list_contains($cluster_ids::varchar[], days.cluster_id)
    and days.bucket_at >= $start_at and days.bucket_at < $end_at
order by days.cluster_id, days.bucket_at
