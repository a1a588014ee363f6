-- question: What did each cluster cost?
-- grain:    one row per cluster, the dearest first
-- params:   none
-- columns:
--   cluster_id  the cluster
--   kind  what it looks like
--   requests  requests of its members
--   output_tokens  output tokens; null where none are reported
--   cost_usd  USD; null where no request has a cost
--   share  share of the cost of all requests, 0 to 1

select
    clusters.cluster_id,
    clusters.kind,
    clusters.requests,
    clusters.output_tokens,
    clusters.cost_usd,
    round(
        clusters.cost_usd / nullif((select sum(account_day.cost_usd) from account_day), 0), 5
    ) as share
from clusters
order by clusters.cost_usd desc nulls last, clusters.cluster_id asc
