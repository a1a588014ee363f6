-- question: Which accounts make up each cluster, and which nearly do?
-- grain:    one row per cluster and account, near misses included
-- params:   none
-- columns:
--   cluster_id    the cluster
--   account_id    the account, as the export gave it
--   membership    probable, or possible for a near miss
--   pseudonym     stable short name
--   match_weight  bits for the account being one of the cluster
--   needed_bits   bits it takes at this cluster's size
--   families      count of families of evidence that speak for it
--   missing       what a near miss lacks, a sentence; null for a member

select
    cluster_id,
    account_id,
    membership,
    pseudonym,
    match_weight,
    needed_bits,
    families,
    missing
from cluster_accounts
order by cluster_id asc, membership desc, match_weight desc, account_id asc
