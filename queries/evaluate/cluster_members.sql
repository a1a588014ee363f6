-- question: Which accounts is each reported cluster made of?
-- grain:    one row per cluster and account, near misses included
-- params:   none
-- columns:
--   cluster_id  varchar
--   account_id  varchar
--   membership  varchar, 'probable' or 'possible'

select
    cluster_id,
    account_id,
    membership
from cluster_accounts
order by cluster_id, account_id
