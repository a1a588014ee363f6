-- question: Which clusters can a briefing be about?
-- grain:    one row per cluster, those that act as one first, then by requests
-- params:   none
-- columns:
--   cluster_id  the cluster
--   kind        what it looks like
--   confidence  high, moderate or low
--   accounts    count of probable members
--   requests    count of their requests

select
    found.cluster_id,
    found.kind,
    found.confidence,
    found.accounts,
    found.requests
from found_clusters as found
order by
    found.kind = 'coordinated' desc,
    found.requests desc,
    found.cluster_id asc
