-- question: Which clusters of accounts were reported?
-- grain:    one row per cluster
-- params:   none
-- columns:
--   cluster_id  varchar
--   kind        varchar
--   confidence  varchar

select
    cluster_id,
    kind,
    confidence
from clusters
order by cluster_id
