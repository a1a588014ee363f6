-- question: Which clusters act as one, how big are they, and how sure is it?
-- grain:    one row per cluster, most requests first
-- params:   none
-- columns:
--   cluster_id  the cluster
--   kind  what it looks like
--   confidence  high, moderate or low
--   accounts  probable members
--   possible_accounts  near misses
--   requests  requests of the members
--   first_seen_at  timestamp, UTC
--   last_seen_at  timestamp, UTC

select
    cluster_id,
    kind,
    confidence,
    accounts,
    possible_accounts,
    requests,
    first_seen_at,
    last_seen_at
from clusters
order by requests desc, cluster_id asc
