-- question: How did one cluster live, day by day?
-- grain:    one row per day of its life, days without anything included
-- params:   $cluster_id: the cluster
-- columns:
--   bucket_at        timestamp, UTC, start of the day
--   signups          count of members that signed up
--   bans             count of members banned
--   active_accounts  count of members with a request
--   requests         count of requests
--   tokens           input and output tokens; null where none is reported
--   cost_usd         US dollars as the source reports them; null where it does not

select
    days.bucket_at,
    days.signups,
    days.bans,
    days.active_accounts,
    days.requests,
    if(
        days.input_tokens is null and days.output_tokens is null, null,
        coalesce(days.input_tokens, 0) + coalesce(days.output_tokens, 0)
    ) as tokens,
    days.cost_usd
from found_cluster_days as days
where days.cluster_id = $cluster_id
order by days.bucket_at
